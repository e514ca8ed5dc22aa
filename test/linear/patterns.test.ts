// No regular expression of the sources takes more than linear time, whatever text it is given.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faultOf, written } from '../../scripts/patterns/judge.ts';
import { type PatternLiteral, patternsIn } from '../../scripts/patterns/literals.ts';
import { objectOf, stringsOf } from '../../shared/model/json.ts';

/** Patterns that need more time than their text is long, each with what bounds the text. */
const exceptions: Readonly<Record<string, string>> = {};

/** Patterns made at run time, each with what they are made from. */
const made: Readonly<Record<string, string>> = {
  'cli/input/given.ts': 'words of the program itself',
  'shared/secrets/forms.ts': 'patterns of formats.ts, with a flag more',
};

const files = globSync('{shared,cli,functions}/**/*.ts').map((file) => ({
  file,
  ...patternsIn(readFileSync(file, 'utf8')),
}));
const checked: ReadonlySet<string> = new Set(
  stringsOf(objectOf({ list: JSON.parse(readFileSync('test/linear/checked.json', 'utf8')) }).list),
);

describe('regular expressions', () => {
  it('take linear time; `npm run patterns` adds new ones to the list of those that do', () => {
    const faults = files.flatMap(({ file, literals }) =>
      literals.filter(isNew).flatMap((literal) => {
        const fault = faultOf(literal);
        return fault === null ? [] : [`${file}:${literal.line}: ${written(literal)}: ${fault}`];
      }),
    );
    expect(faults).toEqual([]);
  });

  it('are made at run time nowhere else', () => {
    const where = files.filter((one) => one.made.length > 0).map(({ file }) => file);
    expect(where).toEqual(Object.keys(made));
  });

  it('are all there: neither list names one that is gone', () => {
    const all = new Set(files.flatMap(({ literals }) => literals.map(written)));
    const listed = [...checked, ...Object.keys(exceptions)];
    expect(listed.filter((pattern) => !all.has(pattern))).toEqual([]);
  });
});

function isNew(literal: PatternLiteral): boolean {
  const pattern = written(literal);
  return !checked.has(pattern) && !Object.hasOwn(exceptions, pattern);
}

describe('what finds them', () => {
  it.each([
    ['(a+)+$', 'exponential'],
    ['^[,;=]+|[,;=]+$', '2nd degree polynomial'],
    ['(?:^|\\s)#.*$', '2nd degree polynomial'],
    ['^\\s*(\\S.*?)\\s*$', '2nd degree polynomial'],
    ['^(?:a|a)*$', 'exponential'],
  ])('/%s/ is told', (source, degree) => {
    expect(faultOf({ source, flags: '' })).toContain(degree);
  });

  it('reads literals, not what looks like them', () => {
    const code = "const a = /x/g; // /y/\nconst b = '/z/'; const c = 1 / 2 / 3; const d = new RegExp(a);";
    expect(patternsIn(code)).toEqual({
      literals: [{ line: 1, source: 'x', flags: 'g' }],
      made: [{ line: 2, code: 'new RegExp(a)' }],
    });
  });
});
