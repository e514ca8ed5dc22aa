// What people decide about responses: approve, deny. Guardrail 0 and the policy's approvers stand before each decision.
import type { Finding, FindingChange } from '../model/finding.ts';
import { findingOf } from '../record/finding.ts';
import { carryOut } from './carry-out.ts';
import { contextOf, expired } from './engine.ts';
import { beforeApproved, heldBack } from './guardrails.ts';
import { advance, type Journal, readJournal } from './journal.ts';
import { type EngineParts, isoNow } from './parts.ts';
import { keyOf, mayNotApprove, mayNotDecide, needsTwo, type Person } from './person.ts';
import { type Progress, progressOf, responsesIn } from './progress.ts';
import { type Responded, reported } from './reporting.ts';

export type Decided =
  | { readonly ok: true; readonly responded: Responded | null; readonly says: string }
  | { readonly ok: false; readonly reason: string };

export interface ApproveOptions {
  /** False: the approval is kept, the plan is carried out later. */
  readonly act: boolean;
}

interface Case {
  readonly finding: Finding;
  readonly journal: Journal;
  readonly progress: Progress;
}

/** The response of that id, with its finding as it is now. */
export async function caseOf(response: string, parts: EngineParts): Promise<Case | null> {
  const id = findingOfResponse(response);
  const row = await parts.store.get(id);
  const finding = row === null ? null : findingOf(row, { ...parts.view, now: isoNow(parts) });
  if (finding === null) return null;
  const journal = await readJournal(parts.store, id);
  const progress = progressOf(journal, response);
  return progress.phase === 'none' ? null : { finding, journal, progress };
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

const unknown: Decided = { ok: false, reason: 'there is no such response' };

/**
 * Approves a response and carries out exactly the plan that was frozen, unless the world has moved since.
 * An approved response that was not carried out to its end is taken further. Errors: as `respond`.
 */
export async function approve(
  response: string,
  person: Person,
  parts: EngineParts,
  { act }: ApproveOptions = { act: true },
): Promise<Decided> {
  const found = await caseOf(response, parts);
  if (found === null) return unknown;
  const { finding, journal } = found;
  const refusal = mayNotApprove(finding, person, parts.policy) ?? (await heldNow(finding, journal, parts));
  if (refusal !== null) return { ok: false, reason: refusal };
  const progress = await withApproval(found, person, parts);
  const problem = notApproved(progress);
  if (problem !== null) return problem;
  if (progress.phase === 'awaiting-approval')
    return { ok: true, responded: null, says: 'approved; a second person has to approve too' };
  if (!act) return { ok: true, responded: null, says: 'approved; not carried out yet' };
  const ended = await carryOut(finding.id, progress, parts);
  const responded = await reported(finding, ended, parts);
  return { ok: true, responded, says: responded?.response.reason ?? ended.phase };
}

/** Guardrails that may have come to hold it back since it was planned. */
async function heldNow(finding: Finding, journal: Journal, parts: EngineParts): Promise<string | null> {
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
  parts: EngineParts,
): Promise<Progress> {
  const { response } = progress;
  const at = isoNow(parts);
  const two = needsTwo(finding, person, parts.policy);
  const { journal } = await advance(parts.store, finding.id, at, (now) => {
    const { phase, expires, approvals } = progressOf(now, response);
    if (phase !== 'awaiting-approval' || (expires ?? '') <= at) return null;
    if (approvals.includes(keyOf(person))) return null;
    const first = (two || wantsTwo(now, response)) && approvals.length === 0;
    const detail = { source: person.source, verified: person.source !== 'local', two, person: keyOf(person) };
    return { response, kind: first ? 'approval' : 'approved', by: person.name, detail };
  });
  return expired(finding.id, progressOf(journal, response), parts);
}

/** The first to approve may have been one for whom two are needed. */
function wantsTwo(journal: Journal, response: string): boolean {
  return journal.some(
    ({ response: of, kind, detail }) => of === response && kind === 'approval' && detail.two === true,
  );
}

function notApproved({ phase, expires, last }: Progress): Decided | null {
  if (phase === 'awaiting-approval') return null;
  if (phase === 'approved' || phase === 'acting' || phase === 'planned') return null;
  if (phase === 'expired') return { ok: false, reason: `the request ran out at ${expires}` };
  if (phase === 'denied') return { ok: false, reason: `it was denied by ${last?.by ?? 'somebody'}` };
  return { ok: false, reason: `there is nothing to approve: the response is ${phase}` };
}

/** Denies a response that waits. */
export async function deny(
  response: string,
  person: Person,
  reason: string | null,
  parts: EngineParts,
): Promise<Decided> {
  const found = await caseOf(response, parts);
  if (found === null) return unknown;
  const { finding } = found;
  const himself = mayNotDecide(finding, person);
  if (himself !== null) return { ok: false, reason: himself };
  const { journal, written } = await advance(parts.store, finding.id, isoNow(parts), (now) => {
    const { phase } = progressOf(now, response);
    if (phase !== 'awaiting-approval') return null;
    return { response, kind: 'denied', by: person.name, detail: { source: person.source, reason } };
  });
  const progress = progressOf(journal, response);
  if (written === null)
    return { ok: false, reason: `there is nothing to deny: the response is ${progress.phase}` };
  return { ok: true, responded: await reported(finding, progress, parts), says: 'denied' };
}
