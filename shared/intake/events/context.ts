// What a reader of events is told beside the event, and how it answers.
// SPDX-License-Identifier: Apache-2.0

import type { Intake, Observation } from '../../model/observation.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import type { SourceRef } from '../../model/source-ref.ts';
import { isBefore, latestClaim } from '../../model/time.ts';
import { forShowing, redactedText } from '../../secrets/redact.ts';

export interface IntakeContext {
  readonly ref: SourceRef;
  readonly people: PolicyView['people'] | null;
  /** ISO time at which the event reached us: what claims to be from much later is not believed. Left out: whatever it claims is. */
  readonly received?: string;
  /** Where a bare Kubernetes audit log comes from: such a log names neither account, region nor cluster. */
  readonly place?: Partial<EventPlace>;
}

export interface EventPlace {
  readonly account: string | null;
  readonly region: string | null;
  /** EKS cluster name. */
  readonly cluster: string | null;
}

/** The EventBridge envelope around a native event; all but `detail` may be missing. */
export interface Occurrence extends EventPlace {
  /** ISO time with milliseconds. */
  readonly time: string | null;
  readonly replayed: boolean;
  /** The event's own id as logged, for reports; null: it has none. */
  readonly eventId: string | null;
  readonly context: IntakeContext;
}

type Findings = Partial<Pick<Observation, 'subjects' | 'pending' | 'gone' | 'links' | 'actor'>>;

export function observed(
  occurrence: Occurrence,
  what: Pick<Observation, 'id' | 'source' | 'name'> & Findings,
): Intake {
  const { account, region, replayed, eventId, context } = occurrence;
  const when = timesOf(occurrence);
  const ref: SourceRef = { ...context.ref, eventId: eventId ?? what.id, time: when.time };
  const none = { actor: null, subjects: [], pending: [], gone: [] };
  return { kind: 'observed', observation: { ...none, ...what, ...when, account, region, replayed, ref } };
}

function timesOf({
  time,
  context: { received },
}: Occurrence): Pick<Observation, 'time' | 'received' | 'claimed'> {
  if (received === undefined) return { time };
  const latest = latestClaim(received);
  if (time === null || !isBefore(latest, time)) return { time, received };
  return { time: latest, received, claimed: time };
}

export function dropped(reason: string): Intake {
  return { kind: 'dropped', reason };
}

export function unreadable(context: IntakeContext, reason: string): Intake {
  return { kind: 'unreadable', reason, ref: context.ref };
}

/** A name out of an event as part of a reason: short, and of harmless characters only, so that reasons stay few and safe to print. */
export function plain(text: string): string {
  return redactedText(null, text, forShowing)
    .replace(/[^\w .:/-]/g, '')
    .slice(0, 60);
}

/** Why a record is dropped that has nothing of an event. */
export const notAnEvent = 'not an event';
