// Writes down what a sweep has seen while it is under way, so that its next leg neither asks nor judges it again.
// SPDX-License-Identifier: Apache-2.0
import type { RecordStore } from '../findings/store.ts';
import { StoreError } from '../findings/store.ts';
import { appendProgress } from '../findings/writes/sweeps.ts';
import type { ApiAnswer } from '../gather/api.ts';
import { writable } from '../gather/kept-answers.ts';
import type { JsonObject } from '../model/json.ts';
import type { Drift } from './drift.ts';
import type { JudgedThing } from './judge-things.ts';
import type { Leg } from './legs.ts';
import { type Part, pack, unpack } from './packed.ts';
import type { SweptPlace } from './sweep-log.ts';

type Logs = Pick<RecordStore, 'append' | 'read'>;

export interface SweepProgress {
  readonly answers: ReadonlyMap<string, ApiAnswer>;
  readonly judged: readonly JudgedThing[];
  readonly drift: readonly Drift[];
  note(key: string, answer: ApiAnswer): Promise<void>;
  keep(judged: JudgedThing, drift: readonly Drift[]): Promise<void>;
  /** Writes down what is not yet; false where this leg saw nothing that the one before had not. */
  flush(): Promise<boolean>;
}

export interface ProgressPlace extends SweptPlace {
  readonly leg: Leg;
  /** Milliseconds since 1970 from which on it is written down as it comes: most sweeps end before, and need none of it. */
  readonly from: number;
  readonly now: () => number;
}

/** Answers are kept in as many entries at most, which is 70 MB; what is judged is always kept. */
const mostEntries = 200;
/** As many answers and things are written down together. */
const together = 200;
/** No sweep is older when it goes on (shared/sweep/legs.ts). */
const keptFor = 2 * 24 * 60 * 60_000;

/** Errors: StoreError, from here and from `keep` and `flush`. */
export async function readProgress(store: Logs, place: ProgressPlace): Promise<SweepProgress> {
  const { account, region, leg, from, now } = place;
  const log = `sweep/${account}/${region}/kept/${leg.at}` as const;
  const entries = leg.number === 1 ? [] : await store.read(log);
  const parts = entries.map(unpack);
  const until = new Date(Date.parse(leg.at) + keptFor).toISOString();
  const writer = writerOf((seq, entry) => appendProgress(store, { log, until }, seq, entry), entries.length);
  const isDue = () => now() >= from && writer.waiting() >= together;
  return {
    answers: new Map(parts.flatMap(({ answers }) => answers)),
    judged: parts.flatMap(({ judged }) => judged),
    drift: parts.flatMap(({ drift }) => drift),
    async note(key, answer) {
      writer.add({ answers: [[key, answer]] });
      // An answer is given all the same: `keep` and `flush` tell that it could not be written down.
      if (isDue()) await writer.flush().catch(() => {});
    },
    async keep(judged, drift) {
      writer.add({ judged: [judged], drift });
      if (isDue()) await writer.flush();
    },
    flush: writer.flush,
  };
}

/** One write after the other; where one failed, so do all behind it. */
function writerOf(append: (seq: number, entry: JsonObject) => Promise<boolean>, before: number) {
  let length = before;
  let saw = false;
  let waiting = emptyPart();
  let writing: Promise<void> = Promise.resolve();
  const write = async () => {
    const { answers, ...rest } = waiting;
    waiting = emptyPart();
    const part = { ...rest, answers: length < mostEntries ? writableOf(answers) : [] };
    const entries = part.answers.length + part.judged.length === 0 ? [] : pack(part);
    // What no entry holds is no progress: the next leg would begin where this one did.
    saw ||= entries.length > 0;
    for (const entry of entries) {
      if (!(await append(length + 1, entry)))
        throw new StoreError('conflict', 'others sweep the same account and Region');
      length += 1;
    }
  };
  return {
    waiting: () => waiting.answers.length + waiting.judged.length,
    add({ answers = [], judged = [], drift = [] }: Partial<Part>): void {
      waiting.answers.push(...answers);
      waiting.judged.push(...judged);
      waiting.drift.push(...drift);
    },
    async flush(): Promise<boolean> {
      writing = writing.then(write);
      await writing;
      return saw;
    },
  };
}

function emptyPart() {
  return { answers: [] as Part['answers'][number][], judged: [] as JudgedThing[], drift: [] as Drift[] };
}

function writableOf(answers: Part['answers']): Part['answers'] {
  return answers.flatMap(([key, answer]) => {
    const written = writable(answer);
    return written === null ? [] : [[key, written] as const];
  });
}
