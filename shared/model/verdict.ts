// The answer of one control on one subject.
// SPDX-License-Identifier: Apache-2.0

import type { FindingActor } from './actor.ts';
import type { ImageUsers } from './image-users.ts';
import type { Json } from './json.ts';
import type { ResponseAction, ResponseMode } from './response.ts';
import type { Severity } from './severity.ts';
import type { SourceRef } from './source-ref.ts';
import type { SubjectRef } from './subject.ts';

export const outcomes = ['pass', 'fail', 'unknown', 'not-applicable'] as const;
export type Outcome = (typeof outcomes)[number];

export interface Evidence {
  /** Place in the source document: `containerDefinitions[0].privileged`. */
  readonly path: string;
  readonly found: Json;
  readonly wanted: Json;
  /** One sentence: what is wrong there. */
  readonly message: string;
}

/** What a control's `judge` returns. */
export type Judgement =
  | { readonly outcome: 'pass' }
  | {
      readonly outcome: 'fail';
      readonly evidence: readonly [Evidence, ...Evidence[]];
      /** Where the case at hand weighs differently from the control's default. */
      readonly severity?: Severity;
      /** False where the case must not lead to the control's response. */
      readonly respond?: false;
    }
  | {
      readonly outcome: 'unknown';
      readonly reason: string;
      /** ISO time at which it will be known: the event is judged again then. */
      readonly again?: string;
    }
  | { readonly outcome: 'not-applicable'; readonly reason: string };

export interface Verdict {
  readonly control: string;
  readonly family: string;
  readonly outcome: Outcome;
  /** After policy. */
  readonly severity: Severity;
  readonly subject: SubjectRef;
  /** What the finding is kept on; with `cluster` it tells apart one family in two clusters. */
  readonly identity: string;
  readonly cluster: string | null;
  readonly namespace: string | null;
  readonly tags: Readonly<Record<string, string>> | null;
  readonly group: string | null;
  readonly evidence: readonly Evidence[];
  /** Why unknown or not applicable. */
  readonly reason: string | null;
  /** ISO time at which an unknown one is to be judged again by itself; left out where time alone changes nothing. */
  readonly again?: string;
  /** True where only what an event changed was judged, the rest not being known: such a verdict may raise a finding, never clear one. */
  readonly partial: boolean;
  /** True where `judge` threw: an alarm, not a result. */
  readonly broken: boolean;
  readonly life: 'state' | 'incident';
  readonly dormant: boolean;
  /** Of an image that fails: what runs it; left out where nobody looked. */
  readonly usedBy?: ImageUsers;
  readonly instance: string | null;
  /** Names the very thing judged, and nothing that comes after it: a Kubernetes uid, the ARN of a task. Null where none is told. */
  readonly uid: string | null;
  /** What it was kept on as long as its owner was not confirmed; null: it has no confirmed owner. */
  readonly ownIdentity: string | null;
  /** Task family the workload was made from: what a dormant finding of that family wakes by. */
  readonly madeFrom: string | null;
  /** Event time where the event alone decided, else the time of the oldest fact. ISO. */
  readonly asOf: string | null;
  readonly eventId: string;
  readonly actor: string | null;
  /** Session of a role that acted, as CloudTrail's principalId names it (`AROA…:name`); null: none, or not told. */
  readonly session: string | null;
  /** The same actor with all that the event tells of it. */
  readonly who: FindingActor | null;
  readonly response: { readonly action: ResponseAction; readonly mode: ResponseMode } | null;
  readonly policyHash: string;
  /** Version of the deployed policy; null where it came from a file. */
  readonly policyVersion: string | null;
  readonly source: SourceRef;
}
