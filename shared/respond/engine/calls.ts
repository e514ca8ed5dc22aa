// Sends the calls of a frozen plan, or of its undo, one by one: written down before and after, so that no end of the process
// repeats or loses one. Before anything is sent again, the platform is asked whether it took effect.
import type { ApiAnswer } from '../../gather/api.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';
import { isBefore } from '../../model/time.ts';
import type { Draft, EntryKind } from '../journal/entry.ts';
import { advance } from '../journal/journal.ts';
import { type CallState, type Progress, progressOf } from '../journal/progress.ts';
import type { Kept, Prepared } from '../planning/action.ts';
import { ComeAgain, type Difference, type EngineParts, isoNow } from './ports.ts';

export interface Run {
  readonly finding: string;
  readonly response: string;
  readonly place: Pick<Prepared, 'account' | 'region'>;
  readonly calls: readonly PlannedCall[];
  /** How the state is before the calls, and how it must be after them. */
  readonly from: readonly Kept[];
  readonly to: readonly Kept[];
  readonly undo: boolean;
}

export type Sent = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export function applyRun(finding: string, response: string, plan: Prepared): Run {
  return {
    finding,
    response,
    place: plan,
    calls: plan.calls,
    from: plan.before,
    to: plan.after,
    undo: false,
  };
}

export function undoRun(finding: string, response: string, plan: Prepared): Run {
  return { finding, response, place: plan, calls: plan.undo, from: plan.after, to: plan.before, undo: true };
}

/** The calls of this direction as the journal knows them. */
export function callsOf(progress: Progress, { undo }: Run): ReadonlyMap<number, CallState> {
  return undo ? progress.undoCalls : progress.calls;
}

/**
 * Sends what is still to be sent. `mayGoOn` is asked before each: a reason stops the rest.
 * Errors: ComeAgain where somebody else is sending right now, or AWS stays too busy; StoreError.
 */
export async function sendAll(
  run: Run,
  parts: EngineParts,
  mayGoOn: () => Promise<string | null>,
): Promise<Sent> {
  for (const [index, call] of run.calls.entries()) {
    const sent = await sendOne(run, index, call, parts, mayGoOn);
    if (!sent.ok) return sent;
  }
  return { ok: true };
}

async function sendOne(
  run: Run,
  index: number,
  call: PlannedCall,
  parts: EngineParts,
  mayGoOn: () => Promise<string | null>,
): Promise<Sent> {
  for (let attempt = 1; ; attempt++) {
    const stop = await mayGoOn();
    if (stop !== null) return { ok: false, reason: stop };
    const tried = await tryOnce(run, index, call, parts);
    if ('ok' in tried) return tried;
    if (attempt >= parts.patience.attempts) throw new ComeAgain(tried.again);
    await parts.sleep(Math.max(parts.patience.firstDelay * 2 ** (attempt - 1), tried.after));
  }
}

// Longer than that, somebody else may come again: the function has two minutes.
const longestWait = 15_000;

/** `again`: why it should be tried once more; `after`: the milliseconds that AWS wants to be left alone until then. */
async function tryOnce(
  run: Run,
  index: number,
  call: PlannedCall,
  parts: EngineParts,
): Promise<Sent | { readonly again: string; readonly after: number }> {
  const claim = await claimed(run, index, call, parts);
  if (claim.state === 'sent') return { ok: true };
  if (claim.state === 'failed') return { ok: false, reason: `${nameOf(call)} failed before` };
  if (claim.uncertain && (await isDone(run, parts))) return noteFound(run, index, parts);
  const answer = await send(run, call, parts);
  if (answer.ok) return note(run, 'sent', { index, requestId: answer.requestId ?? null }, parts);
  const { code, reason } = answer;
  // Whatever AWS says: what counts is whether it is so.
  if (parts.tookEffect(call, code) || (code !== 'throttled' && (await isDone(run, parts))))
    return noteFound(run, index, parts);
  const passing = code === 'throttled' || code === 'timeout';
  if (passing && claim.attempts < parts.patience.attemptsInAll)
    return { again: reason, after: Math.min(answer.retryAfter ?? 0, longestWait) };
  await note(run, 'call-failed', { index, code, reason }, parts);
  return { ok: false, reason };
}

interface Claim {
  readonly state: CallState['state'];
  /** Somebody may have sent it already. */
  readonly uncertain: boolean;
  readonly attempts: number;
}

/** Writes down that the call is about to be sent by this run, unless it was sent, failed, or somebody else is at it. */
async function claimed(run: Run, index: number, call: PlannedCall, parts: EngineParts): Promise<Claim> {
  let claim: Claim = { state: 'sending', uncertain: false, attempts: 1 };
  const at = isoNow(parts);
  const until = new Date(parts.now() + parts.patience.callFor).toISOString();
  await advance(parts, run.finding, at, (journal) => {
    const progress = progressOf(journal, run.response);
    const before = callsOf(progress, run).get(index);
    claim = {
      state: before?.state ?? 'sending',
      uncertain: before !== undefined,
      attempts: (before?.attempts ?? 0) + 1,
    };
    if (!isOpen(progress, run)) throw new ComeAgain(`response ${run.response} is ${progress.phase} by now`);
    if (claim.state !== 'sending') return null;
    if (before?.holder !== parts.runId && isBefore(at, before?.until ?? ''))
      throw new ComeAgain(`${nameOf(call)} is being sent by another run`);
    return draft(run, 'sending', { index, call: { ...call }, holder: parts.runId, until });
  });
  return claim;
}

/** Others may have ended the response, or begun to undo it, meanwhile. */
function isOpen({ phase }: Progress, { undo }: Run): boolean {
  return undo ? phase === 'undoing' : phase === 'planned' || phase === 'approved' || phase === 'acting';
}

function send({ place }: Run, call: PlannedCall, { api }: EngineParts): Promise<ApiAnswer> {
  const { account, region } = place;
  const { service, operation, parameters } = call;
  return api.call({ account, region, service, operation, input: parameters });
}

/** Does the state already look as the calls were to leave it? What cannot be read is not so. */
async function isDone({ to, place }: Run, { compare, reads }: EngineParts): Promise<boolean> {
  if (to.length === 0) return false;
  const compared = await compare(to, place, reads);
  return compared.ok && compared.differences.length === 0;
}

/** The effect is there, whoever's call it was: an answer was lost on the way. */
function noteFound(run: Run, index: number, parts: EngineParts): Promise<Sent> {
  return note(run, 'sent', { index, requestId: null, found: 'the state is as wanted already' }, parts);
}

async function note(
  run: Run,
  kind: 'sent' | 'call-failed',
  detail: JsonObject,
  parts: EngineParts,
): Promise<Sent> {
  const { index } = detail;
  await advance(parts, run.finding, isoNow(parts), (journal) => {
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

export type Effect = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Looks again and again until the state is as the calls were to leave it, or patience ends. */
export async function verified(run: Run, parts: EngineParts): Promise<Effect> {
  const { looks, firstDelay } = parts.patience;
  let reason = '';
  for (let look = 1; look <= looks; look++) {
    const compared = await parts.compare(run.to, run.place, parts.reads);
    if (compared.ok && compared.differences.length === 0) return { ok: true };
    reason = compared.ok ? described(compared.differences) : `it cannot be read: ${compared.reason}`;
    if (look < looks) await parts.sleep(firstDelay * 2 ** (look - 1));
  }
  return { ok: false, reason };
}

export function described(differences: readonly Difference[]): string {
  return differences.map(({ what }) => `${what} is not as expected`).join('; ');
}
