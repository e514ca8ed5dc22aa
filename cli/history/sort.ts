// Puts events of any number of files into order in bounded memory: sorted runs in temporary files, then merged.
// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareTimes } from '../../shared/model/time.ts';
import type { Entry } from './entry.ts';
import { readRun, writeRun } from './run-file.ts';

/** Event time, then id, then file and index: the same order whatever the order of reading. */
export function before(a: Entry, b: Entry): number {
  const order = compareTimes(a.time, b.time);
  if (order !== 0) return order;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.file - b.file || a.index - b.index;
}

export interface Sorter {
  add(entry: Entry): Promise<void>;
  /** How many were added. */
  readonly count: number;
  /** All entries in order. Temporary files are gone when the iteration ends, however it ends. */
  sorted(): AsyncIterable<Entry>;
}

/** Bytes kept in memory before a run is written. */
const defaultBudget = 128 * 1024 * 1024;
/** What an entry takes beside its text, roughly. */
const overhead = 300;

export function sorter(budget = defaultBudget): Sorter {
  let held: Entry[] = [];
  let size = 0;
  let count = 0;
  let folder: string | null = null;
  const runs: string[] = [];
  return {
    async add(entry) {
      held.push(entry);
      count++;
      size += entry.text.length + overhead;
      if (size < budget) return;
      folder ??= mkdtempSync(join(tmpdir(), 'seawall-'));
      const run = join(folder, `run-${runs.length}`);
      await writeRun(run, held.sort(before)).catch((error: unknown) => {
        remove(folder);
        throw error;
      });
      runs.push(run);
      held = [];
      size = 0;
    },
    get count() {
      return count;
    },
    async *sorted() {
      try {
        held.sort(before);
        yield* runs.length === 0 ? held : mergeRuns([...runs.map(readRun), fromMemory(held)]);
      } finally {
        remove(folder);
      }
    },
  };
}

function remove(folder: string | null): void {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
}

async function* fromMemory(entries: readonly Entry[]): AsyncGenerator<Entry> {
  yield* entries;
}

/** Merges sorted sources; there are few of them, so the least head is found by looking at each. */
async function* mergeRuns(sources: readonly AsyncGenerator<Entry>[]): AsyncGenerator<Entry> {
  const heads: { entry: Entry; source: AsyncGenerator<Entry> }[] = [];
  for (const source of sources) {
    const first = await source.next();
    if (!first.done) heads.push({ entry: first.value, source });
  }
  while (heads.length > 0) {
    const least = heads.reduce((a, b) => (before(a.entry, b.entry) <= 0 ? a : b));
    yield least.entry;
    const next = await least.source.next();
    if (next.done) heads.splice(heads.indexOf(least), 1);
    else least.entry = next.value;
  }
}
