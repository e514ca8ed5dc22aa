// Definitions of ECS Managed Daemons: the shape of a task definition but for two words.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import type { Workload } from '../../model/workload.ts';
import { unsettledMark } from './cursor.ts';
import { fromTaskDefinition } from './ecs.ts';
import type { Where } from './where.ts';

/**
 * `shared` is the host's own namespace, and on which network it runs a daemon's definition does not say (ECS API Reference,
 * DaemonTaskDefinition).
 */
export function fromDaemonDefinition(definition: JsonObject, where: Where): Workload {
  const { pidMode, ipcMode, daemonTaskDefinitionArn: arn, ...rest } = definition;
  const whole: JsonObject = {
    ...rest,
    ...(pidMode === undefined ? {} : { pidMode: pidMode === 'shared' ? 'host' : pidMode }),
    ...(ipcMode === undefined ? {} : { ipcMode: ipcMode === 'shared' ? 'host' : ipcMode }),
    ...(arn === undefined || arn === null ? {} : { taskDefinitionArn: arn }),
    networkMode: unsettledMark('the definition of a daemon does not name its network'),
    requiresCompatibilities: ['MANAGED_INSTANCES'],
  };
  return fromTaskDefinition(whole, where);
}

/** True where only a daemon's definition says it so: a task's knows no `shared`. */
export function isDaemonDefinition({ daemonTaskDefinitionArn, pidMode, ipcMode }: JsonObject): boolean {
  return typeof daemonTaskDefinitionArn === 'string' || pidMode === 'shared' || ipcMode === 'shared';
}
