// A row of the record as people and programs see it at a given time. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Finding, FindingStatus } from '../model/finding.ts';
import type { Severity } from '../model/severity.ts';
import { isBefore } from '../model/time.ts';
import type { RowKey } from './identity.ts';
import { shownInstances } from './instances.ts';
import type { FailLook } from './look.ts';
import type { Row } from './row.ts';
import { occurrenceActors } from './seen-actors.ts';
import { openQuestion, sleeping, stands } from './sightings.ts';

/** What a waiver of the policy is looked up by: the subject as last seen, and the identity. */
export interface WaiverTarget extends RowKey {
  readonly subjectId: string;
}

/** What the state of a finding depends on besides its row. */
export interface View {
  /** ISO time; in a replay the events' own. */
  readonly now: string;
  /** Milliseconds after which an incident that stays quiet is closed (policy `incidents.quiet`). */
  readonly quiet: number;
  /** The policy's waiver for this subject, or null. `until`: a date (to the end of that day, UTC) or an ISO time. */
  readonly waiver: (target: WaiverTarget) => { readonly until: string } | null;
}

/** The finding that a row holds; null where nothing ever failed. */
export function findingOf(row: Row, view: View): Finding | null {
  const { seen } = row;
  const { fail, firstSeen, lastSeen } = seen;
  if (fail === null || firstSeen === null || lastSeen === null) return null;
  const {
    severity,
    evidence,
    subject,
    namespace,
    group,
    tags,
    actor,
    session = null,
    response,
    usedBy,
  } = fail.detail;
  const unknown = openQuestion(seen);
  const waivedUntil = waivedUntilOf(row, fail, view);
  const instances = seen.failing.map((entry) => entry.instance).filter((instance) => instance !== '');
  return {
    id: row.id,
    formerId: row.former ?? null,
    control: row.control,
    severity,
    kind: row.life,
    status: statusOf(row, waivedUntil, view),
    dormant: sleeping(seen),
    reopened: row.told.reopened,
    subject: { ...subject, id: row.identity },
    firstSeen,
    lastSeen,
    instances: instances.slice(0, shownInstances),
    moreInstances: instances.length > shownInstances,
    ...(usedBy === undefined ? {} : { usedBy }),
    evidence,
    waivedUntil,
    cluster: row.cluster,
    namespace,
    group,
    tags,
    actor,
    session,
    ...occurrenceActors(seen),
    response,
    unknown: unknown && { reason: unknown.reason, asOf: unknown.asOf },
  };
}

/** People are not woken for what does not run: a dormant finding is told as `low`, whatever it would be awake. */
export function notifiedSeverity(finding: Pick<Finding, 'severity' | 'dormant'>): Severity {
  return finding.dormant ? 'low' : finding.severity;
}

function statusOf(row: Row, waivedUntil: string | null, view: View): FindingStatus {
  if (!standing(row, view)) return 'resolved';
  if (waivedUntil !== null) return 'waived';
  const { remediating } = row.decided;
  if (remediating !== null && isBefore(view.now, remediating.until)) return 'remediating';
  return acknowledged(row) ? 'acknowledged' : 'open';
}

function standing(row: Row, view: View): boolean {
  if (row.life === 'state') return stands(row.seen);
  return !acknowledged(row) && !quiet(row, view);
}

/** An incident is closed by what was seen of it up to the acknowledgement; a state is acknowledged until it is cleared. */
function acknowledged({ decided, seen, life }: Row): boolean {
  if (decided.acknowledged === null) return false;
  const { upTo } = decided.acknowledged;
  const newest = life === 'incident' ? seen.lastSeen : seen.cleared;
  return newest === null || !isBefore(upTo, newest);
}

/** An incident of which nothing new was seen for the policy's quiet time. */
export function quiet(row: Row, view: Pick<View, 'now' | 'quiet'>): boolean {
  const { lastSeen } = row.seen;
  return lastSeen !== null && Date.parse(view.now) - Date.parse(lastSeen) > view.quiet;
}

/** The end of the waiver that holds now, the policy's or a person's, whichever lasts longer. */
function waivedUntilOf(row: Row, fail: FailLook, view: View): string | null {
  const { control, identity, cluster, account, region } = row;
  const target = { control, identity, cluster, account, region, subjectId: fail.detail.subject.id };
  const [longest] = [view.waiver(target)?.until, row.decided.waived?.until]
    .filter((until) => until !== undefined)
    .filter((until) => holds(until, view.now))
    .sort((a, b) => endOf(b) - endOf(a));
  return longest ?? null;
}

/** Is the waiver's end still to come? `until`: a date (to the end of that day, UTC) or an ISO time. */
export function holds(until: string, now: string): boolean {
  return endOf(until) > Date.parse(now);
}

const dateOnly = /^\d{4}-\d{2}-\d{2}$/;

/** In milliseconds. What cannot be read is no number, so it waives nothing. */
function endOf(until: string): number {
  return Date.parse(dateOnly.test(until) ? `${until}T23:59:59.999Z` : until);
}
