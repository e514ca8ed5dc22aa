// What helps people along: explanations, completion, guesses, and a quiet end where somebody has seen enough.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { commands } from '../../cli/commands.ts';
import { formats } from '../../cli/report/formats/index.ts';
import { commandLineTests, emptyFolder, folderWith, seawall } from './cli.ts';
import { definition } from './documents.ts';

const it = commandLineTests();

describe('explain', () => {
  it.each([
    'no-privileged',
    'namespace-isolation/no-privileged',
  ])('%s tells why, how to mend it, what it stands for', (id) => {
    const { code, stdout } = seawall(['explain', id]);
    expect(code).toBe(0);
    for (const words of [
      'Why\n',
      'How to fix\n',
      'NIST SP 800-190 4.4.3',
      'docs/controls/namespace-isolation/no-privileged.md',
    ])
      expect(stdout).toContain(words);
  });

  it('a finding of a record tells what is wrong with it, and the same of its control', () => {
    const cwd = emptyFolder();
    const replayed = seawall(
      ['replay', join(process.cwd(), 'events'), '--record', 'r.sqlite', '--format', 'json'],
      { cwd },
    );
    const finding = JSON.parse(replayed.stdout).findings[0];
    const { code, stdout } = seawall(['explain', finding.id.slice(0, 16), '--record', 'r.sqlite'], { cwd });
    expect([code, stdout.includes('What is wrong'), stdout.includes(finding.control)]).toEqual([
      0,
      true,
      true,
    ]);
    expect(seawall(['explain', 'ffffffffffff', '--record', 'r.sqlite'], { cwd }).code).toBe(2);
  });

  it.each([
    ['no-priviledged', 'did you mean namespace-isolation/no-privileged?'],
    ['priv-nothing-like-it', 'seawall controls lists them all'],
  ])('%s is no control: %s', (id, words) => {
    const { code, stderr } = seawall(['explain', id]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});

describe('completion', () => {
  const script = seawall(['completion', 'bash']).stdout;
  const complete = (...words: string[]) => {
    const typed = words.map((word) => `'${word}'`).join(' ');
    const test = `${script}\nCOMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _seawall; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['--norc', '-c', test], { encoding: 'utf8' }).stdout.trim().split('\n');
  };

  it('offers commands, options, values and ids of controls in bash', () => {
    expect(complete('seawall', '')).toEqual(commands.map(({ name }) => name));
    expect(complete('seawall', 'eva')).toEqual(['evaluate']);
    expect(complete('seawall', 'evaluate', '--base')).toEqual(['--baseline']);
    expect(complete('seawall', 'evaluate', '--format', '')).toEqual([...formats]);
    expect(complete('seawall', 'evaluate', 'x', '--group-by', 'c')).toEqual(['cause', 'control']);
    expect(complete('seawall', 'explain', 'namespace-isolation/no-privileg').sort()).toEqual([
      'namespace-isolation/no-privilege-gain',
      'namespace-isolation/no-privileged',
    ]);
    expect(complete('seawall', 'evaluate', 'dep')).toEqual(['']);
  });

  it.each(['zsh', 'fish'])('names every command and option in %s', (shell) => {
    const { code, stdout } = seawall(['completion', shell]);
    expect(code).toBe(0);
    for (const { name } of commands) expect(stdout).toContain(name);
    expect(stdout).toContain('changed-since');
    // Each quote that opens closes on its line.
    for (const line of stdout.split('\n'))
      if (!line.startsWith('#')) expect(line.replaceAll("'\\''", '').split("'").length % 2).toBe(1);
  });

  it('knows no other shell', () => expect(seawall(['completion', 'tcsh']).code).toBe(2));
});

describe('a guess', () => {
  it.each([
    [['evalute', 'x'], 'Did you mean evaluate?'],
    [['evaluate', '.', '--basline', 'x'], 'Did you mean --baseline?'],
    [['controls', 'namespace-isolation/no-privilegd'], 'did you mean namespace-isolation/no-privileged?'],
    [['evaluate', 'deploi'], 'did you mean deploy?'],
    [['evaluate', 'deploy/taks.json'], 'did you mean deploy/task.json?'],
  ])('is made for %j', (args, words) => {
    const cwd = folderWith({ 'deploy/task.json': definition() });
    const { code, stderr } = seawall(args, { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});

it.each([
  '--help',
  'evaluate --help',
  'controls',
  'completion bash',
  'evaluate .',
])('seawall %s | head ends quietly', (line) => {
  const cwd = folderWith({ 'task.json': definition({ privileged: true }) });
  const bin = join(process.cwd(), 'dist/seawall.mjs');
  const { stderr } = spawnSync('bash', ['-c', `"${process.execPath}" "${bin}" ${line} | head -1`], {
    cwd,
    encoding: 'utf8',
  });
  expect(stderr.replace(/^policy: .*\n/gm, '')).toBe('');
});

describe('a mistake on the command line', () => {
  it.each([
    ['scan x.json', "unknown command 'scan' (Did you mean evaluate?) (seawall --help)"],
    ['version', "unknown command 'version' (Did you mean --version?) (seawall --help)"],
    ['-v', "unknown option '-v' (Did you mean --version?) (seawall --help)"],
    [
      'evaluate x.json --json',
      "unknown option '--json' (Did you mean --format json?) (seawall evaluate --help)",
    ],
    ['evaluate', "missing required argument 'path' (seawall evaluate --help)"],
    ['help evalute', "unknown command 'evalute' (Did you mean evaluate?) (seawall --help)"],
    ['evalute --help', "unknown command 'evalute' (Did you mean evaluate?) (seawall --help)"],
    ['nothing-like-it -h', "unknown command 'nothing-like-it' (seawall --help)"],
  ])('%s: one line, with what was meant', (args, words) => {
    const { code, stdout, stderr } = seawall(args.split(' '));
    expect([code, stdout, stderr]).toEqual([2, '', `${words}\n`]);
  });

  it.each(['help', 'help evaluate', 'evaluate --help', 'brake --help', '--help'])('%s is none', (args) => {
    const { code, stdout, stderr } = seawall(args.split(' '));
    expect([code, stderr, stdout.startsWith('Usage: seawall')]).toEqual([0, '', true]);
  });
});

describe('controls', () => {
  const listed = (id: string) => seawall(['controls', id]).stdout;

  it('shows the one that is named, by its id or the name in it', () => {
    expect(listed('no-privileged')).toBe(listed('namespace-isolation/no-privileged'));
    expect(listed('no-privileged')).toContain('id: namespace-isolation/no-privileged');
  });

  it('lists a family', () => {
    const rows = listed('namespace-isolation').trim().split('\n').slice(1);
    expect(rows).toHaveLength(7);
    for (const row of rows) expect(row).toContain(' namespace-isolation/');
  });
});
