// From a finding's change to what is done about it: guardrails ▸ plan ▸ approval ▸ calls ▸ verification, each step in the journal.
// SPDX-License-Identifier: Apache-2.0
// Any step may be the last that a process lives to take: the same event, handed out again, goes on from there.
import type { Finding, FindingChange } from '../../model/finding.ts';
import { isBefore } from '../../model/time.ts';
import { beforeApproved, beforeReading, type Held, heldBack } from '../guardrails/guardrails.ts';
import { protectedTarget } from '../guardrails/protected-target.ts';
import { answers } from '../guardrails/remediation-loop.ts';
import type { Journal } from '../journal/entry.ts';
import { advance, readJournal } from '../journal/journal.ts';
import { freeze } from '../journal/plans.ts';
import { type Progress, progressOf, responsesIn } from '../journal/progress.ts';
import { whyAsking } from './asking.ts';
import { carryOut } from './carry-out.ts';
import { changeNow } from './current.ts';
import { expire } from './expire.ts';
import { guardContext } from './guard-context.ts';
import { claimQuestion } from './one-question.ts';
import { plannedEntry } from './planned.ts';
import { type Engine, isoNow } from './ports.ts';
import { prepare } from './prepare.ts';
import { releaseHold } from './release-hold.ts';
import { heldResponse, holdBack, type Responded, reportResponse, tellNews } from './reporting.ts';
import { callsForResponse, changeKey, isAtGate } from './triggers.ts';

/**
 * Answers a change of a finding, or goes on answering it; null where no response is called for.
 * Errors: RetryLater where the change must come again later; StoreError; what `tell` rejects with.
 */
export async function respond(change: FindingChange, deps: Engine): Promise<Responded | null> {
  if (!callsForResponse(change) || change.finding.response?.action === 'notify') return null;
  if (isAtGate(change)) return respondOnce(change, deps);
  const journal = await readJournal(deps.store, change.finding.id);
  const earlier = responsesIn(journal).findLast(({ occurrence }) => occurrence === change.finding.reopened);
  if (earlier !== undefined && (answers(earlier) || earlier.change === changeKey(change)))
    return goOn(change, earlier, deps);
  return begin(change, journal, deps);
}

/**
 * Answers one change by itself, whatever was done about the finding's occurrence before: a deployment that waits at a gate, whose
 * revision was made at `change.at`. What was planned since is about it: its change came as another event too, and people are not
 * asked twice. The guardrails are the same. Errors: as `respond`.
 */
export async function respondOnce(change: FindingChange, deps: Engine): Promise<Responded | null> {
  const journal = await readJournal(deps.store, change.finding.id);
  const begun = responsesIn(journal).findLast(
    (one) => one.change === changeKey(change) || plannedSince(change.at, one, journal),
  );
  return begun === undefined ? begin(change, journal, deps) : goOn(change, begun, deps);
}

/** Was it planned at that time or later? */
export function plannedSince(at: string, { response }: Progress, journal: Journal): boolean {
  return journal.some(
    (entry) => entry.response === response && entry.kind === 'planned' && !isBefore(entry.at, at),
  );
}

/** A response that was begun before: taken further where that is for Seawall to do. */
async function goOn(change: FindingChange, earlier: Progress, deps: Engine): Promise<Responded | null> {
  const { finding } = change;
  const released = earlier.phase === 'denied' ? await releaseHold(finding, earlier, deps) : null;
  if (released !== null) return reportResponse(finding, released, deps);
  let progress = earlier;
  if (progress.phase === 'planned' || progress.phase === 'approved' || progress.phase === 'acting')
    progress = await carryOut(finding.id, progress, deps, () => findHoldSince(change, earlier, deps));
  else if (progress.phase === 'awaiting-approval') progress = await expire(finding.id, progress, deps);
  else if (progress.change !== changeKey(change)) {
    await tellNews(finding.id, deps);
    return heldResponse(finding, progress.response, {
      by: 'idempotent',
      reason: 'this occurrence was answered already',
    });
  }
  return reportResponse(finding, progress, deps);
}

/** What came to hold a response back between its plan, or its approval, and the run that carries it out. */
async function findHoldSince(change: FindingChange, { phase }: Progress, deps: Engine): Promise<Held | null> {
  const now = await changeNow(change, deps, phase === 'approved');
  if ('by' in now) return now;
  return heldBack(now, await guardContext([], deps), beforeApproved);
}

async function begin(change: FindingChange, journal: Journal, deps: Engine): Promise<Responded | null> {
  const id = nextId(change.finding, journal);
  const now = await changeNow(change, deps);
  if ('by' in now) return holdBack(change, id, now, deps);
  const context = await guardContext(journal, deps);
  const held = heldBack(now, context, beforeReading);
  if (held !== null) return holdBack(now, id, held, deps);
  const plan = await prepare(now.finding, deps);
  if ('by' in plan) return holdBack(now, id, plan, deps);
  const spared = protectedTarget(plan, now.finding.tags, deps);
  if (spared !== null) return holdBack(now, id, spared, deps);
  const elsewhere = await claimQuestion(now.finding, id, plan, deps);
  if (elsewhere !== null) return holdBack(now, id, elsewhere, deps);
  const asking = await whyAsking({ change: now, response: id, plan, journal, context }, deps);
  const frozen = await freeze(deps.store, deps.sealer, id, plan);
  const { journal: after } = await advance(deps, now.finding.id, isoNow(deps), (current) =>
    progressOf(current, id).phase === 'none'
      ? plannedEntry(now, { response: id, frozen, asking }, deps)
      : null,
  );
  let progress = progressOf(after, id);
  // Somebody else may have taken the place with another change's plan: carrying that out is for them.
  if (progress.phase === 'planned' && progress.change === changeKey(now))
    progress = await carryOut(now.finding.id, progress, deps);
  return reportResponse(now.finding, progress, deps);
}

/** The same occurrence is planned anew only where the former plan was refused or ran out. */
function nextId({ id, reopened }: Finding, journal: Journal): string {
  const before = responsesIn(journal).filter(({ occurrence }) => occurrence === reopened).length;
  return before === 0 ? `${id}-${reopened}` : `${id}-${reopened}.${before + 1}`;
}
