// Stops tasks: those that stand alone, and those that somebody was in, which their service then replaces.
// SPDX-License-Identifier: Apache-2.0
import { serviceOfTask } from '../../../gather/service-of-task.ts';
import { nameOf, parseArn } from '../../../model/arn.ts';
import type { Finding } from '../../../model/finding.ts';
import { type JsonObject, stringOf } from '../../../model/json.ts';
import { call, change, changed, hold, kept, type Plan, type Planning } from '../../planning/planning.ts';
import { runningTasks } from '../../platform/ecs-running.ts';

type Running = Awaited<ReturnType<typeof runningTasks>>[number];

// Shown as the task's stoppedReason; older SDK documentation of StopTask allows 255 characters.
const longestReason = 255;

export async function planTasks(
  finding: Finding,
  tasks: readonly string[],
  planning: Planning,
): Promise<Plan> {
  const { reader, state } = planning;
  const running = await runningTasks(reader, tasks, finding.cluster);
  if (running.length === 0) return changed('none of the tasks runs any more');
  for (const one of running) await mayStop(one, finding, planning);
  const changes = [];
  for (const { cluster, arn } of running) {
    const read = call('ecs', 'DescribeTasks', { cluster, tasks: [arn] });
    changes.push(change(`task ${nameOf(arn)}`, read, await state(read), { [arn]: 'STOPPED' }));
  }
  return {
    words:
      running.length === 1 ? `stop task ${nameOf(running[0]?.arn ?? '')}` : `stop ${running.length} tasks`,
    calls: running.map(({ cluster, arn }) => stop(cluster, arn, finding)),
    ...kept(...changes),
    undo: [],
  };
}

export function stop(cluster: string | null, task: string, { control, id }: Finding) {
  const reason = `Seawall: ${control} (${id})`.slice(0, longestReason);
  return call('ecs', 'StopTask', { cluster, task, reason });
}

/** A scheduler starts a stopped task again at once (ECS Developer Guide, "Service scheduler concepts"), so only what was entered is stopped under one. */
async function mayStop(
  { cluster, arn, task }: Running,
  finding: Finding,
  { reader }: Planning,
): Promise<void> {
  const [scheduler = ''] = (stringOf(task.group) ?? '').split(':');
  if (isDaemon(task, scheduler))
    return hold('protected', `task ${nameOf(arn)} is, or may be, a daemon of its host`);
  const service = await serviceOfTask(reader, cluster, task);
  if (service === null) return;
  const name = stringOf(service.serviceName) ?? '';
  if (finding.subject.kind !== 'call')
    return changed(`task ${nameOf(arn)} belongs to service ${name}, which would start it again`);
  if (service.schedulingStrategy === 'DAEMON')
    return hold('protected', `task ${nameOf(arn)} belongs to the daemon service ${name}`);
}

/**
 * Where a daemon's task stops, ECS drains and replaces its host (ECS Developer Guide, "Amazon ECS Managed Daemons"). Its definition
 * is of another kind; how ECS names its group is not documented, so on managed instances only known groups count as harmless.
 */
function isDaemon(task: JsonObject, scheduler: string): boolean {
  const definition = parseArn(stringOf(task.taskDefinitionArn))?.resource ?? '';
  if (!definition.startsWith('task-definition/')) return true;
  return task.launchType === 'MANAGED_INSTANCES' && scheduler !== 'family' && scheduler !== 'service';
}
