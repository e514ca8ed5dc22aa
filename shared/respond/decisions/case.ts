// What a decision is about: the response with its finding and journal, as they are now, and what holds it back by now.
// SPDX-License-Identifier: Apache-2.0
import type { Finding, FindingChange } from '../../model/finding.ts';
import { currentFinding } from '../engine/current.ts';
import { guardContext } from '../engine/guard-context.ts';
import { type Decisions, isoNow } from '../engine/ports.ts';
import { beforeApproved, heldBack } from '../guardrails/guardrails.ts';
import type { Journal } from '../journal/entry.ts';
import { readJournal } from '../journal/journal.ts';
import { type Progress, progressOf, responsesIn } from '../journal/progress.ts';

/** What the person was shown. */
export interface PlanToShow {
  /** Hash of the plan; left out: whoever asks has made sure themselves which plan it is. */
  readonly plan?: string | null;
}

export interface Case {
  readonly finding: Finding;
  readonly journal: Journal;
  readonly progress: Progress;
}

/** The response of that id, with its finding as it is now. */
export async function caseOf(response: string, deps: Decisions): Promise<Case | null> {
  const id = findingOfResponse(response);
  const journal = await readJournal(deps.store, id);
  const progress = progressOf(journal, response);
  if (progress.phase === 'none') return null;
  const finding = await currentFinding(id, deps, true);
  return finding === null ? null : { finding, journal, progress };
}

/** `<finding>-<occurrence>` is about `<finding>`. */
export function findingOfResponse(response: string): string {
  const end = response.lastIndexOf('-');
  return end < 0 ? response : response.slice(0, end);
}

/** The newest response of a finding that waits for somebody, or was approved and not carried out; null: none. */
export function waitingIn(journal: Journal): Progress | null {
  const waiting = (phase: Progress['phase']) => phase === 'awaiting-approval' || phase === 'approved';
  return responsesIn(journal).findLast(({ phase }) => waiting(phase)) ?? null;
}

/** What was shown must be what waits: nobody approves what they have not seen. */
export function anotherPlan({ planHash, words }: Progress, { plan }: PlanToShow): string | null {
  if (plan === undefined || (plan !== null && plan === planHash)) return null;
  return `what was shown is not the plan of this response: that is now: ${words}`;
}

/** Guardrails that may have come to hold it back since it was planned. */
export async function findHold({ finding, journal }: Case, deps: Decisions): Promise<string | null> {
  if (finding.status === 'resolved') return 'the finding is resolved: there is nothing left to do';
  const change: FindingChange = {
    ...{ type: 'updated', finding, previous: finding.status, at: isoNow(deps) },
    ...{ eventId: '', replayed: false },
  };
  return heldBack(change, await guardContext(journal, deps), beforeApproved)?.reason ?? null;
}
