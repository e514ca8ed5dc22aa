// What runs beside a workload, as far as controls compare workloads: who it is, where it is, what it may use.
// SPDX-License-Identifier: Apache-2.0
import { known } from './at.ts';
import type { SubjectBase } from './subject-base.ts';
import type { Workload } from './workload.ts';
import { isSandboxed } from './workload-machine.ts';

/** What one container was made from. */
export interface RunningImage {
  /** As its definition names it. */
  readonly reference: string;
  /** The digest that runs, where the platform tells it. */
  readonly digest: string | null;
}

export interface RunningWorkload extends SubjectBase {
  /** Task ARN or pod name. */
  readonly instance: string | null;
  readonly host: string | null;
  /** ISO time. */
  readonly createdAt: string | null;
  readonly everyHost: boolean;
  /** Its kernel is its own. */
  readonly sandboxed: boolean;
  /** Task role (ECS); null: none, or not known. */
  readonly role: string | null;
  /** Service account (Kubernetes). */
  readonly serviceAccount: string | null;
  /** Null: not known. */
  readonly securityGroups: readonly string[] | null;
  /** `awsvpc`, `bridge`, `host`, `pod`, …; null: not known. */
  readonly networkMode: string | null;
  readonly images: readonly RunningImage[];
}

export function runningOf(workload: Workload): RunningWorkload {
  const { platform, id, name, identity, account, region, cluster, namespace, tags } = workload;
  const { instance, host, createdAt, everyHost, roles, network } = workload;
  return {
    ...{ platform, id, name, identity, account, region, cluster, namespace, tags },
    ...{ instance, host, createdAt, everyHost, sandboxed: isSandboxed(workload) },
    role: known(roles.task),
    serviceAccount: known(roles.serviceAccount),
    securityGroups: known(network.securityGroups),
    networkMode: known(network.mode),
    images: workload.containers.flatMap(({ image, digest }) => {
      const reference = known(image);
      return reference === null ? [] : [{ reference, digest: known(digest) }];
    }),
  };
}
