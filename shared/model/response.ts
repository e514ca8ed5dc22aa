// What may be done about a finding: action, mode, and what became of it.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from './json.ts';
import type { ResponseAction } from './response-actions.ts';

export const responseModes = ['observe', 'approve', 'enforce'] as const;
export type ResponseMode = (typeof responseModes)[number];

export { type ResponseAction, responseActions } from './response-actions.ts';

export const heldBys = [
  'mode',
  'waiver',
  'protected',
  'changed-since',
  'brake',
  'idempotent',
  'fight',
  'kill-switch',
  'guard-error',
] as const;
export type HeldBy = (typeof heldBys)[number];

export interface PlannedCall {
  readonly service: string;
  readonly operation: string;
  readonly parameters: JsonObject;
}

/** What was kept of a workload before it was stopped. */
export interface KeptEvidence {
  /** `s3://bucket/key`; null: nothing could be kept. */
  readonly place: string | null;
  /** Version of that object. */
  readonly version: string | null;
  readonly region: string | null;
  /** Of what is kept, 64 hexadecimal digits. */
  readonly sha256: string | null;
  /** What could not be had, in words. */
  readonly missing: readonly string[];
}

export interface Response {
  readonly finding: string;
  readonly action: ResponseAction;
  readonly mode: ResponseMode;
  readonly outcome: 'planned' | 'held' | 'awaiting-approval' | 'done' | 'failed';
  readonly heldBy: HeldBy | null;
  readonly calls: readonly PlannedCall[];
  readonly reason: string;
  /** Left out where none was to be kept. */
  readonly evidence?: KeptEvidence;
}
