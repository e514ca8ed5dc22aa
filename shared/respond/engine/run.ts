// One direction of a frozen plan: there, or back. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { KeptEvidence, PlannedCall } from '../../model/response.ts';
import type { CallState, Progress } from '../journal/progress.ts';
import type { Kept, Prepared } from '../planning/action.ts';

export interface Run {
  readonly finding: string;
  readonly response: string;
  readonly place: Pick<Prepared, 'account' | 'region'>;
  readonly calls: readonly PlannedCall[];
  /** How the state is before the calls, and how it must be after them. */
  readonly from: readonly Kept[];
  readonly to: readonly Kept[];
  readonly undo: boolean;
  /** Written down with the first call; left out: none was to be kept. */
  readonly evidence?: KeptEvidence;
}

export function applyRun(finding: string, response: string, plan: Prepared): Run {
  const { calls, before: from, after: to } = plan;
  return { finding, response, place: placeOf(plan), calls, from, to, undo: false };
}

export function undoRun(finding: string, response: string, plan: Prepared): Run {
  const { undo: calls, after: from, before: to } = plan;
  return { finding, response, place: placeOf(plan), calls, from, to, undo: true };
}

function placeOf({ account, region }: Prepared): Run['place'] {
  return { account, region };
}

/** The calls of this direction as the journal knows them. */
export function callsOf(progress: Progress, { undo }: Run): ReadonlyMap<number, CallState> {
  return undo ? progress.undoCalls : progress.calls;
}
