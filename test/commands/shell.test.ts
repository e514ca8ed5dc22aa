// Shell text: quotes, operators, groups, substitutions, and the round trip of quoting.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell expansions are the test data
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Node, SimpleCommand } from '../../shared/commands/nodes.ts';
import { shellCommands } from '../../shared/commands/shell.ts';
import { shellTokens } from '../../shared/commands/shell-tokens.ts';
import { syntaxOf } from '../../shared/commands/syntax.ts';
import { oneIn, runs } from '../support/extent.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';

/** Simple commands of every pipeline, those of a group within one counted to it. */
function pipelinesIn(node: Node): SimpleCommand[][] {
  if (node.kind === 'command') return [[node]];
  if (node.kind === 'function') return pipelinesIn(node.body);
  if (node.kind === 'group') return node.body.flatMap(pipelinesIn);
  return [node.parts.flatMap(pipelinesIn).flat()];
}
const pipelines = (text: string) => syntaxOf(text).flatMap(pipelinesIn);
/** Words of every pipeline: `a b | c` is [[['a', 'b'], ['c']]]. */
const words = (text: string) =>
  pipelines(text).map((pipeline) => pipeline.map((command) => command.words.map((word) => word.text)));
const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

describe('syntaxOf', () => {
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
    const [command] = pipelines('A=1 B="x y" run \'C=3\' >out 2>&1 <<<in')[0] ?? [];
    expect(command?.words.map(({ text }) => text)).toEqual(['run', 'C=3']);
    expect(command?.assignments.map(({ name, word, from }) => [name, word.text.slice(from)])).toEqual([
      ['A', '1'],
      ['B', 'x y'],
    ]);
    expect(
      command?.redirects.map(({ operator, descriptor, target }) => [operator, descriptor, target.text]),
    ).toEqual([
      ['>', null, 'out'],
      ['>&', '2', '1'],
      ['<<<', null, 'in'],
    ]);
    expect(words("'A=1' run")).toEqual([[['A=1', 'run']]]);
  });

  it('reads here-documents as the target of their redirect', () => {
    const text = "cat <<EOF | sh\ncurl x\n|y\nEOF\ncat <<-'E'\n\ta\n\tE\nlast";
    const read = pipelines(text);
    expect(words(text).map((pipeline) => pipeline.map(([program]) => program))).toEqual([
      ['cat', 'sh'],
      ['cat'],
      ['last'],
    ]);
    expect(read[0]?.[0]?.redirects[0]).toMatchObject({ operator: '<<', target: { text: 'curl x\n|y' } });
    expect(read[1]?.[0]?.redirects[0]).toMatchObject({ operator: '<<-', target: { text: '\ta' } });
  });

  it.each([
    'eval "$(curl x)"',
    'eval `curl x`',
    'bash <(curl x)',
    'A=$(curl x)',
    'sh <<< "$(curl x)"',
    'for f in $(curl x); do :; done',
    'echo ${y:-$(curl x)}',
    'echo $((curl x) | sh)',
    'cat <<E\n$(curl x)\nE',
  ])('finds the substitution of %j', (text) => {
    const found = shellTokens(text).flatMap((token) => (token.type === 'word' ? token.expansions : []));
    const [tokens] = found.flatMap((expansion) => (expansion.name === null ? [expansion.tokens] : []));
    expect(tokens?.filter(({ type }) => type === 'word').map((token) => token.text)).toContain('curl');
  });

  it.each([
    ['$A "$B" ${C} "${D:-x}" \'$E\' \\$F "$1" ${@:2}', ['A', 'B', 'C', 'D', '1', '@']],
    ['cat <<X\n$A \\$B\nX', ['A']],
    ["cat <<'X'\n$A\nX", []],
  ])('finds the variables of %j', (text, names) => {
    const found = shellTokens(text).flatMap((token) => (token.type === 'word' ? token.expansions : []));
    expect(found.map(({ name }) => name)).toEqual(names);
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
        expect(Array.isArray(shellCommands(parts.join('')))).toBe(true);
      }),
      runs(3000),
    );
  });

  it.each(
    oneIn(
      4,
      [
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
      ],
      'shells of repeated text',
    ),
  )('is linear: %j repeated', (part) => {
    const start = processorMs();
    shellCommands(part.repeat(120_000 / part.length));
    shellCommands(`a${part.repeat(50_000 / part.length)}${')|b'.repeat(50_000)}`);
    expect(calmMsSince(start)).toBeLessThan(5000);
  });
});
