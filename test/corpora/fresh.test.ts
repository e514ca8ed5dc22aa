// Evasions and look-alikes that were labelled before they were run: every control judges as the label says, in one run of the command line.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpora } from '../support/corpora.ts';
import { oneIn } from '../support/extent.ts';
import { disagreements, type Label, runOver } from '../support/labels.ts';

const root = join(corpora, 'fresh');
const absent = !existsSync(root);
if (absent && !process.env.CI) console.warn(`SKIPPED: no corpus at ${root} (set SEAWALL_CORPORA)`);

interface Row extends Label {
  /** A policy file of the corpus. */
  readonly policy?: string;
  readonly profile?: 'baseline' | 'restricted';
}

const rowsOf = (name: string): readonly Row[] =>
  readFileSync(join(root, `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Row => JSON.parse(line));

/** The options that a row asks for: rows that ask for the same are judged in one run. */
const optionsOf = ({ policy, profile }: Row): readonly string[] => [
  ...(policy === undefined ? [] : ['--policy', join(root, policy)]),
  ...(profile === undefined ? [] : ['--strictness', profile]),
];

describe.skipIf(absent && !process.env.CI)('the fresh cases', () => {
  it.each([
    ['evaluate', 'files'],
    ['replay', 'events'],
  ] as const)('%s %s', (command, name) => {
    const folder = join(root, name);
    const runs = Map.groupBy(rowsOf(name), (row) => JSON.stringify(optionsOf(row)));
    const chosen = oneIn(4, [...runs], 'policies and strictness of the fresh cases');
    const wrong = chosen.flatMap(([options, rows]) =>
      disagreements(`fresh/${name}`, rows, folder, runOver(folder, command, JSON.parse(options))),
    );
    expect(wrong).toEqual([]);
  });
});
