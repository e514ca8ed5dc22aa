// From a finding's change to what is done about it: guardrails ▸ plan ▸ approval ▸ calls ▸ verification, each step in the journal.
// Any step may be the last that a process lives to take: the same event, handed out again, goes on from there.
import type { Finding, FindingChange } from '../../model/finding.ts';
import { isBefore } from '../../model/time.ts';
import { stoppedBy, takeAction, tellOnce } from '../guardrails/action-limit.ts';
import {
  askingInstead,
  beforeApproved,
  beforeReading,
  type GuardContext,
  guardError,
  type Held,
  heldBack,
} from '../guardrails/guardrails.ts';
import { protectedTarget } from '../guardrails/protected-target.ts';
import { answers, seenIn } from '../guardrails/remediation-loop.ts';
import type { Journal } from '../journal/entry.ts';
import { advance, readJournal } from '../journal/journal.ts';
import { freeze } from '../journal/plans.ts';
import { type Progress, progressOf, responsesIn } from '../journal/progress.ts';
import type { Prepared } from '../planning/action.ts';
import { carryOut } from './carry-out.ts';
import { currentFinding } from './current.ts';
import { type Asking, plannedEntry } from './planned.ts';
import { type EngineParts, isoNow } from './ports.ts';
import { letGo } from './release-hold.ts';
import { heldResponse, hold, type Responded, reported, tellNews } from './reporting.ts';
import { callsForResponse, changeKey, isAtGate } from './triggers.ts';

/**
 * Answers a change of a finding, or goes on answering it; null where no response is called for.
 * Errors: ComeAgain where the change must come again later; StoreError; what `tell` rejects with.
 */
export async function respond(change: FindingChange, parts: EngineParts): Promise<Responded | null> {
  if (!callsForResponse(change) || change.finding.response?.action === 'notify') return null;
  if (isAtGate(change)) return respondOnce(change, parts);
  const journal = await readJournal(parts.store, change.finding.id);
  const earlier = responsesIn(journal).findLast(({ occurrence }) => occurrence === change.finding.reopened);
  if (earlier !== undefined && (answers(earlier) || earlier.change === changeKey(change)))
    return goOn(change, earlier, parts);
  return begin(change, journal, parts);
}

/**
 * Answers one change by itself, whatever was done about the finding's occurrence before: a deployment that waits at a gate, whose
 * revision was made at `change.at`. What was planned since is about it: its change came as another event too, and people are not
 * asked twice. The guardrails are the same. Errors: as `respond`.
 */
export async function respondOnce(change: FindingChange, parts: EngineParts): Promise<Responded | null> {
  const journal = await readJournal(parts.store, change.finding.id);
  const begun = responsesIn(journal).findLast(
    (one) => one.change === changeKey(change) || plannedSince(change.at, one, journal),
  );
  return begun === undefined ? begin(change, journal, parts) : goOn(change, begun, parts);
}

/** Was it planned at that time or later? */
export function plannedSince(at: string, { response }: Progress, journal: Journal): boolean {
  return journal.some(
    (entry) => entry.response === response && entry.kind === 'planned' && !isBefore(entry.at, at),
  );
}

/** A response that was begun before: taken further where that is for Seawall to do. */
async function goOn(change: FindingChange, earlier: Progress, parts: EngineParts): Promise<Responded | null> {
  const { finding } = change;
  const released = earlier.phase === 'denied' ? await letGo(finding, earlier, parts) : null;
  if (released !== null) return reported(finding, released, parts);
  let progress = earlier;
  if (progress.phase === 'planned' || progress.phase === 'approved' || progress.phase === 'acting')
    progress = await carryOut(finding.id, progress, parts, () => heldSince(change, earlier, parts));
  else if (progress.phase === 'awaiting-approval') progress = await expired(finding.id, progress, parts);
  else if (progress.change !== changeKey(change)) {
    await tellNews(finding.id, parts);
    return heldResponse(finding, progress.response, {
      by: 'idempotent',
      reason: 'this occurrence was answered already',
    });
  }
  return reported(finding, progress, parts);
}

/** What came to hold a response back between its plan, or its approval, and the run that carries it out. */
async function heldSince(
  change: FindingChange,
  { phase }: Progress,
  parts: EngineParts,
): Promise<Held | null> {
  const now = await asItIsNow(change, parts, phase === 'approved');
  if ('by' in now) return now;
  return heldBack(now, await contextOf([], parts), beforeApproved);
}

