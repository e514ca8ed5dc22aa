// The life of one control on one identity, as the record keeps it.
// SPDX-License-Identifier: Apache-2.0

import type { FindingActor } from './actor.ts';
import type { ImageUsers } from './image-users.ts';
import type { ResponseAction, ResponseMode } from './response.ts';
import type { Severity } from './severity.ts';
import type { SubjectRef } from './subject.ts';
import type { Evidence } from './verdict.ts';

export type FindingStatus = 'open' | 'acknowledged' | 'waived' | 'remediating' | 'resolved';

/** A finding as people and programs see it (CLI.md version 1, and a few keys more). */
export interface Finding {
  readonly id: string;
  /** The id that it had in an older record, by which it is still reached; null: none. */
  readonly formerId: string | null;
  readonly control: string;
  readonly severity: Severity;
  readonly kind: 'state' | 'incident';
  readonly status: FindingStatus;
  readonly dormant: boolean;
  readonly reopened: number;
  readonly subject: SubjectRef;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly instances: readonly string[];
  readonly moreInstances: boolean;
  /** Of an image: what ran it at the last look; left out where nobody looked. */
  readonly usedBy?: ImageUsers;
  readonly evidence: readonly Evidence[];
  readonly waivedUntil: string | null;
  readonly cluster: string | null;
  readonly namespace: string | null;
  readonly group: string | null;
  readonly tags: Readonly<Record<string, string>> | null;
  readonly actor: string | null;
  /** Session of a role that acted, as CloudTrail's principalId names it (`AROA…:name`); null: none, or not told. */
  readonly session: string | null;
  /** All who had a hand in what is wrong now, the newest first; at most `keptActors`. */
  readonly actors: readonly FindingActor[];
  /** There were more of them than are kept. */
  readonly moreActors: boolean;
  readonly response: { readonly action: ResponseAction; readonly mode: ResponseMode } | null;
  /** The newest look that could not be taken, kept beside the verdict. */
  readonly unknown: { readonly reason: string; readonly asOf: string } | null;
}

export type ChangeType =
  | 'opened'
  | 'reopened'
  | 'updated'
  | 'resolved'
  | 'acknowledged'
  | 'waived'
  | 'waiver-ended'
  | 'woken';

/** One step in a finding's life: what publish, notify and respond are told. */
export interface FindingChange {
  readonly type: ChangeType;
  readonly finding: Finding;
  readonly previous: FindingStatus | null;
  /** ISO time at which the record took the step. */
  readonly at: string;
  readonly eventId: string;
  /** From an archive replay: told, never acted upon. */
  readonly replayed: boolean;
}
