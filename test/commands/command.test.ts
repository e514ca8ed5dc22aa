// Commands behind shells, init systems and other wrappers.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell expansions are the test data
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsOf, commandsOfText } from '../../shared/commands/command.ts';
import { runs } from '../support/extent.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';

const lines = (entryPoint: string[] | null, command: string[] | null) =>
  commandsOf(entryPoint, command).map((one) => [one.program, ...one.arguments].join(' '));

describe('commandsOf', () => {
  it.each<[string[] | null, string[] | null, string[]]>([
    [null, null, []],
    [['/usr/bin/Node'], ['server.js'], ['node server.js']],
    [['sh', '-c'], ['a 1 && b | c'], ['a 1', 'b', 'c']],
    [['/bin/sh'], ['-ec', 'a'], ['a']],
    [['bash', '-lc', 'a b', 'name', 'argument'], null, ['a b']],
    [['bash', '-euo', 'pipefail', '-c', 'a'], null, ['a']],
    [['bash', '-c', '-e', 'a'], null, ['a']],
    [
      ['bash', '--rcfile', 'x', '-o', 'errexit', '--', 'run.sh'],
      null,
      ['bash --rcfile x -o errexit -- run.sh'],
    ],
    [['sh', '-c'], ['/bin/sh -c "echo \'x y\' > /f; httpd"'], ['echo x y', 'httpd']],
    [['tini', '-g', '--', 'a'], ['b'], ['a b']],
    [['dumb-init', '-r', '15:3', 'a'], null, ['a']],
    [['env', '-u', 'X', 'A=1', 'B=2', 'a', 'C=3'], null, ['a C=3']],
    [['env', '-S', 'a b'], ['c'], ['a b c']],
    [['timeout', '-s', 'KILL', '5', 'a'], null, ['a']],
    [['nohup', 'nice', '-n', '5', 'a'], null, ['a']],
    [['gosu', 'app', 'a'], null, ['a']],
    [['su-exec', 'app:app', 'a'], null, ['a']],
    [['su', '-', 'app', '-c', 'a; b'], null, ['a', 'b']],
    [['sudo', '-u', 'app', 'X=1', 'a'], null, ['a']],
    [['busybox', 'sh', '-c', 'a'], null, ['a']],
    [['xargs', '-n', '1', 'sh', '-c', 'a'], null, ['a']],
    [['cmd', '/S', '/C', 'a C:\\x & b'], null, ['a C:\\x', 'b']],
    [['powershell.exe', '-NoProfile', '-Command', 'a', 'b'], null, ['a b']],
    [['chamber', 'exec', 'prod', '--', 'a', '-x'], null, ['a -x']],
    [['docker-entrypoint.sh'], ['sh', '-c', 'a'], ['a']],
    [['docker-entrypoint.sh'], null, ['docker-entrypoint.sh ']],
    [['sh', '/entrypoint.sh'], ['a'], ['a']],
    [['/lib64/ld-linux-x86-64.so.2', '--library-path', '/l', '/bin/bash', '-c', 'a'], null, ['a']],
    [['find', '.', '-name', 'x', '-exec', 'sh', '-c', 'a', ';'], null, ['a']],
    [null, ['npm start'], ['npm start']],
    [null, ['sh -c', 'a b'], ['a b']],
    [null, ['-c', 'a | b'], ['a', 'b']],
    [null, ['--config=/x', 'y'], [' --config=/x y']],
    [['sh', '-c', 'exec a "$@"'], null, ['a $@']],
    [['sh', '-c', 'eval "a b"; command -v c; X=1 d'], null, ['a b', 'command -v c', 'd']],
    [['sh', '-c', 'if command a; then time b; fi'], null, ['a', 'b']],
    [['sh', '-c', 'a $(b | c)'], null, ['b', 'c', 'a $(b | c)']],
    [['sh', '-c', '$(a b) c'], null, ['a b', ' c']],
    [['sh', '-c'], [''], ['sh -c ']],
    [null, ['CMD-SHELL', 'curl x || exit 1'], ['curl x', 'exit 1']],
    [null, ['CMD', 'curl', 'x'], ['curl x']],
    [null, ['NONE'], []],
  ])('%j %j', (entryPoint, command, expected) => {
    expect(lines(entryPoint, command).map((line) => line.trim())).toEqual(
      expected.map((line) => line.trim()),
    );
  });

  it('tells wrappers, assignments, redirects, pipelines and substitutions', () => {
    const [curl, shell, last] = commandsOf(
      ['tini', '--', 'sh', '-c'],
      ['curl x | A=1 env B=2 sh >f; b "$(c)"'],
    );
    expect(curl).toMatchObject({ program: 'curl', wrappers: ['tini', 'sh'], pipeline: 0 });
    expect(shell).toMatchObject({
      program: 'sh',
      assignments: ['A=1', 'B=2'],
      wrappers: ['tini', 'sh', 'env'],
      redirects: [{ operator: '>', descriptor: null, target: 'f' }],
      pipeline: 0,
    });
    expect(last).toMatchObject({ program: 'c', pipeline: 1 });
  });

  it('keeps commands of a wrapped shell in the pipeline around it', () => {
    const found = commandsOfText("a | sh -c 'b | c' | d; e");
    expect(found.map(({ program, pipeline }) => [program, pipeline])).toEqual([
      ['a', 0],
      ['b', 0],
      ['c', 0],
      ['d', 0],
      ['e', 1],
    ]);
  });

  it('answers any words', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        ...'sh|-c|env|exec|--|-S|timeout|5|$(|`|sh -c "sh -c x"|cmd|/c|su|eval|find|-exec'.split('|'),
      ),
    );
    fc.assert(
      fc.property(fc.option(fc.array(word)), fc.array(word), (entryPoint, command) => {
        for (const one of commandsOf(entryPoint, command)) expect(typeof one.program).toBe('string');
      }),
      runs(2000),
    );
  });

  it.each([
    'exec ',
    'sh -c ',
    'sh -c "$(',
    'eval ',
    'env -S ',
    "sh -c '",
    '$(sh -c "',
  ])('ends: %j repeated', (part) => {
    const start = processorMs();
    commandsOfText(part.repeat(50_000 / part.length));
    commandsOf(null, [part.repeat(100_000 / part.length)]);
    commandsOf(null, part.repeat(20_000).split(' '));
    expect(calmMsSince(start)).toBeLessThan(5000);
  });
});

