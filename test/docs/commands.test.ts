// Every command line in documents, examples and the policy is one that the command line takes.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../cli/commands.ts';
import { program } from '../../cli/main.ts';
import { commandLinesIn } from './command-lines.ts';

const files = globSync([
  '*.md',
  'docs/**/*.md',
  'deploy/*.md',
  'examples/**/*.{md,yml}',
  'seawall.yml',
]).sort();
const root = await program(commands.map(({ name }) => name));
const known = new Map(
  root.commands.map((command) => [
    command.name(),
    ['--help', ...command.options.flatMap(({ short, long }) => [short, long])],
  ]),
);

describe('a command line that is shown', () => {
  it.each(files)('in %s is taken', (file) => {
    const lines = commandLinesIn(readFileSync(file, 'utf8'));
    for (const { line, command, options } of lines) {
      expect([line, known.has(command)]).toEqual([line, true]);
      for (const option of options)
        expect([line, option, known.get(command)?.includes(option)]).toEqual([line, option, true]);
    }
  });

  it('is found where it stands', () => {
    const text = [
      '    npx --no-install seawall evaluate a.json --facts f.json   # comment --none',
      'Run `seawall controls`, or `seawall journal --verify --record x`.',
      'run: \'"$RUNNER_TEMP/seawall/node_modules/.bin/seawall" evaluate deploy/ --fail-on high\'',
      'seawall <command> and `seawall …` name none.',
    ].join('\n');
    expect(commandLinesIn(text).map(({ command, options }) => [command, ...options])).toEqual([
      ['evaluate', '--facts'],
      ['controls'],
      ['journal', '--verify', '--record'],
      ['evaluate', '--fail-on'],
    ]);
  });

  it('is shown at all, and never fetches a package of that name', () => {
    const all = files.flatMap((file) => commandLinesIn(readFileSync(file, 'utf8')));
    expect(all.length).toBeGreaterThan(40);
    for (const file of files)
      expect([file, /npx (?!--no-install)\S*\s*seawall/.test(readFileSync(file, 'utf8'))]).toEqual([
        file,
        false,
      ]);
  });
});
