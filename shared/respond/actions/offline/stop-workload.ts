// stop-workload: acts on the cause. A service is rolled back, a stand-alone task or pod is stopped.
import type { Finding } from '../../../model/finding.ts';
import type { PlannedCall } from '../../../model/response.ts';
import { call, foundStrings, type Plan } from './plan.ts';

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

function stopKubernetes(finding: Finding, identity: string): Plan {
  const [kind, namespace, name] = identity.split('/');
  if (kind === 'Pod') return { words: 'evict the pod', calls: [eviction(namespace ?? null, name ?? null)] };
  const calls = [
    call('kubernetes', `patch ${kind ?? 'workload'}`, {
      cluster: finding.cluster,
      namespace: namespace ?? null,
      name: name ?? null,
      template: null,
    }),
  ];
  return { words: 'roll the owner back to its newest template that passes this control', calls };
}

function eviction(namespace: string | null, name: string | null): PlannedCall {
  return call('kubernetes', 'create pods/eviction', { namespace, name });
}

/** Somebody was inside: the container is tainted and is replaced. */
function stopEntered(finding: Finding): Plan {
  const [target] = foundStrings(finding);
  if (target?.startsWith('Pod/')) {
    const [, namespace, name] = target.split('/');
    return { words: 'replace the pod that was entered', calls: [eviction(namespace ?? null, name ?? null)] };
  }
  const plan = stopTasks(finding, target === undefined ? [] : [target]);
  return { ...plan, words: 'replace the task that was entered' };
}
