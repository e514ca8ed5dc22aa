// The life of a finding as one pure function: (row, look) → (row, change). The stores only keep what it says.
// SPDX-License-Identifier: Apache-2.0
import type { ChangeType, Finding, FindingChange, FindingStatus } from '../model/finding.ts';
import { compareTimes } from '../model/time.ts';
import { findingOf, holds, quiet, type View } from './finding.ts';
import { healed } from './healed.ts';
import type { Look, Sight } from './look.ts';
import type { Notify } from './notice.ts';
import { type HistoryEntry, newRow, type Row, type RowDecisions } from './row.ts';
import { isSameEvidence } from './same-evidence.ts';
import { see } from './sightings.ts';

export interface StepContext extends View {
  /** ISO time after which nothing is believed: the present and a little (`latestClaim`). Left out: whatever is told is. */
  readonly latest?: string;
  /** Told what is not taken as it came. */
  readonly notify?: Notify;
  /** From an archive replay: told, never acted upon. */
  readonly replayed: boolean;
}

export interface Step {
  /** The same object as before where nothing changed and nothing need be written. */
  readonly row: Row;
  readonly change: FindingChange | null;
}

/** Why a step is told: the event, and the person who decided, where one did. */
export interface Cause {
  readonly eventId: string;
  readonly type?: ChangeType;
  readonly by?: string;
  readonly reason?: string | null;
}

/** Adds one look to a row, or begins the row with it, and says what changed. */
export function step(row: Row | null, look: Look, context: StepContext): Step {
  return stepAll(row ?? newRow(look), [look.sight], context);
}

/** Adds several sights at once, as if they had been known together: at most one change is told. */
export function stepAll(given: Row, sights: readonly Sight[], context: StepContext): Step {
  const { latest } = context;
  const row = latest === undefined ? given : healed(given, latest);
  const seen = sights.map((sight) => believed(sight, latest)).reduce(see, row.seen);
  const eventId = sights[0]?.eventId ?? '';
  return settle(row, seen === row.seen ? row : { ...row, seen }, context, { eventId });
}

function believed(sight: Sight, latest: string | undefined): Sight {
  if (latest === undefined || compareTimes(sight.asOf, latest) <= 0) return sight;
  return { ...sight, asOf: latest };
}

/** Tells what time alone has changed: a waiver that ended, an incident gone quiet. */
export function tick(row: Row, context: StepContext): Step {
  return settle(row, row, context, { eventId: `tick/${context.now}` });
}

/** What people, and the responses they allow, decide about a finding. */
export type RecordedDecision =
  /** `approver`: whether they may approve responses. */
  | {
      readonly kind: 'acknowledge';
      readonly by: string;
      readonly reason: string | null;
      readonly approver: boolean;
    }
  | { readonly kind: 'waive'; readonly by: string; readonly reason: string; readonly until: string }
  | { readonly kind: 'end-waiver'; readonly by: string; readonly reason: string | null }
  | { readonly kind: 'remediate'; readonly response: string; readonly until: string }
  | { readonly kind: 'end-remediation' };

/**
 * Applies a decision to a finding. What has no effect (no finding in the row, an acknowledgement of what is resolved,
 * a waiver that is over already) gives the same row back, with no change.
 */
export function decide(row: Row, decision: RecordedDecision, context: StepContext): Step {
  const finding = findingOf(row, context);
  if (finding === null || !hasEffect(decision, finding, context.now)) return { row, change: null };
  const decided = { ...row.decided, ...decisionField(decision, finding, context.now) };
  return settle(row, { ...row, decided }, context, causeOf(decision, context.now));
}

function hasEffect(decision: RecordedDecision, { status }: Finding, now: string): boolean {
  if (decision.kind === 'acknowledge') return status !== 'resolved';
  return decision.kind !== 'waive' || holds(decision.until, now);
}

function decisionField(decision: RecordedDecision, finding: Finding, at: string): Partial<RowDecisions> {
  switch (decision.kind) {
    case 'acknowledge': {
      const { by, reason, approver } = decision;
      return { acknowledged: { by, at, reason, upTo: finding.lastSeen, approver } };
    }
    case 'waive':
      return { waived: { by: decision.by, at, reason: decision.reason, until: decision.until } };
    case 'end-waiver':
      return { waived: null };
    case 'remediate':
      return { remediating: { response: decision.response, at, until: decision.until } };
    case 'end-remediation':
      return { remediating: null };
  }
}

