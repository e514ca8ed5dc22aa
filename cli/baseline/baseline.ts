// Holds a run's fails against a baseline: what is known stays quiet, what is new is told, what is gone is said.
// SPDX-License-Identifier: Apache-2.0
import { posix, relative, resolve, sep } from 'node:path';
import { severityRank } from '../../shared/model/severity.ts';
import type { Evidence, Verdict } from '../../shared/model/verdict.ts';
import type { Places } from '../report/places.ts';
import { plain } from '../terminal/terminal.ts';
import type { KnownFail } from './file.ts';
import { fingerprintOf, subjectOf } from './fingerprint.ts';

/** What a run with a baseline says of it. */
export interface BaselineResult {
  readonly file: string;
  /** Fails of this run that it holds. */
  readonly known: number;
  readonly new: number;
  readonly gone: readonly KnownFail[];
}

export interface BaselineCheck {
  /** The fail without the evidence that is known; null: nothing of it is new. What is waived is neither counted as known nor as new. */
  newIn(verdict: Verdict, isWaived: boolean, places: Places): Verdict | null;
  /** `judged`: whether a control was asked, and a file looked at: what nobody looked for is not gone. */
  result(judged: (fail: KnownFail) => boolean): BaselineResult;
}

/** `fails`: what the file holds. */
export function checkAgainst(file: string, fails: readonly KnownFail[]): BaselineCheck {
  const left = new Map<string, { readonly fail: KnownFail; count: number }>();
  for (const fail of fails) left.set(fail.fingerprint, { fail, count: fail.count });
  let known = 0;
  let fresh = 0;
  const isKnown = (verdict: Verdict, evidence: Evidence, places: Places) => {
    const entry = left.get(fingerprintOf(verdict, evidence, places.named));
    if (entry === undefined || entry.count === 0) return false;
    entry.count--;
    // What weighs more than it did is not what was accepted.
    return severityRank(verdict.severity) <= severityRank(entry.fail.severity);
  };
  return {
    newIn(verdict, isWaived, places) {
      const evidence = verdict.evidence.filter((one) => !isKnown(verdict, one, places));
      if (!isWaived) {
        known += verdict.evidence.length - evidence.length;
        fresh += evidence.length;
      }
      return evidence.length === 0 ? null : { ...verdict, evidence };
    },
    result(judged) {
      const gone = [...left.values()].flatMap(({ fail, count }) =>
        count > 0 && judged(fail) ? [{ ...fail, count }] : [],
      );
      return { file, known, new: fresh, gone };
    },
  };
}

export interface BaselineCollector {
  add(verdict: Verdict, places: Places): void;
  readonly fails: readonly KnownFail[];
  /** Fails as reports count them: each may have several places, and each of those is known by itself. */
  readonly verdicts: number;
}

/** Gathers the fails of a run, to be written as a baseline. */
export function collectBaseline(): BaselineCollector {
  const found = new Map<string, KnownFail>();
  let verdicts = 0;
  return {
    add(verdict, places) {
      verdicts++;
      for (const evidence of verdict.evidence) {
        const fail = failOf(verdict, evidence, places);
        const count = (found.get(fail.fingerprint)?.count ?? 0) + 1;
        found.set(fail.fingerprint, { ...(found.get(fail.fingerprint) ?? fail), count });
      }
    },
    get fails() {
      return [...found.values()];
    },
    get verdicts() {
      return verdicts;
    },
  };
}

function failOf(verdict: Verdict, evidence: Evidence, places: Places): KnownFail {
  const { control, severity, subject, source } = verdict;
  return {
    ...{ fingerprint: fingerprintOf(verdict, evidence, places.named), control, severity, count: 1 },
    subject: plain(subjectOf(subject.id, source.file)),
    file: plain(normalised(source.file ?? '')),
    path: plain(places.named(evidence.path)),
  };
}

/** `./a/../b.json` and `b.json` are one file, and Windows writes paths otherwise. */
function normalised(file: string): string {
  return file === '' || file === '-' ? file : posix.normalize(file.replaceAll(sep, '/'));
}

/** Whether a file of the baseline lies in one of these paths, which the run was asked to look at. */
export function liesIn(paths: readonly string[]): (file: string) => boolean {
  const roots = paths.map((path) => resolve(path));
  return (file) =>
    roots.some((root) => {
      const way = relative(root, resolve(file));
      return way === '' || !(way.startsWith('..') || resolve(way) === way);
    });
}
