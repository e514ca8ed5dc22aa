// Sends the calls of a frozen plan, or of its undo, one by one: written down before and after, so that no end of the process
// repeats or loses one. Before anything is sent again, the platform is asked whether it took effect.
// SPDX-License-Identifier: Apache-2.0
import type { ApiAnswer, AwsApi } from '../../gather/api.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';
import { isBefore } from '../../model/time.ts';
import { evidenceDetail } from '../evidence/keeper.ts';
import type { Draft, EntryKind } from '../journal/entry.ts';
import { advance } from '../journal/journal.ts';
import { type CallState, type Progress, progressOf } from '../journal/progress.ts';
import { type Engine, isoNow, RetryLater } from './ports.ts';
import { callsOf, type Run } from './run.ts';
import { isDone } from './verify.ts';

export type Sent = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** One run's sending. */
interface Sending {
  readonly run: Run;
  readonly deps: Engine;
  /** Asked for when first needed: a run that finds everything sent needs none. */
  readonly session: () => AwsApi;
  /** Asked before each call: a reason stops the rest. */
  readonly whyStop: () => Promise<string | null>;
}

/**
 * Sends what is still to be sent.
 * Errors: RetryLater where somebody else is sending right now, or AWS stays too busy; StoreError.
 */
export async function sendAll(run: Run, deps: Engine, whyStop: Sending['whyStop']): Promise<Sent> {
  const { calls } = run;
  let known: AwsApi | null = null;
  const session = () => {
    known ??= deps.sessionFor({ ...run.place, calls });
    return known;
  };
  for (const index of calls.keys()) {
    const sent = await sendOne({ run, deps, session, whyStop }, index);
    if (!sent.ok) return sent;
  }
  return { ok: true };
}

async function sendOne(sending: Sending, index: number): Promise<Sent> {
  const { patience, sleep } = sending.deps;
  for (let attempt = 1; ; attempt++) {
    const stop = await sending.whyStop();
    if (stop !== null) return { ok: false, reason: stop };
    const tried = await tryOnce(sending, index);
    if ('ok' in tried) return tried;
    if (attempt >= patience.attempts) throw new RetryLater(tried.again);
    await sleep(Math.max(patience.firstDelay * 2 ** (attempt - 1), tried.after));
  }
}

// Longer than that, somebody else may come again: the function has two minutes.
const longestWait = 15_000;

/** `again`: why it should be tried once more; `after`: the milliseconds that AWS wants to be left alone until then. */
async function tryOnce(
  { run, deps, session }: Sending,
  index: number,
): Promise<Sent | { readonly again: string; readonly after: number }> {
  const call = run.calls[index];
  if (call === undefined) return { ok: true };
  const claim = await claimCall(run, index, call, deps);
  if (claim.state === 'sent') return { ok: true };
  if (claim.state === 'failed') return { ok: false, reason: `${nameOf(call)} failed before` };
  if (claim.uncertain && (await isDone(run, deps))) return noteFound(run, index, deps);
  const answer = await send(run, call, session());
  if (answer.ok) return note(run, 'sent', { index, requestId: answer.requestId ?? null }, deps);
  const { code, reason } = answer;
  // Whatever AWS says: what counts is whether it is so.
  if (deps.tookEffect(call, code) || (code !== 'throttled' && (await isDone(run, deps))))
    return noteFound(run, index, deps);
  const passing = code === 'throttled' || code === 'timeout';
  if (passing && claim.attempts < deps.patience.attemptsInAll)
    return { again: reason, after: Math.min(answer.retryAfter ?? 0, longestWait) };
  await note(run, 'call-failed', { index, code, reason }, deps);
  return { ok: false, reason };
}

interface Claim {
  readonly state: CallState['state'];
  /** Somebody may have sent it already. */
  readonly uncertain: boolean;
  readonly attempts: number;
}

/** Writes down that the call is about to be sent by this run, unless it was sent, failed, or somebody else is at it. */
async function claimCall(run: Run, index: number, call: PlannedCall, deps: Engine): Promise<Claim> {
  let claim: Claim = { state: 'sending', uncertain: false, attempts: 1 };
  const at = isoNow(deps);
  const until = new Date(deps.now() + deps.patience.callFor).toISOString();
  await advance(deps, run.finding, at, (journal) => {
    const progress = progressOf(journal, run.response);
    const before = callsOf(progress, run).get(index);
    claim = {
      state: before?.state ?? 'sending',
      uncertain: before !== undefined,
      attempts: (before?.attempts ?? 0) + 1,
    };
    if (!isOpen(progress, run)) throw new RetryLater(`response ${run.response} is ${progress.phase} by now`);
    if (claim.state !== 'sending') return null;
    if (before?.holder !== deps.runId && isBefore(at, before?.until ?? ''))
      throw new RetryLater(`${nameOf(call)} is being sent by another run`);
    const kept = before === undefined ? evidenceBeside(run, index) : {};
    return draft(run, 'sending', { index, call: { ...call }, holder: deps.runId, until, ...kept });
  });
  return claim;
}

/** Evidence stands beside the first call that ends what it was taken of, in an entry that every version can read. */
function evidenceBeside({ evidence }: Run, index: number): JsonObject {
  return evidence === undefined || index > 0 ? {} : { evidence: evidenceDetail(evidence) };
}

/** Others may have ended the response, or begun to undo it, meanwhile. */
function isOpen({ phase }: Progress, { undo }: Run): boolean {
  return undo ? phase === 'undoing' : phase === 'planned' || phase === 'approved' || phase === 'acting';
}

function send(
  { place }: Run,
  { service, operation, parameters }: PlannedCall,
  session: AwsApi,
): Promise<ApiAnswer> {
  const { account, region } = place;
  return session.call({ account, region, service, operation, input: parameters });
}

/** The effect is there, whoever's call it was: an answer was lost on the way. */
function noteFound(run: Run, index: number, deps: Engine): Promise<Sent> {
  return note(run, 'sent', { index, requestId: null, found: 'the state is as wanted already' }, deps);
}

async function note(run: Run, kind: 'sent' | 'call-failed', detail: JsonObject, deps: Engine): Promise<Sent> {
  const { index } = detail;
  await advance(deps, run.finding, isoNow(deps), (journal) => {
    const known = callsOf(progressOf(journal, run.response), run).get(Number(index));
    return known?.state === 'sending' ? draft(run, kind, detail) : null;
  });
  return { ok: true };
}

function draft(run: Run, kind: 'sending' | 'sent' | 'call-failed', detail: JsonObject): Draft {
  const undoKinds = {
    sending: 'undo-sending',
    sent: 'undo-sent',
    'call-failed': 'undo-call-failed',
  } as const;
  const written: EntryKind = run.undo ? undoKinds[kind] : kind;
  return { response: run.response, kind: written, detail };
}

function nameOf({ service, operation }: PlannedCall): string {
  return `${service}.${operation}`;
}
