// A call somebody made: the subject of controls on behaviour rather than on state.
// SPDX-License-Identifier: Apache-2.0
import type { Actor } from './actor.ts';
import type { JsonObject } from './json.ts';
import type { SubjectBase } from './subject-base.ts';

export interface CallSubject extends SubjectBase {
  readonly kind: 'call';
  /** `ecs`, `iam`, `signin` … (eventSource without `.amazonaws.com`), or `kubernetes`. */
  readonly service: string;
  /** API name without Lambda's date suffix (`UpdateFunctionCode`), or the Kubernetes verb. */
  readonly operation: string;
  readonly actor: Actor;
  readonly succeeded: boolean;
  readonly errorCode: string | null;
  readonly readOnly: boolean;
  /** Null where CloudTrail left them out: denied calls, more than 100 KB. */
  readonly parameters: JsonObject | null;
  readonly response: JsonObject | null;
  readonly additional: JsonObject | null;
  /** What was touched, as ARN or `Kind/namespace/name`, where the event tells. */
  readonly target: string | null;
  readonly kubernetes: KubernetesCall | null;
}

/** What an audit event adds: `resource: pods`, `subresource: exec`. */
export interface KubernetesCall {
  readonly resource: string;
  readonly subresource: string | null;
  readonly apiGroup: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
  readonly stage: string | null;
  readonly code: number | null;
  readonly requestUri: string | null;
}

/** True where it did what nobody can tell: the request, without which no such call is made, is not in the event. */
export function hidesRequest({ succeeded, parameters }: CallSubject): boolean {
  return succeeded && parameters === null;
}

/** Why a verdict on such a call is unknown. */
export const requestHidden =
  'the event leaves out what was asked for: it holds more than CloudTrail keeps, or than is read';
