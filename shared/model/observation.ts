// What happened, to which subjects, by whom, when and where, from which raw event.
// SPDX-License-Identifier: Apache-2.0

import type { Actor } from './actor.ts';
import type { FactAnswer, FactName, FactRequestOf } from './facts.ts';
import type { Link } from './owner.ts';
import type { SourceRef } from './source-ref.ts';
import type { Subject } from './subject.ts';

export type ObservationSource =
  | 'file'
  | 'cloudtrail'
  | 'ecr'
  | 'ecs'
  | 'ec2'
  | 'inspector'
  | 'guardduty'
  | 'kubernetes-audit'
  | 'falco'
  | 'seawall'
  | 'canary'
  /** What is there now, found by lists rather than told by an event. */
  | 'survey';

export interface Observation {
  /** account/region/eventID (CloudTrail), ARN/version (ECS), auditID/stage (Kubernetes), else a hash of the body. */
  readonly id: string;
  readonly source: ObservationSource;
  /** Event name: `RegisterTaskDefinition`, `ECS Task State Change`, `create pods`. */
  readonly name: string;
  /** ISO time; never later than a little after `received`. */
  readonly time: string | null;
  /** ISO time at which the event reached us, by our own clock; left out where nothing came: files. */
  readonly received?: string;
  /** The time that the event claims, where that lies too far ahead to be believed. */
  readonly claimed?: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly actor: Actor | null;
  /** True for events replayed from an EventBridge archive (`replay-name`): judged, never acted upon. */
  readonly replayed: boolean;
  readonly subjects: readonly Subject[];
  readonly pending: readonly Pending[];
  readonly gone: readonly Gone[];
  /** Whom things belong to, as the event itself shows. */
  readonly links?: readonly Link[];
  readonly ref: SourceRef;
}

/** A subject that needs a look-up before it can be judged; when the look-up fails it is completed with unsettled values. */
export interface Pending<F extends FactName = FactName> {
  readonly request: FactRequestOf<F>;
  /** Gives the subjects, or what must be looked up next (a service names its definition). */
  readonly complete: (answer: FactAnswer<F>) => readonly (Subject | Pending)[];
}

/** Types a pending subject against the fact it asks for. */
export function pending<F extends FactName>(
  request: FactRequestOf<F>,
  complete: (answer: FactAnswer<F>) => readonly (Subject | Pending)[],
): Pending {
  return { request, complete } as unknown as Pending;
}

/** What the event says is no more: an identity, or one instance of it. */
export interface Gone {
  readonly identity: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly instance: string | null;
  /** Where the identity alone does not tell clusters apart (Kubernetes names, ECS families): it ended in this one only. */
  readonly cluster?: string | null;
  /**
   * Names the very thing that ended, so that only what was seen of that ends: at whatever time this is heard, and nothing else of the
   * same name.
   */
  readonly uid?: string | null;
  /** The identity with every instance of it, as a complete look does not find it. */
  readonly whole?: boolean;
  /** What finds it, where it is still there, and gives nothing where it is not. Left out where nothing but the word of it can be had. */
  readonly look?: Pending;
}

/** What intake makes of one raw record. Nothing is ever lost: a record is observed, dropped by name, or unreadable. */
export type Intake =
  | { readonly kind: 'observed'; readonly observation: Observation }
  | { readonly kind: 'dropped'; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly ref: SourceRef };
