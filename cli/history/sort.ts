// Puts events of any number of files into order in bounded memory: sorted runs in temporary files, then merged.

import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** One event on its way, with what the order goes by. */
export interface Entry {
  /** ISO time of the event; those without one come first. */
  readonly time: string;
  readonly id: string;
  readonly file: number;
  readonly index: number;
  /** The record as parsed JSON. */
  readonly body: unknown;
}

/** Event time, then id, then file and index: the same order whatever the order of reading. */
export function before(a: Entry, b: Entry): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.file - b.file || a.index - b.index;
}

export interface Sorter {
  /** `size`: bytes of the record's text, which memory is counted by. */
  add(entry: Entry, size: number): Promise<void>;
  /** All entries in order. Temporary files are gone when the iteration ends, however it ends. */
  sorted(): AsyncIterable<Entry>;
}

/** JSON text kept in memory before a run is written; as objects it takes about five times that. */
const defaultBudget = 40 * 1024 * 1024;

export function sorter(budget = defaultBudget): Sorter {
  let held: Entry[] = [];
  let size = 0;
  let folder: string | null = null;
  const runs: string[] = [];
  return {
    async add(entry, bytes) {
      held.push(entry);
      size += bytes;
      if (size < budget) return;
      folder ??= mkdtempSync(join(tmpdir(), 'seawall-'));
      const run = join(folder, `run-${runs.length}`);
      await writeRun(run, held.sort(before));
      runs.push(run);
      held = [];
      size = 0;
    },
    async *sorted() {
      try {
        held.sort(before);
        yield* merged([...runs.map(readRun), fromMemory(held)]);
      } finally {
        if (folder !== null) rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

async function writeRun(path: string, entries: readonly Entry[]): Promise<void> {
  const stream = createWriteStream(path, { highWaterMark: 1024 * 1024 });
  for (const entry of entries) if (!stream.write(`${JSON.stringify(entry)}\n`)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'finish');
}

async function* readRun(path: string): AsyncGenerator<Entry> {
  const lines = createInterface({ input: createReadStream(path, { highWaterMark: 1024 * 1024 }) });
  for await (const line of lines) yield JSON.parse(line);
}

async function* fromMemory(entries: Entry[]): AsyncGenerator<Entry> {
  for (const [index, entry] of entries.entries()) {
    yield entry;
    // Lets go of what has been handled.
    delete entries[index];
  }
}

/** Merges sorted sources; there are few of them, so the least head is found by looking at each. */
async function* merged(sources: readonly AsyncGenerator<Entry>[]): AsyncGenerator<Entry> {
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
