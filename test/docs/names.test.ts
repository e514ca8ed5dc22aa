// Names of the code: each exported type once, and functions that do something are called by a verb.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

function declaredIn(folders: string, pattern: RegExp): readonly (readonly [name: string, file: string])[] {
  return globSync(`${folders}/**/*.ts`)
    .toSorted()
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, name = '']) => [name, file] as const),
    );
}

/** Irregular ones that end in no `ed`; `read`, `put` and `let` are verbs as well. */
const irregular =
  'built|chosen|done|drawn|found|given|gone|held|kept|known|left|lost|made|proven|seen|sent|shown|taken|told|untold|woken|written';
const participle = new RegExp(`^(?:[a-z]+ed|${irregular})(?=[A-Z]|$)`);
/** Verbs that end as participles do. */
const verbs = /^(?:feed|need|proceed|seed|speed)/;

describe('names', () => {
  it('of exported types of shared/ are given once', () => {
    const files = Map.groupBy(
      declaredIn('shared', /^export (?:interface|type|class) (\w+)/gm),
      ([name]) => name,
    );
    const twice = [...files].filter(([, found]) => found.length > 1);
    expect(twice.map(([name, found]) => `${name}: ${found.map(([, file]) => file).join(', ')}`)).toEqual([]);
  });

  it('of asynchronous functions are verbs, not participles', () => {
    const found = declaredIn('{shared,functions,cli,scripts}', /\basync function\*? (\w+)/g);
    expect(found.length).toBeGreaterThan(300);
    const wrong = found.filter(([name]) => participle.test(name) && !verbs.test(name));
    expect(wrong.map(([name, file]) => `${file}: ${name}`)).toEqual([]);
  });
});
