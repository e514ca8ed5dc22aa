// What an adapter is told about a document besides its text: where it was found and what is known from elsewhere.
// SPDX-License-Identifier: Apache-2.0
import type { Owner } from '../../model/owner.ts';
import type { Threat } from '../../model/threat.ts';
import type { WorkloadSource } from '../../model/workload.ts';

export interface Where {
  readonly account: string | null;
  readonly region: string | null;
  /** Name or ARN of the cluster; the document's own, where it has one, comes before it. */
  readonly cluster: string | null;
  /** Kubernetes namespace the object was sent to; the object's own comes before it. */
  readonly namespace?: string | null;
  /** Tags known from elsewhere, such as those DescribeTaskDefinition returns beside the definition; the document's own are laid over them. */
  readonly tags: Readonly<Record<string, string>> | null;
  /** False for a definition that nothing is known to run. */
  readonly running: boolean;
  /** The rest replaces what the adapter would say by itself. */
  readonly source?: WorkloadSource;
  readonly objectKind?: string;
  readonly id?: string;
  /** subject.id of a document that has no name of its own: the path of its file. */
  readonly unnamed?: string;
  readonly name?: string;
  readonly identity?: string;
  /** What it belongs to, where that is confirmed: findings are kept on that. */
  readonly owner?: Owner;
  readonly instance?: string | null;
  /** EC2 instance id or node name. */
  readonly host?: string | null;
  readonly threats?: readonly Threat[];
}

/** A place nothing is known of. */
export const nowhere: Where = { account: null, region: null, cluster: null, tags: null, running: false };
