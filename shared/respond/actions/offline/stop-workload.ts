// stop-workload: acts on the cause. A service is rolled back, a stand-alone task or pod is stopped.
import type { Finding } from '../../../model/finding.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { PlannedCall } from '../../../model/response.ts';
import { enteredTasks } from '../stop-workload/entered.ts';
import { call, none, type Plan, touched } from './plan.ts';

const rolledBack = 'roll the owner back to its newest template that passes this control';
const because = (finding: Finding) => `Seawall: ${finding.control}`;

export function stopWorkload(finding: Finding): Plan {
  const { subject } = finding;
  if (subject.kind === 'call') return stopEntered(finding);
  if (subject.platform === 'kubernetes') return stopKubernetes(finding, subject.id);
  return subject.id.includes(':service/') ? rollBack(subject.id) : stopTasks(finding, finding.instances);
}

/** `arn:aws:ecs:eu-west-1:111122223333:service/cluster/name`; StopTask would only make the service start another (AWS.md, section 4). */
function rollBack(service: string): Plan {
  const [, cluster, name] = service.slice(service.indexOf(':service/') + 1).split('/');
  const parameters = {
    cluster: name === undefined ? null : (cluster ?? null),
    service,
    taskDefinition: null,
  };
  return {
    words: 'roll the service back to its newest revision that passes this control',
    calls: [call('ecs', 'UpdateService', parameters)],
  };
}

function stopTasks(finding: Finding, tasks: readonly string[]): Plan {
  const calls = tasks.map((task) =>
    call('ecs', 'StopTask', { cluster: finding.cluster, task, reason: because(finding) }),
  );
  return { words: calls.length === 1 ? 'stop the task' : `stop ${calls.length} tasks`, calls };
}

/** What a new template, or a suspension, is written to; the owner of a pod is read right before acting. */
const patches: Readonly<Record<string, { readonly operation: string; readonly words: string }>> = {
  Deployment: { operation: 'patchAppsV1NamespacedDeployment', words: rolledBack },
  StatefulSet: { operation: 'patchAppsV1NamespacedStatefulSet', words: rolledBack },
  ReplicaSet: { operation: 'patchAppsV1NamespacedReplicaSet', words: 'scale the owner to 0' },
  Job: { operation: 'patchBatchV1NamespacedJob', words: 'suspend the Job' },
  CronJob: { operation: 'patchBatchV1NamespacedCronJob', words: 'suspend the CronJob and what it runs' },
};

function stopKubernetes({ cluster }: Finding, identity: string): Plan {
  const [kind = '', namespace = null, name = null] = identity.split('/');
  const at = { cluster, namespace, name };
  if (kind === 'Pod') return { words: 'evict the pod', calls: [eviction(at)] };
  const patch = Object.hasOwn(patches, kind) ? patches[kind] : undefined;
  if (kind === 'DaemonSet') return none('a daemon is left alone: every node needs it', 'protected');
  if (patch === undefined) return none(`nobody knows here how a ${kind} is stopped`);
  return { words: patch.words, calls: [call('kubernetes', patch.operation, { ...at, body: null })] };
}

function eviction(at: JsonObject): PlannedCall {
  return call('kubernetes', 'createCoreV1NamespacedPodEviction', { ...at, body: null });
}

/** Somebody was inside: the container is tainted and is replaced. */
function stopEntered(finding: Finding): Plan {
  const { cluster } = finding;
  const target = touched(finding);
  const [, namespace, name] = target.slice(target.indexOf(':') + 1).split('/');
  if (finding.subject.platform === 'kubernetes')
    return target.includes(':Pod/')
      ? {
          words: 'replace the pod that was entered',
          calls: [eviction({ cluster, namespace: namespace ?? null, name: name ?? null })],
        }
      : none('what was entered is no pod: look at what was done there by hand');
  const tasks = enteredTasks(finding);
  if (tasks.length === 0) return none('the event does not tell which task was entered');
  return { ...stopTasks(finding, tasks), words: 'replace the task that was entered' };
}
