// The part of a policy that controls may read: lists to compare with. Globs (`*`) match ARNs, names and references.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from './json.ts';

export interface PolicyView {
  /** Hash of the policy's text, carried by verdicts. */
  readonly hash: string;
  readonly profile: 'baseline' | 'restricted';
  readonly organisation: {
    readonly id: string | null;
    readonly accounts: Readonly<Record<string, string>> | null;
  };
  readonly trust: {
    readonly registries: readonly string[] | null;
    readonly accounts: readonly string[] | null;
    readonly signers: readonly JsonObject[] | null;
    readonly destinations: readonly string[] | null;
  };
  readonly people: {
    readonly orchestrators: readonly string[] | null;
    readonly systemAdministrators: readonly string[] | null;
    readonly deliveryPipelines: readonly string[] | null;
    readonly breakGlass: readonly string[] | null;
  };
  readonly labels: { readonly trust: string; readonly environment: string };
  readonly hosts: { readonly imdsBlocked: boolean };
  readonly groups: readonly GroupView[];
  /** Controls that an image must pass to be certified; null: the policy names none, and the default holds. */
  readonly certified: readonly string[] | null;
  /** Milliseconds that a signature may come after its image. */
  readonly signaturePatienceMs: number;
}

/** What an image must pass to be certified, unless the policy says otherwise. */
export const usuallyCertified: readonly string[] = [
  'image-provenance/signed-image',
  'image-provenance/scanned-clean',
];

/** A subject's trust level, in lower case: its group's, else its label's; null: it declares none. */
export type Trust =
  | { readonly known: true; readonly level: string | null }
  | { readonly known: false; readonly reason: string };

/** A subject's container group; null: none matches. */
export type GroupAnswer =
  | { readonly known: true; readonly group: GroupView | null }
  | { readonly known: false; readonly reason: string };

export interface GroupView {
  readonly name: string;
  readonly trust: string | null;
  readonly environment: string | null;
  readonly userIds: { readonly from: number; readonly to: number } | null;
  readonly destinations: readonly string[] | null;
  /** JSON Schema of the environment, already read from its file. */
  readonly environmentSchema: JsonObject | null;
  readonly overrides: GroupOverrides | null;
}

export interface GroupOverrides {
  readonly command: readonly string[] | null;
  readonly environment: readonly string[] | null;
  readonly environmentFiles: readonly string[] | null;
  readonly taskRole: readonly string[] | null;
  readonly executionRole: readonly string[] | null;
  readonly cpu: readonly string[] | null;
  readonly memory: readonly string[] | null;
}

/** Buckets of this name hold deployed policies: calls on them are watched (deploy/resources/policy.yml names the bucket). */
export const policyBucketPrefix = 'seawall-policy-';