async function begin(change: FindingChange, journal: Journal, parts: EngineParts): Promise<Responded | null> {
  const id = nextId(change.finding, journal);
  const now = await asItIsNow(change, parts);
  if ('by' in now) return hold(change, id, now, parts);
  const context = await contextOf(journal, parts);
  const held = heldBack(now, context, beforeReading);
  if (held !== null) return hold(now, id, held, parts);
  const plan = await prepared(now.finding, parts);
  if ('by' in plan) return hold(now, id, plan, parts);
  const spared = protectedTarget(plan, now.finding.tags, parts);
  if (spared !== null) return hold(now, id, spared, parts);
  const asking = await whyAsking(now, id, plan, journal, context, parts);
  const frozen = await freeze(parts.store, parts.sealer, id, plan);
  const { journal: after } = await advance(parts, now.finding.id, isoNow(parts), (current) =>
    progressOf(current, id).phase === 'none' ? plannedEntry(now, id, frozen, asking, parts) : null,
  );
  let progress = progressOf(after, id);
  // Somebody else may have taken the place with another change's plan: that one is his to carry out.
  if (progress.phase === 'planned' && progress.change === changeKey(now))
    progress = await carryOut(now.finding.id, progress, parts);
  return reported(now.finding, progress, parts);
}

/** The same occurrence is planned anew only where the former plan was refused or ran out. */
function nextId({ id, reopened }: Finding, journal: Journal): string {
  const before = responsesIn(journal).filter(({ occurrence }) => occurrence === reopened).length;
  return before === 0 ? `${id}-${reopened}` : `${id}-${reopened}.${before + 1}`;
}

/** The change with the finding as the record has it now: since it was told, somebody may have waived or mended it. */
async function asItIsNow(
  change: FindingChange,
  parts: EngineParts,
  approved = false,
): Promise<FindingChange | Held> {
  const finding = await currentFinding(change.finding.id, parts, approved);
  if (finding === null)
    return { by: 'changed-since', reason: 'the record does not know this finding (any more)' };
  if (finding.reopened !== change.finding.reopened)
    return { by: 'changed-since', reason: 'it has been resolved and come back since' };
  if (finding.status === 'resolved') return { by: 'changed-since', reason: 'it has been resolved since' };
  if (finding.status === 'acknowledged')
    return { by: 'waiver', reason: 'somebody has acknowledged it since' };
  if (finding.dormant) return { by: 'changed-since', reason: 'nothing runs of it any more' };
  if (finding.response === null) return { by: 'mode', reason: 'the policy has nothing done about it by now' };
  return { ...change, finding };
}

export async function contextOf(journal: Journal, parts: EngineParts): Promise<GuardContext> {
  const { policy, own } = parts;
  return { policy, own, seen: seenIn(journal, 0), stoppedBy: await stoppedBy(parts) };
}

/** Guardrail 4, the re-read: the action reads what is there now and plans the smallest change. */
export async function prepared(finding: Finding, parts: EngineParts): Promise<Prepared | Held> {
  const name = finding.response?.action ?? 'notify';
  const action = parts.actionOf(name);
  if (action === null) return { by: 'guard-error', reason: `there is no action ${name} yet` };
  try {
    const preparation = await action.prepare(finding, parts.reads, await parts.contextFor(finding));
    if (preparation.ok) return preparation.prepared;
    return { by: preparation.heldBy, reason: preparation.reason };
  } catch (error) {
    return guardError(error);
  }
}

/** Guardrail 5 and the fight breaker: why people are asked although policy would act; null where nobody is asked in its stead. */
async function whyAsking(
  change: FindingChange,
  id: string,
  { askFirst }: Prepared,
  journal: Journal,
  context: GuardContext,
  parts: EngineParts,
): Promise<Asking | null> {
  const { finding } = change;
  if (askFirst !== undefined) return { by: null, reason: askFirst };
  const now = { ...change, at: isoNow(parts) };
  const fought = heldBack(now, context, askingInstead);
  if (fought !== null || finding.response?.mode !== 'enforce') return fought;
  const place = { control: finding.control, account: finding.subject.account };
  const { brake: limit } = parts.policy;
  const { recent } = await takeAction(parts.store, place, limit, id, parts.now());
  const held = heldBack(now, { ...context, seen: seenIn(journal, recent) }, askingInstead);
  if (held?.by === 'brake') await tellOfBrake(finding, held, parts);
  return held;
}

/** One message for all that the brake holds back, not one each. */
function tellOfBrake({ id, control, subject }: Finding, { reason }: Held, parts: EngineParts): Promise<void> {
  const { store, policy } = parts;
  const text = `${control}: ${reason}`;
  const place = { control, account: subject.account };
  return tellOnce(store, place, { ...policy.brake, text }, parts.now(), () =>
    parts.tell({ kind: 'brake', finding: id, response: null, text }),
  );
}

/** Ends a request whose time is over. */
export async function expired(finding: string, progress: Progress, parts: EngineParts): Promise<Progress> {
  const at = isoNow(parts);
  const { response } = progress;
  const { journal } = await advance(parts, finding, at, (now) => {
    const { phase, expires } = progressOf(now, response);
    return phase === 'awaiting-approval' && !isBefore(at, expires ?? '')
      ? { response, kind: 'expired' }
      : null;
  });
  return progressOf(journal, response);
}
