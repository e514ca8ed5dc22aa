// How far a response has come: read from its journal, which is the one place where that is kept. Pure.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { type HeldBy, heldBys, type KeptEvidence } from '../../model/response.ts';
import { isBefore } from '../../model/time.ts';
import { evidenceIn } from '../evidence/keeper.ts';
import type { EntryKind, Journal, JournalEntry } from './entry.ts';

export type Phase =
  | 'none'
  | 'planned'
  | 'awaiting-approval'
  | 'approved'
  | 'acting'
  | 'done'
  | 'failed'
  | 'denied'
  | 'expired'
  | 'refused'
  | 'undoing'
  | 'undone'
  | 'undo-failed';

/** One call of the plan: null before it was first sent; `sending` until an answer is written down. */
export interface CallState {
  readonly state: 'sending' | 'sent' | 'failed';
  readonly attempts: number;
  /** While sending: who sends, and until when nobody else may. ISO time. */
  readonly holder: string | null;
  readonly until: string | null;
}

export interface Progress {
  readonly response: string;
  readonly phase: Phase;
  /** How often the finding had come back when the response was planned. */
  readonly occurrence: number;
  /** The change that led to it, by `changeKey`. */
  readonly change: string | null;
  /** The response whose denial led to it: it lets something go, and mends nothing. */
  readonly follows: string | null;
  /** The plan in words; empty where there is none. */
  readonly words: string;
  readonly planHash: string | null;
  /** ISO time after which nobody can approve any more. */
  readonly expires: string | null;
  /** Which guardrail made it a request although policy would have acted. */
  readonly fellBy: HeldBy | null;
  /** Why people are asked, where policy alone would not have; null: it would. */
  readonly because: string | null;
  /** Those who approved so far. */
  readonly approvals: readonly JournalEntry[];
  /** Whether the plan can be taken back once it is done. */
  readonly undoable: boolean;
  /** ISO time at which it is taken away again; null: it stays. */
  readonly runsOut: string | null;
  /** Whether it was taken back because it had run out, and not because somebody wanted it back. */
  readonly over: boolean;
  readonly calls: ReadonlyMap<number, CallState>;
  readonly undoCalls: ReadonlyMap<number, CallState>;
  /** How it ended before anybody wanted it undone: what a refused undo goes back to. */
  readonly ended: Phase;
  /** What was kept before the first call; null: nothing was to be. */
  readonly evidence: KeptEvidence | null;
  /** Newest entry that decided anything. */
  readonly last: JournalEntry | null;
}

const phases: Partial<Readonly<Record<EntryKind, Phase>>> = {
  approved: 'approved',
  denied: 'denied',
  expired: 'expired',
  refused: 'refused',
  sending: 'acting',
  sent: 'acting',
  'call-failed': 'acting',
  verified: 'done',
  failed: 'failed',
  'undo-requested': 'undoing',
  'undo-sending': 'undoing',
  'undo-sent': 'undoing',
  'undo-call-failed': 'undoing',
  undone: 'undone',
  'undo-failed': 'undo-failed',
};

/** Whether an entry of this kind says how far a response has come. */
export function movesOn(kind: EntryKind): boolean {
  return kind === 'planned' || kind === 'approval' || kind === 'undo-refused' || phases[kind] !== undefined;
}

/** As it stands at a moment, whether or not anybody has written down that the request ran out. `now`: ISO time. */
export function progressAt(progress: Progress, now: string): Progress {
  const isExpired = progress.phase === 'awaiting-approval' && !isBefore(now, progress.expires ?? '');
  return isExpired ? { ...progress, phase: 'expired' } : progress;
}

/** Whether an entry is about a response that had run out, rather than one that somebody wanted back. */
export function isOver({ detail }: JournalEntry): boolean {
  return detail.over === true;
}

function nothingYet(response: string): Progress {
  return {
    ...{ response, phase: 'none' as const, occurrence: 0, change: null, follows: null },
    ...{ words: '', planHash: null, expires: null, because: null },
    ...{
      fellBy: null,
      approvals: [],
      undoable: false,
      runsOut: null,
      over: false,
      calls: new Map(),
      undoCalls: new Map(),
      evidence: null,
      ended: 'none' as const,
      last: null,
    },
  };
}

export function progressOf(journal: Journal, response: string): Progress {
  return journal.filter((entry) => entry.response === response).reduce(step, nothingYet(response));
}

/** All responses of a finding, in the order planned. */
export function responsesIn(journal: Journal): readonly Progress[] {
  const ids = journal.filter(({ kind }) => kind === 'planned').map(({ response }) => response);
  return [...new Set(ids)].map((id) => progressOf(journal, id));
}

function step(before: Progress, entry: JournalEntry): Progress {
  const phase = phaseAfter(before, entry);
  if (phase === null) return before;
  const ended = phase === 'undoing' ? before.ended : phase;
  const over = entry.kind === 'undo-requested' ? isOver(entry) : before.over;
  const after = { ...before, phase, ended, over, last: entry };
  const { detail } = entry;
  if (entry.kind === 'planned') return { ...after, ...plannedIn(detail) };
  if (entry.kind === 'approval' || entry.kind === 'approved')
    return { ...after, approvals: [...before.approvals, entry] };
  return withCall(after, entry);
}

function plannedIn(detail: JsonObject): Partial<Progress> {
  const approval = objectOf(detail.approval);
  return {
    occurrence: numberOf(detail.occurrence) ?? 0,
    change: stringOf(detail.change),
    follows: stringOf(detail.follows),
    words: stringOf(detail.words) ?? '',
    planHash: stringOf(detail.plan),
    expires: stringOf(approval.expires),
    fellBy: heldBys.find((by) => by === approval.because) ?? null,
    because: stringOf(approval.reason),
    undoable: detail.undo === true,
    runsOut: stringOf(detail.runsOut),
  };
}

function phaseAfter({ phase, ended }: Progress, { kind, detail }: JournalEntry): Phase | null {
  // In one entry with the plan: a plan that waits for people must at no time look like one that does not.
  // A response is planned once: what says so again is none of Seawall's.
  if (kind === 'planned' && phase !== 'none') return null;
  if (kind === 'planned') return detail.approval === null ? 'planned' : 'awaiting-approval';
  // One approval of two leaves the request open, and a refused undo leaves everything as it was.
  if (kind === 'approval') return phase;
  if (kind === 'undo-refused') return ended;
  return phases[kind] ?? null;
}

const callKinds: Partial<Readonly<Record<EntryKind, CallState['state']>>> = {
  sending: 'sending',
  sent: 'sent',
  'call-failed': 'failed',
  'undo-sending': 'sending',
  'undo-sent': 'sent',
  'undo-call-failed': 'failed',
};

function withCall(after: Progress, { kind, detail }: JournalEntry): Progress {
  const state = callKinds[kind];
  const index = numberOf(detail.index);
  if (state === undefined || index === null) return after;
  const undo = kind.startsWith('undo-');
  const calls = new Map(undo ? after.undoCalls : after.calls);
  const attempts = (calls.get(index)?.attempts ?? 0) + (state === 'sending' ? 1 : 0);
  const { holder, until } = objectOf(detail);
  calls.set(index, { state, attempts, holder: stringOf(holder), until: stringOf(until) });
  if (undo) return { ...after, undoCalls: calls };
  return { ...after, calls, evidence: evidenceIn(detail) ?? after.evidence };
}
