// Approves a response that waits. The rule of who may (people/may-decide.ts) stands before it.
import type { Finding, FindingChange } from '../../model/finding.ts';
import { isBefore } from '../../model/time.ts';
import { isSamePerson, mayDecide } from '../../people/may-decide.ts';
import type { Person } from '../../people/person.ts';
import { countWord } from '../../people/two-people.ts';
import { carryOut } from '../engine/carry-out.ts';
import { currentFinding } from '../engine/current.ts';
import { contextOf, expired } from '../engine/engine.ts';
import { type EngineParts, isoNow } from '../engine/ports.ts';
import { type Responded, reported } from '../engine/reporting.ts';
import { beforeApproved, heldBack } from '../guardrails/guardrails.ts';
import type { Draft, Journal } from '../journal/entry.ts';
import { advance, readJournal } from '../journal/journal.ts';
import { peopleIn, personDetail } from '../journal/people.ts';
import { type Progress, progressOf, responsesIn } from '../journal/progress.ts';

export type Decided =
  /** `half`: a second person has to agree. */
  | { readonly ok: true; readonly responded: Responded | null; readonly says: string; readonly half?: true }
  | { readonly ok: false; readonly reason: string };

/** What the person was shown. */
export interface ShownPlan {
  /** Hash of the plan; left out: whoever asks has made sure themselves which plan it is. */
  readonly plan?: string | null;
}

export interface ApproveOptions extends ShownPlan {
  /** False: the approval is kept, the plan is carried out later. */
  readonly act: boolean;
}

export interface Case {
  readonly finding: Finding;
  readonly journal: Journal;
  readonly progress: Progress;
}

/** The response of that id, with its finding as it is now. */
export async function caseOf(response: string, parts: EngineParts): Promise<Case | null> {
  const id = findingOfResponse(response);
  const journal = await readJournal(parts.store, id);
  const progress = progressOf(journal, response);
  if (progress.phase === 'none') return null;
  const finding = await currentFinding(id, parts, true);
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

export const unknownResponse: Decided = { ok: false, reason: 'there is no such response' };

/**
 * Approves a response and carries out exactly the plan that was frozen, unless the world has moved since.
 * An approved response that was not carried out to its end is taken further. Errors: as `respond`.
 */
export async function approve(
  response: string,
  person: Person,
  parts: EngineParts,
  options: ApproveOptions = { act: true },
): Promise<Decided> {
  const found = await caseOf(response, parts);
  if (found === null) return unknownResponse;
  const { finding } = found;
  const may = mayDecide('approve', person, finding, parts.policy.respond);
  if (!may.ok) return may;
  const refusal = anotherPlan(found.progress, options) ?? (await heldNow(found, parts));
  if (refusal !== null) return { ok: false, reason: refusal };
  const progress = await withApproval(found, person, may.whyTwo, parts);
  const problem = notApproved(progress);
  if (problem !== null) return problem;
  if (progress.phase === 'awaiting-approval') return halfApproved(progress, person, may.whyTwo, parts);
  if (!options.act) return { ok: true, responded: null, says: 'approved; not carried out yet' };
  const ended = await carryOut(finding.id, progress, parts);
  const responded = await reported(finding, ended, parts);
  return { ok: true, responded, says: responded?.response.reason ?? ended.phase };
}

/** What was shown must be what waits: nobody approves what they have not seen. */
export function anotherPlan({ planHash, words }: Progress, { plan }: ShownPlan): string | null {
  if (plan === undefined || (plan !== null && plan === planHash)) return null;
  return `what was shown is not the plan of this response: that is now: ${words}`;
}

/** Guardrails that may have come to hold it back since it was planned. */
export async function heldNow({ finding, journal }: Case, parts: EngineParts): Promise<string | null> {
  if (finding.status === 'resolved') return 'the finding is resolved: there is nothing left to do';
  const change: FindingChange = {
    ...{ type: 'updated', finding, previous: finding.status, at: isoNow(parts) },
    ...{ eventId: '', replayed: false },
  };
  return heldBack(change, await contextOf(journal, parts), beforeApproved)?.reason ?? null;
}

/** Writes the approval down, if the request is still open and not over: of two who come at once, both are kept or one is told. */
async function withApproval(
  { finding, progress }: Case,
  person: Person,
  whyTwo: string | null,
  parts: EngineParts,
): Promise<Progress> {
  const { response } = progress;
  const at = isoNow(parts);
  const { journal } = await advance(parts, finding.id, at, (now): Draft | null => {
    const { phase, expires, approvals } = progressOf(now, response);
    if (phase !== 'awaiting-approval' || !isBefore(at, expires ?? '')) return null;
    const word = countWord(person, whyTwo, given(approvals, parts));
    if (!word.enough && word.noted) return null;
    const detail = { two: whyTwo !== null, ...personDetail(person) };
    return { response, kind: word.enough ? 'approved' : 'approval', by: person.name, detail };
  });
  return expired(finding.id, progressOf(journal, response), parts);
}

export function given(approvals: Progress['approvals'], { policy }: EngineParts): readonly Person[] {
  return approvals.flatMap((entry) => peopleIn(entry, policy));
}

function halfApproved(
  { approvals }: Progress,
  person: Person,
  whyTwo: string | null,
  parts: EngineParts,
): Decided {
  const others = given(approvals, parts).filter((one) => !isSamePerson(person, one));
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
