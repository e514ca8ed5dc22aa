// What is set for a registry as a whole, beside its policy and scanning: each part is a subject of its own, with its own life.
// SPDX-License-Identifier: Apache-2.0
import type { At } from './at.ts';

export type RegistryPart = Replication | PullThrough;

/** Where images are copied to as they are pushed (Amazon ECR API Reference, ReplicationConfiguration). */
export interface Replication {
  readonly kind: 'replication';
  /** Account of each destination. */
  readonly destinations: At<readonly At<string | null>[]>;
}

/** A prefix of repositories that ECR fills from another registry (PullThroughCacheRule). */
export interface PullThrough {
  readonly kind: 'pull-through';
  /** Host of the registry that images come from. */
  readonly upstream: At<string | null>;
}
