// The fact `running-workloads`: what runs now on one host, in one cluster, or in the whole region.
import { fromKubernetesObject } from '../../intake/workload/kubernetes.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig } from '../../model/json.ts';
import { type RunningWorkload, runningOf } from '../../model/running.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { placeOf, type Reader, reading, whereOf } from '../reading.ts';
import { runningTasks } from './running-tasks.ts';

type Ask = FactRequestOf<'running-workloads'>;

export function readRunningWorkloads(ask: Ask, api: AwsApi): Promise<FactAnswer<'running-workloads'>> {
  const place = placeOf(placeOf(ask, ask.cluster ?? ''), ask.host ?? '');
  return reading(api, place, (reader) =>
    ask.platform === 'ecs' ? runningTasks(reader, ask, place) : runningPods(reader, ask),
  );
}

/** Pods come from a snapshot that holds `Kubernetes.ListPods` of the cluster; AWS itself has no call that lists them. */
async function runningPods(reader: Reader, ask: Ask): Promise<readonly RunningWorkload[]> {
  const { cluster, host } = ask;
  const { items } = await reader.get('kubernetes', 'ListPods', cluster === null ? {} : { cluster });
  const where = { ...whereOf(ask), cluster, running: true };
  return objectsOf(items)
    .filter(({ status }) => !ended(status))
    .flatMap((pod) => fromKubernetesObject({ apiVersion: 'v1', kind: 'Pod', ...pod }, where) ?? [])
    .filter((pod) => host === null || pod.host === host)
    .map(runningOf);
}

/** Kubernetes documentation, "Pod phase": in these no container runs any more. */
function ended(status: unknown): boolean {
  return ['Succeeded', 'Failed'].includes(String(dig(status, 'phase')));
}
