// What a task or object was made for, as the event of its making, or the API, confirms: what it says of itself anybody can write.
// SPDX-License-Identifier: Apache-2.0
import { stableHash } from './hash.ts';

export interface Owner {
  /** `Service`, or the Kubernetes kind. */
  readonly kind: string;
  readonly name: string;
  /** What findings about the owner are kept on. */
  readonly identity: string;
  /** Names the owner and none that comes after it; null: nothing does. */
  readonly uid: string | null;
}

/** Something and its owner. */
export interface Link {
  readonly account: string | null;
  readonly region: string | null;
  readonly cluster: string | null;
  /** Names what was made, and nothing that comes after it: a Kubernetes uid, the ARN of a task, or what `startOf` gives. */
  readonly uid: string;
  /** What it is kept on by itself; null: nothing is. */
  readonly identity: string | null;
  readonly owner: Owner;
}

/** The tasks of one definition that one deployment of a service starts. A hash: what is remembered by it may hold no name that somebody put a credential into. */
export function startOf({
  deployment,
  definition,
}: {
  readonly deployment: string;
  readonly definition: string;
}) {
  return stableHash([deployment, definition]);
}

/** Where a uid means something. */
export type LinkPlace = Pick<Link, 'account' | 'region' | 'cluster' | 'uid'>;
