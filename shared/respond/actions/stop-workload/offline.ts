// stop-workload where no platform can be read: what would go back, or stop, as far as the finding tells.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../../model/finding.ts';
import type { JsonObject } from '../../../model/json.ts';
import { none, type OfflinePlan, one, touched } from '../../planning/offline.ts';
import { clusterOfTask, serviceNamed } from '../../platform/ecs-running.ts';
import { patch } from '../../platform/kubernetes-objects.ts';
import { enteredTasks } from './entered.ts';
import { evict } from './pods.ts';
import { update } from './service.ts';
import { stop } from './tasks.ts';

export function planOffline(finding: Finding): OfflinePlan {
  const { subject } = finding;
  if (subject.kind === 'call') return stopEntered(finding);
  if (subject.platform === 'kubernetes') return stopOwner(finding, subject.id);
  return subject.id.includes(':service/') ? rollBack(subject.id) : stopTasks(finding, finding.instances);
}

/** StopTask would only make the service start another. */
function rollBack(service: string): OfflinePlan {
  const words = 'roll the service back to its newest revision that passes this control';
  return one(words, update(serviceNamed(service) ?? { cluster: null, service }, null));
}

function stopTasks(finding: Finding, tasks: readonly string[]): OfflinePlan {
  const calls = tasks.map((task) => stop(clusterOfTask(task) ?? finding.cluster, task, finding));
  return { words: calls.length === 1 ? 'stop the task' : `stop ${calls.length} tasks`, calls };
}

const rolledBack = 'roll the owner back to its newest template that passes this control';
/** Owners that a new template, or a suspension, is written to. */
const owners = {
  Deployment: rolledBack,
  StatefulSet: rolledBack,
  ReplicaSet: 'scale the owner to 0',
  Job: 'suspend the Job',
  CronJob: 'suspend the CronJob and what it runs',
} as const;

function stopOwner({ cluster }: Finding, identity: string): OfflinePlan {
  const [kind = '', namespace = null, name = null] = identity.split('/');
  const at: JsonObject = { cluster, namespace, name };
  if (kind === 'Pod') return one('evict the pod', evict(at, null));
  if (kind === 'DaemonSet') return none('a daemon is left alone: every node needs it', 'protected');
  if (!isOwner(kind)) return none(`nobody knows here how a ${kind} is stopped`);
  return one(owners[kind], patch(kind, at, null));
}

function isOwner(kind: string): kind is keyof typeof owners {
  return Object.hasOwn(owners, kind);
}

/** Somebody was inside: the container is tainted and is replaced. */
function stopEntered(finding: Finding): OfflinePlan {
  const { cluster, subject } = finding;
  const target = touched(finding);
  const [, namespace = null, name = null] = target.slice(target.indexOf(':') + 1).split('/');
  if (subject.platform === 'kubernetes')
    return target.includes(':Pod/')
      ? one('replace the pod that was entered', evict({ cluster, namespace, name }, null))
      : none('what was entered is no pod: look at what was done there by hand');
  const tasks = enteredTasks(finding);
  if (tasks.length === 0) return none('the event does not name the task that was entered');
  return { ...stopTasks(finding, tasks), words: 'replace the task that was entered' };
}