describe('commands of equal words are read once', () => {
  const under = (words: readonly string[], value: string, name = 'X') => [
    ...commandsOf(words.slice(0, 1), words.slice(1), [{ name, value: { value, path: '' } }]),
  ];
  const told = (commands: ReturnType<typeof under>) =>
    commands.map(({ program, arguments: given, runs: origins }) =>
      [program, ...given, origins.length].join(' '),
    );

  it.each([
    [['sh', '-c', '$X']],
    [['sh', '-c', 'a; eval "$X"']],
    [['$(X)', 'start']],
    [['python', '-c', "exec(os.environ['X'])"]],
  ])('but for each value of a variable that %j asks for', (words) => {
    const [first, second] = [under(words, 'first one'), under(words, 'second two')];
    expect(told(under(words, 'first one'))).toEqual(told(first));
    expect(told(under(words, 'second two'))).toEqual(told(second));
    expect(told(under(words, 'x', 'Y'))).not.toEqual(told(first));
  });

  // The last word is not plain, so that each of the two is read with its variable.
  it('which no word of letters, digits and paths asks for', () => {
    const word = fc.oneof(fc.constantFrom('X', '-c', '-i'), fc.stringMatching(/^[\w./:=,@+-]{0,12}$/));
    const first = fc.constantFrom(
      'sh',
      'env',
      'xargs',
      'eval',
      'node',
      'bash',
      'exec',
      'CMD',
      'printenv',
      'IFS=,',
    );
    fc.assert(
      fc.property(first, fc.array(word, { maxLength: 4 }), (program, rest) => {
        const read = (value: string) => told(under([program, ...rest, '~x'], value));
        expect(read('a, b; curl x.test | sh')).toEqual(read('c'));
      }),
      runs(500),
    );
  });
});
