// Finds the files that somebody named and that hold no event at all: most likely they were meant for `evaluate`.
// SPDX-License-Identifier: Apache-2.0
import { notAnEvent } from '../../shared/intake/events/context.ts';
import type { Intake } from '../../shared/model/observation.ts';
import type { Problem } from '../input/problem.ts';
import type { Entry } from './entry.ts';
import type { HistoryFile } from './read.ts';

export function strangerWatch() {
  const strangers = new Map<number, number>();
  return {
    see({ file }: Entry, intake: Intake): void {
      if (intake.kind === 'dropped' && intake.reason === notAnEvent)
        strangers.set(file, (strangers.get(file) ?? 0) + 1);
    },
    /** @param records how many each file has, good and bad */
    files: (files: readonly HistoryFile[], records: readonly number[]): Problem[] =>
      files
        .filter(({ named }, file) => named && strangers.has(file) && strangers.get(file) === records[file])
        .map(({ path }) => refused(path)),
  };
}

function refused(file: string): Problem {
  return {
    file,
    line: null,
    column: null,
    index: null,
    code: 'unknown-kind',
    message: 'holds no event',
    remedy: 'give CloudTrail, EventBridge or audit events; evaluate judges files of other kinds',
  };
}