function causeOf(decision: RecordedDecision, now: string): Cause {
  const eventId = `${decision.kind}/${now}`;
  switch (decision.kind) {
    case 'acknowledge':
      return { eventId, type: 'acknowledged', by: decision.by, reason: decision.reason };
    case 'waive':
      return { eventId, type: 'waived', by: decision.by, reason: decision.reason };
    case 'end-waiver':
      return { eventId, by: decision.by, reason: decision.reason };
    case 'remediate':
      return { eventId, by: decision.response };
    case 'end-remediation':
      return { eventId };
  }
}

/** Compares what the row now holds with what was told, and tells the difference once. */
export function settle(before: Row, after: Row, context: StepContext, cause: Cause): Step {
  const finding = findingOf(after, context);
  if (finding === null) return { row: after, change: null };
  const previous = toldStatus(before, finding, context);
  const type = cause.type ?? changeType(previous, finding, before, after);
  if (type === null) return { row: after, change: null };
  return tell(after, { type, previous, cause }, finding, context);
}

/** An incident that fell quiet counts as closed even where nobody was told, so that its return is news. */
function toldStatus(before: Row, now: Finding, context: StepContext): FindingStatus | null {
  const { status } = before.told;
  const fellQuiet = before.life === 'incident' && status !== null && quiet(before, context);
  return fellQuiet && now.status !== 'resolved' ? 'resolved' : status;
}

function changeType(
  previous: FindingStatus | null,
  { status, dormant }: Finding,
  before: Row,
  after: Row,
): ChangeType | null {
  if (status === 'resolved') return previous === null || previous === 'resolved' ? null : 'resolved';
  if (previous === null) return status === 'waived' ? 'waived' : 'opened';
  if (previous !== status) return betweenUnresolved(previous, status);
  if (before.told.dormant && !dormant) return 'woken';
  return sameFail(before, after) ? null : 'updated';
}

function betweenUnresolved(previous: FindingStatus, status: FindingStatus): ChangeType {
  if (status === 'waived') return 'waived';
  if (previous === 'waived') return 'waiver-ended';
  return status === 'open' && previous !== 'remediating' ? 'reopened' : 'updated';
}

function sameFail(before: Row, after: Row): boolean {
  const was = before.seen.fail;
  const is = after.seen.fail;
  if (was === is || was === null || is === null) return was === is;
  if (was.detail.severity !== is.detail.severity) return false;
  return isSameEvidence(was.detail.evidence, is.detail.evidence);
}

interface Turn {
  readonly type: ChangeType;
  readonly previous: FindingStatus | null;
  readonly cause: Cause;
}

function tell(row: Row, { type, previous, cause }: Turn, now: Finding, context: StepContext): Step {
  const { status, dormant, severity } = now;
  const { eventId, by = null, reason = null } = cause;
  const returned = previous === 'resolved' && status !== 'resolved';
  const reopened = row.told.reopened + (returned ? 1 : 0);
  const seq = (row.told.last?.seq ?? 0) + 1;
  const { now: at, replayed } = context;
  const last: HistoryEntry = { seq, type, at, previous, status, severity, eventId, replayed, by, reason };
  const decided = settledDecisions(row, status);
  const told: Row = { ...row, decided, told: { status, dormant, reopened, last } };
  return { row: told, change: changeFrom(last, { ...now, reopened }) };
}

/** A state that is resolved ends what was decided about this occurrence; its return is to be decided anew. Waivers run to their date. */
function settledDecisions({ life, decided }: Row, status: FindingStatus): RowDecisions {
  if (status !== 'resolved' || life === 'incident') return decided;
  return { ...decided, acknowledged: null, remediating: null };
}

/**
 * The newest change that a row tells of, with the finding as the row holds it: what the store's change stream
 * is turned into for the bus. Null where the row never told anything.
 */
export function lastChange(row: Row, view: View): FindingChange | null {
  const { last } = row.told;
  const finding = findingOf(row, view);
  if (last === null || finding === null) return null;
  return changeFrom(last, { ...finding, status: last.status });
}

function changeFrom(entry: HistoryEntry, finding: Finding): FindingChange {
  const { type, previous, at, eventId, replayed } = entry;
  return { type, finding, previous, at, eventId, replayed };
}
