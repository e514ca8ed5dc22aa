// Shell text: quotes, operators, groups, substitutions, and the round trip of quoting.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell expansions are the test data
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWords } from '../../shared/commands/shell.ts';
import { runs } from '../support/extent.ts';
import { processorMs } from '../support/processor-time.ts';

/** Words of every pipeline: `a b | c` is [[['a', 'b'], ['c']]]. */
const words = (text: string) => shellWords(text).map((pipeline) => pipeline.map((command) => command.words));
const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

describe('shellWords', () => {
  it.each<[string, string[][][]]>([
    ['', []],
    ['a b', [[['a', 'b']]]],
    ['a;b&&c||d&e\nf', [[['a']], [['b']], [['c']], [['d']], [['e']], [['f']]]],
    ['a | b |& c', [[['a'], ['b'], ['c']]]],
    ['a |\n b', [[['a'], ['b']]]],
    ['echo \'a b\' "c $d" e\\ f \'g\'h"i"', [[['echo', 'a b', 'c $d', 'e f', 'ghi']]]],
    ['echo "a\\"b\\$c\\d" \'\\n\'', [[['echo', 'a"b$c\\d', '\\n']]]],
    ['echo a\\\nb', [[['echo', 'ab']]]],
    ['echo # no\nb#c', [[['echo']], [['b#c']]]],
    ["$'\\x63url' $'\\143\\u0064\\'\\n'", [[['curl', "cd'\n"]]]],
    ['(a; b) | c', [[['a'], ['b'], ['c']]]],
    ['{ a; b; } | c; d', [[['a'], ['b'], ['c']], [['d']]]],
    ['if a; then b; elif c; then d; else e; fi', [[['a']], [['b']], [['c']], [['d']], [['e']]]],
    ['while true; do a; done | b', [[['true'], ['a'], ['b']]]],
    ['for x in 1 2 3; do a $x; done', [[['a', '$x']]]],
    ['case $1 in start|run) a ;; *) b ;; esac; c', [[['a']], [['b']], [['c']]]],
    ['run() { a; }; run', [[['a']], [['run']]]],
    ['function run { a; }', [[['a']]]],
    ['X=(a b); c', [[], [['c']]]],
    ['[[ -f x && $y == (z) ]] && c', [[['[[', '-f', 'x', '&&', '$y', '==', '(', 'z', ')', ']]']], [['c']]]],
    ['! a', [[['a']]]],
    ['"if" a', [[['if', 'a']]]],
    ['echo if', [[['echo', 'if']]]],
    ['echo ${x:-a b;c} d', [[['echo', '${x:-a b;c}', 'd']]]],
    ['echo $((1 + 2)) $(( x*3 ))', [[['echo', '$((1 + 2))', '$(( x*3 ))']]]],
    ["echo 'open", [[['echo', 'open']]]],
    ['echo "open', [[['echo', 'open']]]],
    ['echo \\', [[['echo', '']]]],
    [') a )', [[['a']]]],
  ])('reads %j', (text, expected) => {
    expect(words(text).filter((pipeline) => pipeline.flat().length > 0)).toEqual(
      expected.filter((pipeline) => pipeline.length > 0),
    );
  });

  it('keeps assignments and redirects apart from words', () => {
    expect(shellWords('A=1 B="x y" run \'C=3\' >out 2>&1 <<<in')[0]?.[0]).toEqual({
      words: ['run', 'C=3'],
      assignments: ['A=1', 'B=x y'],
      redirects: [
        { operator: '>', target: 'out' },
        { operator: '>&', target: '1' },
        { operator: '<<<', target: 'in' },
      ],
      substitutions: [],
    });
    expect(words("'A=1' run")).toEqual([[['A=1', 'run']]]);
  });

  it('reads here-documents as the target of their redirect', () => {
    const text = "cat <<EOF | sh\ncurl x\n|y\nEOF\ncat <<-'E'\n\ta\n\tE\nlast";
    const read = shellWords(text);
    expect(read.map((pipeline) => pipeline.map((command) => command.words[0]))).toEqual([
      ['cat', 'sh'],
      ['cat'],
      ['last'],
    ]);
    expect(read[0]?.[0]?.redirects).toEqual([{ operator: '<<', target: 'curl x\n|y' }]);
    expect(read[1]?.[0]?.redirects).toEqual([{ operator: '<<-', target: '\ta' }]);
  });

  it.each([
    ['eval "$(curl x)"', '$(curl x)'],
    ['eval `curl x`', '`curl x`'],
    ['bash <(curl x)', '<(curl x)'],
    ['A=$(curl x)', '$(curl x)'],
    ['sh <<< "$(curl x)"', '$(curl x)'],
    ['for f in $(curl x); do :; done', '$(curl x)'],
    ['echo ${y:-$(curl x)}', '$(curl x)'],
    ['echo $((curl x) | sh)', null],
  ])('finds the substitution of %j', (text, written) => {
    const found = shellWords(text)
      .flat()
      .flatMap((command) => command.substitutions);
    if (written !== null) expect(found[0]?.text).toBe(written);
    expect(found[0]?.pipelines[0]?.[0]?.words).toEqual(['curl', 'x']);
  });

  it('reads back whatever words were quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (list) => {
        expect(words(list.map(quote).join(' '))).toEqual([[list]]);
      }),
      runs(500),
    );
  });

  it('answers any text', () => {
    const part = fc.constantFrom(
      ...'a|;|&|&&|(|)|{ |}|$(|`|"|\'|\\|\n|<<E|<|>|<(| case x in | esac | if | fi |for | do |[[ |]]|=|${|$((|))|#'.split(
        '|',
      ),
      '|',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        expect(Array.isArray(shellWords(parts.join('')))).toBe(true);
      }),
      runs(3000),
    );
  });

  it.each([
    '(',
    '((a)|',
    '$(',
    '`',
    '"$(',
    "'",
    '${',
    '$((',
    '<(',
    'a|',
    '<<E\n',
    'case x in ',
    '{ ',
    '{ a;} | ',
    '\\',
  ])('is linear: %j repeated', (part) => {
    const start = processorMs();
    shellWords(part.repeat(120_000 / part.length));
    shellWords(`a${part.repeat(50_000 / part.length)}${')|b'.repeat(50_000)}`);
    expect(processorMs() - start).toBeLessThan(5000);
  });
});
