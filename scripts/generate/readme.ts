// What README.md shows and counts: the first command with all that it prints, and how many controls there are.
// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Control } from '../../shared/model/control.ts';
import type { Output } from './output.ts';

const shown = /^ {4}\$ npx --no-install seawall (.*)\n(?:(?: {4}.*)?\n)+/m;
const counted = /^\d+ controls in \w+ families,/m;
const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven'];

export function readme(root: string, controls: readonly Control[]): Output {
  const families = new Set(controls.map(({ family }) => family)).size;
  const text = readFileSync(`${root}/README.md`, 'utf8');
  for (const [part, what] of [
    [shown, '`$ npx --no-install seawall …` with what it prints'],
    [counted, '`… controls in … families,`'],
  ] as const)
    if (!part.test(text)) throw new Error(`README.md: the place of ${what} is missing`);
  return {
    path: 'README.md',
    text: text
      .replace(shown, (_, args: string) => sample(root, args))
      .replace(counted, `${controls.length} controls in ${words[families] ?? families} families,`),
  };
}

/** As on a terminal of 80 columns. */
function sample(root: string, args: string): string {
  const terminal = 'process.stdout.isTTY=true;process.stdout.columns=80';
  const { stdout } = spawnSync(process.execPath, ['cli/seawall.js', ...args.split(' ')], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: `--import data:text/javascript,${terminal}`, NO_COLOR: '1' },
    encoding: 'utf8',
  });
  const lines = stdout.trimEnd().split('\n');
  return [`$ npx --no-install seawall ${args}`, ...lines]
    .map((line) => (line === '' ? '\n' : `    ${line}\n`))
    .concat('\n')
    .join('');
}
