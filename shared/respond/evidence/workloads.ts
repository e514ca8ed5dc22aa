// What stop-workload is about to stop: the tasks and pods that its calls name, else those that the finding was seen on.
// SPDX-License-Identifier: Apache-2.0
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { stringOf } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';
import { clusterOfTask } from '../platform/ecs-running.ts';
import type { ObjectName } from '../platform/kubernetes-objects.ts';
import { bounds, type GatheredEvidence } from './evidence.ts';
import { gatherPod } from './pods.ts';
import { note, type Sources } from './sources.ts';
import { gatherTask, type NamedTask } from './tasks.ts';

// A deployment that waits has started nothing; pods that are cut off go on.
const endsNothing = new Set(['ContinueServiceDeployment', 'createNetworkingV1NamespacedNetworkPolicy']);

export function endsAny(calls: readonly PlannedCall[]): boolean {
  return calls.some(({ operation }) => !endsNothing.has(operation));
}

/** Fills `evidence`; what does not answer is noted there. */
export async function gatherWorkloads(
  finding: Finding,
  calls: readonly PlannedCall[],
  sources: Sources,
  evidence: GatheredEvidence,
): Promise<void> {
  if (finding.subject.platform === 'ecs')
    await each(tasksOf(finding, calls), evidence, (task) => gatherTask(task, sources, evidence));
  else await each(podsOf(finding, calls), evidence, (pod) => gatherPod(pod, sources, evidence));
}

async function each<T>(
  named: readonly T[],
  { missing }: GatheredEvidence,
  gather: (one: T) => Promise<void>,
): Promise<void> {
  if (named.length === 0) note(missing, 'neither the calls nor the finding name a task or pod that runs');
  if (named.length > bounds.workloads)
    note(missing, `of ${named.length} workloads only the first ${bounds.workloads} were looked at`);
  await Promise.all(named.slice(0, bounds.workloads).map(gather));
}

function tasksOf({ instances, cluster }: Finding, calls: readonly PlannedCall[]): readonly NamedTask[] {
  const stopped = calls.flatMap(({ operation, parameters }) => {
    const task = stringOf(parameters.task);
    return operation !== 'StopTask' || task === null ? [] : [{ task, place: stringOf(parameters.cluster) }];
  });
  const seen = instances.map((task) => ({ task, place: clusterOfTask(task) ?? cluster }));
  return (stopped.length > 0 ? stopped : seen).map(({ task, place }) => ({
    task,
    cluster: place ?? 'default',
  }));
}

const ofOnePod = new Set(['createCoreV1NamespacedPodEviction', 'deleteCoreV1NamespacedPod']);

/** Owners of pods are named by calls; their pods, by the finding. */
function podsOf(finding: Finding, calls: readonly PlannedCall[]): readonly ObjectName[] {
  const [first] = calls;
  const cluster = stringOf(first?.parameters.cluster) ?? nameOf(finding.cluster ?? '');
  const namespace = stringOf(first?.parameters.namespace) ?? finding.namespace ?? '';
  const ended = calls
    .filter(({ operation }) => ofOnePod.has(operation))
    .map(({ parameters }) => stringOf(parameters.name) ?? '');
  const names = ended.length > 0 ? ended : finding.instances;
  return names.map((name) => ({ cluster, namespace, name }));
}
