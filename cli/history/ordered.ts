// Reads all files of a history and puts what may matter of their records in order.
// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import { relevantCloudTrail } from '../../shared/intake/events/cloudtrail/watched.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import { isObject, objectOf } from '../../shared/model/json.ts';
import type { Problem } from '../input/problem.ts';
import { drop, emptySummary, type Summary } from '../report/summary.ts';
import type { Progress } from '../terminal/progress.ts';
import type { Entry } from './entry.ts';
import { placeOf } from './order.ts';
import { type FileReading, type HistoryFile, historyRecords, newReading } from './read.ts';
import { sorter } from './sort.ts';

export interface History {
  readonly entries: AsyncIterable<Entry>;
  /** How many they are. */
  readonly count: number;
  readonly summary: Summary;
  readonly errors: Problem[];
  readonly fatal: boolean;
  /** Records of each file, good and bad. */
  readonly records: readonly number[];
}

export async function readHistory(
  files: readonly HistoryFile[],
  bar: Progress | undefined,
): Promise<History> {
  const summary = emptySummary();
  const errors: Problem[] = [];
  const records: number[] = [];
  const order = sorter();
  let fatal = false;
  for (const [file, found] of files.entries()) {
    const reading = newReading();
    for await (const batch of historyRecords(found, reading, (bytes) => bar?.advance(bytes)))
      for (const { body, index, text } of batch) {
        const irrelevant = droppedAtOnce(body);
        if (irrelevant === null) await order.add({ ...placeOf(body), file, index, text: text() });
        else drop(summary, irrelevant);
      }
    count(reading, summary);
    records.push(reading.records);
    errors.push(...reading.problems);
    fatal ||= reading.fatal;
  }
  return { entries: order.sorted(), count: order.count, summary, errors, fatal, records };
}

const nobody = { ref: { file: null, index: 0, eventId: null, time: null }, people: null };

/** Why a record need not be put into order: most calls of an account's history are of no interest, told by their names alone. */
function droppedAtOnce(body: unknown): string | null {
  if (
    !isObject(body) ||
    relevantCloudTrail(
      body.eventSource,
      body.eventName,
      objectOf(body.userIdentity).type,
      body.requestParameters,
    )
  )
    return null;
  const intake = readEvent(body, nobody);
  return intake.kind === 'dropped' ? intake.reason : null;
}

function count({ records, problems }: FileReading, summary: Summary): void {
  summary.inputs += records;
  summary.unreadable += problems.filter(({ index }) => index !== null).length;
}

/** Bytes of all files, for the progress bar. */
export function totalSize(files: readonly HistoryFile[]): number {
  return files.reduce((sum, { path, size }) => sum + (size ?? (path === '-' ? 0 : statSync(path).size)), 0);
}
