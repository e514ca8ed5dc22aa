// Carries out a frozen plan: checks that the world is still as planned, sends, verifies, and writes each step down.

import { recordDecision } from '../../record/record.ts';
import { stoppedBy } from '../guardrails/action-limit.ts';
import type { Held } from '../guardrails/guardrails.ts';
import { protectedTarget } from '../guardrails/protected-target.ts';
import type { Journal } from '../journal/entry.ts';
import { advance, readJournal } from '../journal/journal.ts';
import { planFor } from '../journal/plans.ts';
import { type Progress, progressOf } from '../journal/progress.ts';
import { applyRun, callsOf, described, type Run, sendAll, verified } from './calls.ts';
import { currentFinding } from './current.ts';
import { ComeAgain, type EngineParts, isoNow } from './ports.ts';
import { untrusted } from './trust.ts';

/** A response counts as failed in the finding's life where it has not worked by then: 15 minutes, in milliseconds. */
const remediationFor = 15 * 60_000;

/**
 * Takes a planned or approved response to its end, from wherever it stands. `guard`: what may have come to hold it back since,
 * asked before the first call. What the journal says is not enough: it must have been written by those who may, and still be allowed.
 * Errors: ComeAgain where it is to be tried again later; StoreError.
 */
export async function carryOut(
  finding: string,
  progress: Progress,
  parts: EngineParts,
  guard: () => Promise<Held | null> = async () => null,
): Promise<Progress> {
  const { response } = progress;
  const about = { finding, response };
  const untrue = await mayNot(finding, progress, parts);
  if (untrue !== null)
    return progress.phase === 'acting' ? failed(about, untrue.reason, parts) : refused(about, untrue, parts);
  const { plan } = await planFor(parts, progress);
  const run = applyRun(finding, response, plan);
  if (progress.phase !== 'acting') {
    const held = (await guard()) ?? (await notAsPlanned(run, parts));
    if (held !== null) return refused(about, held, parts);
    const until = new Date(parts.now() + remediationFor).toISOString();
    await decide(parts, finding, { kind: 'remediate', response, until });
  }
  const sent = await sendAll(run, parts, () => brakeReason(parts));
  if (!sent.ok) return stopped(run, sent.reason, parts);
  const effect = await verified(run, parts);
  return effect.ok ? done(run, plan.words, parts) : failed(run, effect.reason, parts);
}

async function mayNot(id: string, progress: Progress, parts: EngineParts): Promise<Held | null> {
  const finding = await currentFinding(id, parts, true);
  if (finding === null)
    return { by: 'changed-since', reason: 'the record does not know this finding (any more)' };
  return untrusted(finding, progress, parts);
}

interface About {
  readonly finding: string;
  readonly response: string;
}

/** The last look before the first call: is everything still as it was when the plan was made? */
async function notAsPlanned(run: Run, parts: EngineParts): Promise<Held | null> {
  const { compare, reads } = parts;
  const by = await stoppedBy(parts);
  if (by !== null) return { by: 'kill-switch', reason: `${by} put the brake on` };
  const spared = protectedTarget({ ...run.place, calls: run.calls }, {}, parts);
  if (spared !== null) return spared;
  const compared = await compare(run.from, run.place, reads);
  if (!compared.ok) {
    if (compared.code === 'throttled' || compared.code === 'timeout') throw new ComeAgain(compared.reason);
    return { by: 'guard-error', reason: `the state before cannot be read again: ${compared.reason}` };
  }
  if (compared.differences.length === 0) return null;
  return { by: 'changed-since', reason: `changed since it was planned: ${described(compared.differences)}` };
}

async function brakeReason(parts: EngineParts): Promise<string | null> {
  const by = await stoppedBy(parts);
  return by === null ? null : `${by} put the brake on`;
}

/** Stopped between calls: nothing sent is as good as refused, else people must look at what is left half done. */
async function stopped(run: Run, reason: string, parts: EngineParts): Promise<Progress> {
  const { journal } = await advance(parts, run.finding, isoNow(parts), () => null);
  const calls = [...callsOf(progressOf(journal, run.response), run).values()];
  if (calls.length === 0) return refused(run, { by: 'kill-switch', reason }, parts);
  const through = calls.filter(({ state }) => state === 'sent').length;
  return failed(run, `${reason} (${through} of ${run.calls.length} calls went through)`, parts);
}

/**
 * Nothing was sent, and nothing will be. The finding first, as an earlier run may have ended between saying that it is being
 * mended and its first call. Errors: ComeAgain where another run began to send meanwhile, which is then what changed the state.
 */
async function refused(run: About, held: Held, parts: EngineParts): Promise<Progress> {
  const isOpen = (journal: Journal): boolean => {
    const { phase } = progressOf(journal, run.response);
    if (phase === 'acting') throw new ComeAgain(`response ${run.response} is carried out by another run`);
    return phase === 'planned' || phase === 'approved';
  };
  if (isOpen(await readJournal(parts.store, run.finding)))
    await decide(parts, run.finding, { kind: 'end-remediation' });
  const { journal } = await advance(parts, run.finding, isoNow(parts), (now) =>
    isOpen(now) ? { response: run.response, kind: 'refused', detail: { ...held } } : null,
  );
  return progressOf(journal, run.response);
}

function done(run: Run, words: string, parts: EngineParts): Promise<Progress> {
  return end(run, 'verified', { words, looked: run.to.map(({ what }) => what) }, parts);
}

/** The finding first: once the journal says that it ended, nobody comes back to see to it. */
async function failed(run: About, reason: string, parts: EngineParts): Promise<Progress> {
  await decide(parts, run.finding, { kind: 'end-remediation' });
  return end(run, 'failed', { reason }, parts);
}

async function end(
  { finding, response }: About,
  kind: 'verified' | 'failed',
  detail: Readonly<Record<string, string | readonly string[]>>,
  parts: EngineParts,
): Promise<Progress> {
  const { journal } = await advance(parts, finding, isoNow(parts), (now) => {
    const { phase } = progressOf(now, response);
    const open = phase === 'planned' || phase === 'approved' || phase === 'acting';
    return open ? { response, kind, detail } : null;
  });
  return progressOf(journal, response);
}

async function decide(
  parts: EngineParts,
  finding: string,
  decision: Parameters<typeof recordDecision>[2],
): Promise<void> {
  await recordDecision(parts.store, finding, decision, {
    ...parts.view,
    now: isoNow(parts),
    replayed: false,
  });
}
