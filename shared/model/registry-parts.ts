// What is set for a registry as a whole, beside its policy: each part is a subject of its own, with its own life.
// SPDX-License-Identifier: Apache-2.0
import type { At } from './at.ts';
import { globMatches } from './glob.ts';

export type RegistryPart = Replication | Scanning | PullThrough;

/** Where images are copied to as they are pushed (Amazon ECR API Reference, ReplicationConfiguration). */
export interface Replication {
  readonly kind: 'replication';
  /** Account of each destination. */
  readonly destinations: At<readonly At<string | null>[]>;
}

/** Which repositories are scanned (RegistryScanningConfiguration). */
export interface Scanning {
  readonly kind: 'scanning';
  readonly rules: At<readonly ScanRule[]>;
}

export interface ScanRule {
  /** `SCAN_ON_PUSH`, `CONTINUOUS_SCAN`, `MANUAL`. */
  readonly frequency: string | null;
  readonly filters: readonly string[];
}

/** A prefix of repositories that ECR fills from another registry (PullThroughCacheRule). */
export interface PullThrough {
  readonly kind: 'pull-through';
  /** Host of the registry that images come from. */
  readonly upstream: At<string | null>;
}

/** Whether pushes to the repository are scanned by the rules. */
export function scansRepository(rules: readonly ScanRule[], repository: string): boolean {
  return rules.some(
    ({ frequency, filters }) => scans(frequency) && filters.some((one) => covers(one, repository)),
  );
}

/** Whether the rules scan anything by themselves. */
export function scansAnything(rules: readonly ScanRule[]): boolean {
  return rules.some(({ frequency, filters }) => scans(frequency) && filters.length > 0);
}

function scans(frequency: string | null): boolean {
  return frequency === 'SCAN_ON_PUSH' || frequency === 'CONTINUOUS_SCAN';
}

/** Without a star a filter covers every name that contains it (Amazon ECR User Guide, "Filter wildcards"). */
function covers(filter: string, repository: string): boolean {
  return filter.includes('*') ? globMatches(filter, repository) : repository.includes(filter);
}
