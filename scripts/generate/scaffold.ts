// Makes the file of something new, unless it is there or its name will not do: what `npm run new:<kind>` has in common.
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
  /** What to write in it. */
  readonly next: string;
}

export function scaffold({ kind, usage, wrong, file, alsoTaken = [], text, next }: Scaffold): void {
  const root = resolve(import.meta.dirname, '../..');
  const taken = [file, ...alsoTaken].find((path) => existsSync(`${root}/${path}`));
  const problem = wrong ?? (taken === undefined ? null : `${taken} exists`);
  if (problem === null) {
    writeFileSync(`${root}/${file}`, text());
    format(root, file);
    console.log(`${file}: write ${next}, then run \`npm run generate\` and \`npm test\``);
    const parts = checklist(kind);
    if (parts.length > 0) console.log(`Besides, by hand (CONTRIBUTING.md):\n${parts.join('\n')}`);
  } else {
    console.error(`${usage}: ${problem}`);
    process.exitCode = 2;
  }
}

/** Lines break and imports are sorted by the length of names, which the text cannot know. */
function format(root: string, file: string): void {
  const biome = ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', file];
  spawnSync(process.execPath, biome, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}
