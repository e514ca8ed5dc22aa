// Keeps people from muting the channel: who is told of what, where, and which findings share one message. Pure.
// SPDX-License-Identifier: Apache-2.0
import { notifiedSeverity } from '../findings/finding.ts';
import type { Finding, FindingChange } from '../model/finding.ts';
import { matchesAny } from '../model/glob.ts';
import type { GroupAnswer } from '../model/policy-view.ts';
import { type Severity, severityRank } from '../model/severity.ts';
import { matches } from '../policy/groups.ts';
import type { Policy, SlackNotify } from '../policy/policy.ts';

/** Findings of one cause join one message for this long, in milliseconds. */
export const causeWindow = 10 * 60_000;
/** A storm's window where the policy names none (`notify.slack.digest`). */
export const defaultDigest = 30 * 60_000;
/** New messages for a channel within a storm's window; past it, findings go to the digest. Critical ones have some in reserve. */
const mostMessages = 10;
const mostCritical = 15;
/** A finding that comes back after this long gets a new message: the old one has scrolled away. */
const old = 24 * 3_600_000;

/**
 * Whether a finding that has no message yet is to get one. What people decided already, and what was resolved before
 * anybody was told, is no news; except that something was there at all.
 */
export function isNews(change: FindingChange, finding: Finding, minimum: Severity): boolean {
  if (severityRank(notifiedSeverity(finding)) < severityRank(minimum)) return false;
  if (change.type === 'opened' || change.type === 'reopened' || change.type === 'woken') return true;
  return finding.status === 'open' || finding.status === 'remediating';
}

/** Whether a finding whose message is from `posted` (ISO) gets a new one for this change. */
export function isWorthNewMessage({ type }: FindingChange, posted: string, now: string): boolean {
  const back = type === 'reopened' || type === 'woken' || type === 'waiver-ended';
  return back && Date.parse(now) - Date.parse(posted) > old;
}

/** The channel of the first route that holds for sure, else the default one. */
export function channelOf(finding: Finding, policy: Pick<Policy, 'groups'>, slack: SlackNotify): string {
  const { account, region, platform } = finding.subject;
  const { cluster, namespace, tags } = finding;
  const context = { account, region, cluster, namespace, platform, tags };
  const group = groupAnswer(finding, policy);
  const route = slack.routes.find(
    ({ when, controls }) =>
      matches(when, context, group) === 'yes' && (controls === null || matchesAny(controls, finding.control)),
  );
  return route?.channel ?? slack.channel;
}

/** The record keeps the group's name; a finding without one belongs to none. */
function groupAnswer({ group }: Finding, policy: Pick<Policy, 'groups'>): GroupAnswer {
  if (group === null) return { known: true, group: null };
  const view = policy.groups.find((one) => one.view.name === group)?.view;
  return view === undefined
    ? { known: false, reason: `the policy has no group ${group} any more` }
    : { known: true, group: view };
}

/**
 * What a finding may share a message by, the strongest first: the event that showed it (one push, one deployment), and
 * its subject together with who acted on it. Ticks of time are no cause.
 */
export function causesOf({ eventId }: Pick<FindingChange, 'eventId'>, finding: Finding): readonly string[] {
  const { subject, cluster, actor } = finding;
  const onSubject = JSON.stringify(['subject', subject.id, cluster, subject.account, subject.region, actor]);
  const decided = /^(?:tick|acknowledge|waive|end-waiver|remediate|end-remediation)\//.test(eventId);
  return eventId === '' || decided ? [onSubject] : [JSON.stringify(['event', eventId]), onSubject];
}

/** Whether a channel that had `sent` new messages in this window takes one more of this severity. */
export function hasRoom(sent: number, severity: Severity): boolean {
  return sent < (severity === 'critical' ? mostCritical : mostMessages);
}

/** The storm's window that `now` falls into, by its beginning (ISO). */
export function windowOf(now: string, length: number): string {
  const time = Date.parse(now);
  return new Date(time - (time % length)).toISOString();
}

/** Why a finding could not be looked at again, once that has lasted for `patience` milliseconds; else null. */
export function lastingUnknown(
  { unknown }: Pick<Finding, 'unknown'>,
  now: string,
  patience: number,
): string | null {
  if (unknown === null || Date.parse(now) - Date.parse(unknown.asOf) < patience) return null;
  return unknown.reason;
}
