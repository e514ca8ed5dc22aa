// Carries out a frozen plan: checks that the world is still as planned, sends, verifies, and writes each step down.
// SPDX-License-Identifier: Apache-2.0

import { recordDecision } from '../../findings/record.ts';
import type { Finding } from '../../model/finding.ts';
import type { Held } from '../guardrails/guardrails.ts';
import { findStop } from '../guardrails/kill-switch.ts';
import { protectedTarget } from '../guardrails/protected-target.ts';
import type { Journal } from '../journal/entry.ts';
import { advance, readJournal } from '../journal/journal.ts';
import { planFor } from '../journal/plans.ts';
import { type Progress, progressOf } from '../journal/progress.ts';
import { sendAll } from './calls.ts';
import { currentFinding } from './current.ts';
import { keepEvidence } from './keep-evidence.ts';
import { withdrawOthers } from './one-question.ts';
import { type Decisions, type Engine, isoNow, RetryLater } from './ports.ts';
import { applyRun, callsOf, type Run } from './run.ts';
import { findDistrust } from './trust.ts';
import { describe, verifyEffect } from './verify.ts';

/** A response counts as failed in the finding's life where it has not worked by then: 15 minutes, in milliseconds. */
const remediationFor = 15 * 60_000;

/**
 * Takes a planned or approved response to its end, from wherever it stands. `guard`: what may have come to hold it back since,
 * asked before the first call. What the journal says is not enough: it must have been written by those who may, and still be allowed.
 * Errors: RetryLater where it is to be tried again later; StoreError.
 */
export async function carryOut(
  finding: string,
  progress: Progress,
  deps: Engine,
  guard: () => Promise<Held | null> = async () => null,
): Promise<Progress> {
  const { response } = progress;
  const about = { finding, response };
  const current = await currentFinding(finding, deps, true);
  if (current === null) return endAsUntrue(about, progress, forgotten, deps);
  const untrue = await findDistrust(current, progress, deps);
  if (untrue !== null) return endAsUntrue(about, progress, untrue, deps);
  const { plan } = await planFor(deps, progress);
  const planned = applyRun(finding, response, plan);
  const run = progress.phase === 'acting' ? planned : await makeReady(planned, current, deps, guard);
  if ('by' in run) return endAsRefused(about, run, deps);
  const sent = await sendAll(run, deps, () => whyStopped(deps));
  if (!sent.ok) return endAsStopped(run, sent.reason, deps);
  const effect = await verifyEffect(run, deps);
  if (!effect.ok) return endAsFailed(run, effect.reason, deps);
  const ended = await endAsVerified(run, plan.words, deps);
  await withdrawOthers(finding, response, plan, deps);
  return ended;
}

const forgotten: Held = { by: 'changed-since', reason: 'the record does not know this finding (any more)' };

function endAsUntrue(about: About, { phase }: Progress, held: Held, deps: Decisions): Promise<Progress> {
  return phase === 'acting' ? endAsFailed(about, held.reason, deps) : endAsRefused(about, held, deps);
}

/** Nothing has come to hold it back, what it ends is kept, and the record says that the finding is being mended. */
async function makeReady(
  run: Run,
  finding: Finding,
  deps: Engine,
  guard: () => Promise<Held | null>,
): Promise<Run | Held> {
  const held = await guard();
  if (held !== null) return held;
  const evidence = await keepEvidence(finding, run, deps);
  // Last, since it is the state that the calls then change.
  const changed = await notAsPlanned(run, deps);
  if (changed !== null) return changed;
  const until = new Date(deps.now() + remediationFor).toISOString();
  await decideInRecord(deps, run.finding, { kind: 'remediate', response: run.response, until });
  return evidence === null ? run : { ...run, evidence };
}

interface About {
  readonly finding: string;
  readonly response: string;
}

/** The last look before the first call: is everything still as it was when the plan was made? */
async function notAsPlanned(run: Run, deps: Engine): Promise<Held | null> {
  const { compare, reads } = deps;
  const by = await findStop(deps);
  if (by !== null) return { by: 'kill-switch', reason: `${by} turned the kill switch on` };
  const spared = protectedTarget({ ...run.place, calls: run.calls }, {}, deps);
  if (spared !== null) return spared;
  const compared = await compare(run.from, run.place, reads);
  if (!compared.ok) {
    if (compared.code === 'throttled' || compared.code === 'timeout') throw new RetryLater(compared.reason);
    return { by: 'guard-error', reason: `the state before cannot be read again: ${compared.reason}` };
  }
  if (compared.differences.length === 0) return null;
  return { by: 'changed-since', reason: `changed since it was planned: ${describe(compared.differences)}` };
}

async function whyStopped(deps: Decisions): Promise<string | null> {
  const by = await findStop(deps);
  return by === null ? null : `${by} turned the kill switch on`;
}

/** Stopped between calls: nothing sent is as good as refused, else people must look at what is left half done. */
async function endAsStopped(run: Run, reason: string, deps: Decisions): Promise<Progress> {
  const { journal } = await advance(deps, run.finding, isoNow(deps), () => null);
  const calls = [...callsOf(progressOf(journal, run.response), run).values()];
  if (calls.length === 0) return endAsRefused(run, { by: 'kill-switch', reason }, deps);
  const through = calls.filter(({ state }) => state === 'sent').length;
  return endAsFailed(run, `${reason} (${through} of ${run.calls.length} calls went through)`, deps);
}

/**
 * Nothing was sent, and nothing will be. The finding first, as an earlier run may have ended between saying that it is being
 * mended and its first call. Errors: RetryLater where another run began to send meanwhile, which is then what changed the state.
 */
async function endAsRefused(run: About, held: Held, deps: Decisions): Promise<Progress> {
  const isOpen = (journal: Journal): boolean => {
    const { phase } = progressOf(journal, run.response);
    if (phase === 'acting') throw new RetryLater(`response ${run.response} is carried out by another run`);
    return phase === 'planned' || phase === 'approved';
  };
  if (isOpen(await readJournal(deps.store, run.finding)))
    await decideInRecord(deps, run.finding, { kind: 'end-remediation' });
  const { journal } = await advance(deps, run.finding, isoNow(deps), (now) =>
    isOpen(now) ? { response: run.response, kind: 'refused', detail: { ...held } } : null,
  );
  return progressOf(journal, run.response);
}

function endAsVerified(run: Run, words: string, deps: Decisions): Promise<Progress> {
  return end(run, 'verified', { words, looked: run.to.map(({ what }) => what) }, deps);
}

/** The finding first: once the journal says that it ended, nobody comes back to see to it. */
async function endAsFailed(run: About, reason: string, deps: Decisions): Promise<Progress> {
  await decideInRecord(deps, run.finding, { kind: 'end-remediation' });
  return end(run, 'failed', { reason }, deps);
}

async function end(
  { finding, response }: About,
  kind: 'verified' | 'failed',
  detail: Readonly<Record<string, string | readonly string[]>>,
  deps: Decisions,
): Promise<Progress> {
  const { journal } = await advance(deps, finding, isoNow(deps), (now) => {
    const { phase } = progressOf(now, response);
    const open = phase === 'planned' || phase === 'approved' || phase === 'acting';
    return open ? { response, kind, detail } : null;
  });
  return progressOf(journal, response);
}

async function decideInRecord(
  deps: Decisions,
  finding: string,
  decision: Parameters<typeof recordDecision>[2],
): Promise<void> {
  await recordDecision(deps.store, finding, decision, {
    ...deps.view,
    now: isoNow(deps),
    replayed: false,
  });
}
