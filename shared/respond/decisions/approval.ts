// Approves a response that waits. The rule of who may (people/may-decide.ts) stands before it.
// SPDX-License-Identifier: Apache-2.0
import { isBefore } from '../../model/time.ts';
import { isSamePerson, mayDecide } from '../../people/may-decide.ts';
import type { Person } from '../../people/person.ts';
import { countWord } from '../../people/two-people.ts';
import { carryOut } from '../engine/carry-out.ts';
import { expire } from '../engine/expire.ts';
import { type Decisions, type Engine, isoNow } from '../engine/ports.ts';
import { type Responded, reportResponse } from '../engine/reporting.ts';
import type { Draft } from '../journal/entry.ts';
import { advance } from '../journal/journal.ts';
import { peopleIn, personDetail } from '../journal/people.ts';
import { type Progress, progressOf } from '../journal/progress.ts';
import { anotherPlan, type Case, caseOf, findHold, type PlanToShow } from './case.ts';

export type Decided =
  /** `half`: a second person has to agree. */
  | { readonly ok: true; readonly responded: Responded | null; readonly says: string; readonly half?: true }
  | { readonly ok: false; readonly reason: string };

export interface ApproveOptions extends PlanToShow {
  /** False: the approval is kept, the plan is carried out later. */
  readonly act: boolean;
}

export const unknownResponse: Decided = { ok: false, reason: 'there is no such response' };

/**
 * Approves a response and carries out exactly the plan that was frozen, unless the world has moved since.
 * An approved response that was not carried out to its end is taken further. Errors: as `respond`.
 */
export async function approve(
  response: string,
  person: Person,
  deps: Engine,
  options: ApproveOptions = { act: true },
): Promise<Decided> {
  const found = await caseOf(response, deps);
  if (found === null) return unknownResponse;
  const { finding } = found;
  const may = mayDecide('approve', person, finding, deps.policy.respond);
  if (!may.ok) return may;
  const refusal = anotherPlan(found.progress, options) ?? (await findHold(found, deps));
  if (refusal !== null) return { ok: false, reason: refusal };
  const progress = await writeApproval(found, person, may.whyTwo, deps);
  const problem = notApproved(progress);
  if (problem !== null) return problem;
  if (progress.phase === 'awaiting-approval') return halfApproved(progress, person, may.whyTwo, deps);
  if (!options.act) return { ok: true, responded: null, says: 'approved; not carried out yet' };
  const ended = await carryOut(finding.id, progress, deps);
  const responded = await reportResponse(finding, ended, deps);
  return { ok: true, responded, says: responded?.response.reason ?? ended.phase };
}

/** Writes the approval down, if the request is still open and not over: of two who come at once, both are kept or one is told. */
async function writeApproval(
  { finding, progress }: Case,
  person: Person,
  whyTwo: string | null,
  deps: Decisions,
): Promise<Progress> {
  const { response } = progress;
  const at = isoNow(deps);
  const { journal } = await advance(deps, finding.id, at, (now): Draft | null => {
    const { phase, expires, approvals } = progressOf(now, response);
    if (phase !== 'awaiting-approval' || !isBefore(at, expires ?? '')) return null;
    const word = countWord(person, whyTwo, given(approvals, deps));
    if (!word.enough && word.noted) return null;
    const detail = { two: whyTwo !== null, ...personDetail(person) };
    return { response, kind: word.enough ? 'approved' : 'approval', by: person.name, detail };
  });
  return expire(finding.id, progressOf(journal, response), deps);
}

export function given(approvals: Progress['approvals'], { policy }: Decisions): readonly Person[] {
  return approvals.flatMap((entry) => peopleIn(entry, policy));
}

function halfApproved(
  { approvals }: Progress,
  person: Person,
  whyTwo: string | null,
  deps: Decisions,
): Decided {
  const others = given(approvals, deps).filter((one) => !isSamePerson(person, one));
  const word = countWord(person, whyTwo, others);
  const why = word.enough || word.why === null ? '' : ` ${word.why}`;
  return {
    ok: true,
    responded: null,
    half: true,
    says: `approved; a second person has to approve too.${why}`,
  };
}

export function notApproved({ phase, expires, last }: Progress): Extract<Decided, { ok: false }> | null {
  if (phase === 'awaiting-approval') return null;
  if (phase === 'approved' || phase === 'acting' || phase === 'planned') return null;
  if (phase === 'expired') return { ok: false, reason: `the request ran out at ${expires}` };
  if (phase === 'denied') return { ok: false, reason: `it was denied by ${last?.by ?? 'somebody'}` };
  return { ok: false, reason: `there is nothing to approve: the response is ${phase}` };
}
