// Which question tells what runs beside a workload or on a host, and whether it is another.
// SPDX-License-Identifier: Apache-2.0
import type { FactRequestOf } from '../../model/facts.ts';
import type { Host } from '../../model/platform.ts';
import type { SubjectBase } from '../../model/subject-base.ts';
import type { Workload } from '../../model/workload.ts';

/** Asks what runs on the workload's own host. */
export function besideOf(workload: Workload): FactRequestOf<'running-workloads'> {
  const { account, region, platform, cluster, host } = workload;
  return { fact: 'running-workloads', account, region, platform, cluster, host };
}

/** Asks what runs on a host of ECS; null: which cluster it belongs to is not known. */
export function tasksOn(host: Host): FactRequestOf<'running-workloads'> | null {
  const { account, region, cluster, instanceId } = host;
  if (cluster === null) return null;
  return { fact: 'running-workloads', account, region, platform: 'ecs', cluster, host: instanceId };
}

/** Asks for every task of the region. */
export function everyTask({ account, region }: SubjectBase): FactRequestOf<'running-workloads'> {
  return { fact: 'running-workloads', account, region, platform: 'ecs', cluster: null, host: null };
}

/** True for another than `workload`: tasks of one service and pods of one Deployment are one. */
export function isOther(one: SubjectBase, workload: SubjectBase): boolean {
  return one.identity !== workload.identity || one.cluster !== workload.cluster;
}
