// Names of the code: each exported type once, and functions that do something are called by a verb.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asyncFunctions, figuresOf, participles, typesTwice } from '../../scripts/house/figures.ts';

const textsOf = (folders: string) =>
  globSync(`${folders}/**/*.ts`).map((path) => ({ path, text: readFileSync(path, 'utf8') }));

describe('names', () => {
  it('of exported types of shared/ are given once', () => {
    expect(typesTwice(textsOf('shared'))).toEqual([]);
  });

  it('of asynchronous functions are verbs, not participles', () => {
    const sources = textsOf('{shared,functions,cli,scripts}');
    expect(asyncFunctions(sources).length).toBeGreaterThan(300);
    expect(participles(sources)).toEqual([]);
  });

  it('that do not hold are told', () => {
    const one = { path: 'shared/a.ts', text: 'export type Look = 1;\nexport async function sent() {}\n' };
    const other = {
      path: 'shared/b.ts',
      text: `export interface Look {}\n${'\n'.repeat(300)}async function need() {}`,
    };
    expect(typesTwice([other, one])).toEqual(['Look: shared/a.ts, shared/b.ts']);
    expect(participles([one, other])).toEqual(['shared/a.ts: sent']);
    expect(Object.values(figuresOf([one, other]))).toEqual([2, 1, 1, 2, 1]);
  });
});
