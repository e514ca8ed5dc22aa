// What the calls of one AWS service are to us: one file in services/, with which of them matter, what they touch and what they change.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../../model/json.ts';
import type { Platform } from '../../../model/subject.ts';
import type { ChangeReaders } from './change.ts';
import type { CloudTrailRecord } from './record.ts';

/** Which writes of a service are of interest. */
export interface Watch {
  /** Only these writes; left out: all writes of the service. */
  readonly only?: ReadonlySet<string>;
  /** Writes that machines make by the thousand and that change nothing a control looks at. */
  readonly except?: ReadonlySet<string>;
}

export const all: Watch = {};

export function only(...operations: readonly string[]): Watch {
  return { only: new Set(operations) };
}

export function allBut(...operations: readonly string[]): Watch {
  return { except: new Set(operations) };
}

/** Calls by name, as rules of EventBridge match them: these; each that is watched; all of the service. */
export type DeliveredCalls = readonly (string | { readonly prefix: string })[] | 'watched' | 'all';

/** Calls by which a service that watches others (GuardDuty, Inspector, Security Hub) is changed or switched off; no reads. */
export const changesOfWatchers: DeliveredCalls = [
  { prefix: 'Delete' },
  { prefix: 'Disable' },
  { prefix: 'Update' },
  { prefix: 'Create' },
  { prefix: 'Disassociate' },
  { prefix: 'Stop' },
];

export interface CallsDefinition {
  /** The name before `.amazonaws.com` in `eventSource`; the file bears it too. */
  readonly service: string;
  /** Looked up by names alone, before a record is read any further. */
  readonly watched: Watch;
  /** What the rule for tools delivers of them: deploy/resources/rules.yml is written from it. Left out: another rule there does. */
  readonly delivered?: DeliveredCalls;
  /** What a call touched, as an ARN where the event lets us build one. Left out: the first of the record's `resources`. */
  readonly targetOf?: (record: CloudTrailRecord, request: JsonObject) => string | null;
  /** Where findings on its calls belong. Left out: with those on identities. */
  readonly platform?: Platform;
  readonly clusterOf?: (record: CloudTrailRecord) => string | null;
  /** By eventName: what a successful call brought about. Left out: the call alone is judged. */
  readonly changes?: ChangeReaders;
}

export type DefinedCalls = Required<Omit<CallsDefinition, 'delivered'>> & Pick<CallsDefinition, 'delivered'>;

export function defineCalls(definition: CallsDefinition): DefinedCalls {
  return { platform: 'iam', targetOf: () => null, clusterOf: () => null, changes: {}, ...definition };
}
