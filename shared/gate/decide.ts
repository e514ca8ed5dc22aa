// Decides about a deployment that waits: each fail that stands goes through the guardrails and, where policy wants it, to people.
// SPDX-License-Identifier: Apache-2.0

import { idOf } from '../findings/identity.ts';
import type { Finding, FindingChange } from '../model/finding.ts';
import type { Severity } from '../model/severity.ts';
import type { Verdict } from '../model/verdict.ts';
import { currentFinding } from '../respond/engine/current.ts';
import { plannedSince, respondOnce } from '../respond/engine/engine.ts';
import { guardContext } from '../respond/engine/guard-context.ts';
import { type Engine, isoNow, RetryLater } from '../respond/engine/ports.ts';
import { changeKey, gateEvent } from '../respond/engine/triggers.ts';
import { beforeApproved, heldBack } from '../respond/guardrails/guardrails.ts';
import type { Journal } from '../respond/journal/entry.ts';
import { readJournal } from '../respond/journal/journal.ts';
import { type Phase, type Progress, progressOf, responsesIn } from '../respond/journal/progress.ts';
import type { Hook, HookAnswer } from './hook.ts';
import { refusing } from './refusal.ts';
import { standing } from './standing.ts';

export type HookStatus = HookAnswer['hookStatus'];

/** What one finding means for the deployment, and why, in words. */
export interface Say {
  readonly finding: string;
  readonly control: string;
  readonly status: HookStatus;
  readonly reason: string;
}

export interface GateDecision {
  readonly status: HookStatus;
  readonly says: readonly Say[];
}

export interface Deciding {
  readonly hook: Hook;
  /** ISO time at which the revision was made; null: nobody knows. */
  readonly revisionAt: string | null;
  readonly severity: Severity;
  /** As for responses; its actions do not count here. */
  readonly deps: Engine;
}

/**
 * Asked again and again about one deployment it gives the same answer, until people or time have decided.
 * Errors: StoreError; what `tell` rejects with; an Error where a guardrail erred.
 */
export async function decide(verdicts: readonly Verdict[], deciding: Deciding): Promise<GateDecision> {
  const says: Say[] = [];
  for (const verdict of standing(verdicts, deciding.severity)) says.push(await sayOf(verdict, deciding));
  return { status: worst(says.map(({ status }) => status)), says };
}

/** One refusal refuses; one open question holds. */
function worst(statuses: readonly HookStatus[]): HookStatus {
  return (['FAILED', 'IN_PROGRESS'] as const).find((status) => statuses.includes(status)) ?? 'SUCCEEDED';
}

async function sayOf(verdict: Verdict, deciding: Deciding): Promise<Say> {
  const finding = await findingFor(verdict, deciding.deps);
  const { control } = verdict;
  if (finding === null) throw new Error(`the record holds no finding of ${control}`);
  return { finding: finding.id, control, ...(await outcome(finding, deciding)) };
}

/** The finding that a verdict led to, as the record has it now. */
export function findingFor(
  { control, identity, cluster, subject }: Verdict,
  deps: Engine,
): Promise<Finding | null> {
  const { account, region } = subject;
  return currentFinding(idOf({ control, identity, cluster, account, region }), deps);
}

type Outcome = Pick<Say, 'status' | 'reason'>;

async function outcome(finding: Finding, deciding: Deciding): Promise<Outcome> {
  const change = changeOf(finding, deciding);
  const journal = await readJournal(deciding.deps.store, finding.id);
  const other = othersAnswer(journal, change, deciding);
  if (other !== null) return unlessHeld(statusOf(other), finding, journal, deciding);
  return askAbout(change, deciding);
}

/** The occasion: this deployment at this stage, however often ECS asks. */
function changeOf(finding: Finding, { hook, revisionAt }: Deciding): FindingChange {
  const { deployment, stage } = hook;
  const at = revisionAt ?? finding.firstSeen;
  const eventId = gateEvent(deployment, stage);
  return { type: 'opened', finding, previous: finding.status, at, eventId, replayed: false };
}

/**
 * What was planned since the revision was made is about it: the change that made it also came as an event, and people were asked
 * about that already. They are not asked twice.
 */
function othersAnswer(journal: Journal, change: FindingChange, { revisionAt }: Deciding): Progress | null {
  const responses = responsesIn(journal);
  if (revisionAt === null || responses.some((one) => one.change === changeKey(change))) return null;
  return responses.findLast((one) => plannedSince(revisionAt, one, journal)) ?? null;
}

async function askAbout(change: FindingChange, deciding: Deciding): Promise<Outcome> {
  const { finding } = change;
  const { hook, deps } = deciding;
  try {
    const responded = await respondOnce(change, { ...deps, actionOf: () => refusing(hook) });
    const journal = await readJournal(deps.store, finding.id);
    if (responded === null) return { status: 'SUCCEEDED', reason: 'no response is called for' };
    const { response } = responded;
    // A guardrail that errs says nothing about the deployment: whoever asks must wait until it does.
    if (response.heldBy === 'guard-error') throw new Error(response.reason);
    const progress = progressOf(journal, responded.id);
    // Held back: the reason says by what. It was written down unless policy only observes.
    if (progress.phase === 'none') return { status: 'SUCCEEDED', reason: response.reason };
    return unlessHeld(statusOf(progress), finding, journal, deciding);
  } catch (error) {
    if (error instanceof RetryLater) return { status: 'IN_PROGRESS', reason: error.message };
    throw error;
  }
}

/** Who waits for an answer, and is told later that it is over, would have waited in vain: then it is no. */
const statuses: Readonly<Record<Phase, HookStatus>> = {
  none: 'SUCCEEDED',
  'awaiting-approval': 'IN_PROGRESS',
  planned: 'FAILED',
  approved: 'FAILED',
  acting: 'FAILED',
  done: 'FAILED',
  failed: 'FAILED',
  expired: 'FAILED',
  denied: 'SUCCEEDED',
  refused: 'SUCCEEDED',
  undoing: 'SUCCEEDED',
  undone: 'SUCCEEDED',
  'undo-failed': 'SUCCEEDED',
};

function statusOf({ response, phase, last }: Progress): Outcome {
  const by = last?.by ?? null;
  return {
    status: statuses[phase],
    reason: `response ${response} is ${phase}${by === null ? '' : `, by ${by}`}`,
  };
}

/** Somebody may have turned the kill switch on, waived or acknowledged it while the deployment waited: then it is let through. */
async function unlessHeld(
  said: Outcome,
  finding: Finding,
  journal: Journal,
  { deps }: Deciding,
): Promise<Outcome> {
  if (said.status === 'SUCCEEDED') return said;
  if (finding.status === 'acknowledged') return letThrough('somebody has acknowledged it');
  const change: FindingChange = {
    ...{ type: 'updated', finding, previous: finding.status, at: isoNow(deps) },
    ...{ eventId: '', replayed: false },
  };
  const held = heldBack(change, await guardContext(journal, deps), beforeApproved);
  return held === null ? said : letThrough(held.reason);
}

function letThrough(reason: string): Outcome {
  return { status: 'SUCCEEDED', reason: `held back: ${reason}` };
}
