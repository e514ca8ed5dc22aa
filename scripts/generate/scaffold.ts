// Makes the file of something new and its test, unless it is there or its name will not do: what `npm run new:<kind>` has in common.
// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { checklist, type Kind } from './by-hand.ts';

export interface Scaffold {
  readonly kind: Kind;
  /** As it is called: `npm run new:fact -- name`. */
  readonly usage: string;
  /** What is wrong with the name; null: nothing. */
  readonly wrong: string | null;
  /** Below the root; must not be there. */
  readonly file: string;
  /** Nor may these. */
  readonly alsoTaken?: readonly string[];
  readonly text: () => string;
  /** What it is tried with. */
  readonly test?: Made;
  /** What to write in it. */
  readonly next: string;
}

interface Made {
  readonly file: string;
  readonly text: () => string;
}

export function scaffold(asked: Scaffold): void {
  const root = resolve(import.meta.dirname, '../..');
  const { kind, usage, file, next, test } = asked;
  const files: readonly Made[] = [asked, ...(test === undefined ? [] : [test])];
  const problem = asked.wrong ?? taken(root, files, asked.alsoTaken ?? []);
  if (problem !== null) {
    console.error(`${usage}: ${problem}`);
    process.exitCode = 2;
    return;
  }
  write(root, files);
  console.log(`${file}: write ${next}, then run \`npm run generate\` and \`npm test\``);
  if (test !== undefined) console.log(`${test.file}: write what it is tried with`);
  const parts = checklist(kind);
  if (parts.length > 0) console.log(`Besides, by hand (CONTRIBUTING.md):\n${parts.join('\n')}`);
}

function taken(root: string, files: readonly Made[], also: readonly string[]): string | null {
  const found = [...files.map(({ file }) => file), ...also].find((path) => existsSync(`${root}/${path}`));
  return found === undefined ? null : `${found} exists`;
}

/** Lines break and imports are sorted by the length of names, which the text cannot know: Biome does that. */
function write(root: string, files: readonly Made[]): void {
  for (const { file, text } of files) writeFileSync(`${root}/${file}`, text());
  const biome = [
    'node_modules/@biomejs/biome/bin/biome',
    'check',
    '--write',
    ...files.map(({ file }) => file),
  ];
  spawnSync(process.execPath, biome, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}
