// drain-host: has ECS move its tasks off a container instance and start no more on it.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../gather/api.ts';
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { stringsOf } from '../../model/json.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, hold, kept, type Plan, type Planning } from '../planning/planning.ts';

export const drainHost = defineAction({
  name: 'drain-host',
  group: 'platform',
  restores: null,
  permissions: ['ecs:ListContainerInstances', 'ecs:DescribeContainerInstances'],
  grants: [{ allows: ['ecs:UpdateContainerInstancesState'], on: ['ecs:container-instance/*'] }],
  reversible: 'the instance takes tasks again; those that moved do not come back by themselves',
  limits:
    'ECS only. Stand-alone tasks on the instance go on until they end. Where no other active instance is left in the cluster, people are asked first.',
  scope: 'region',
  plan,
  planOffline,
});

async function plan(finding: Finding, { reader, state }: Planning): Promise<Plan> {
  const instance = nameOf(finding.subject.id);
  const cluster = finding.cluster ?? hold('guard-error', 'the cluster of the host is not known');
  if (!/^i-[0-9a-f]+$/.test(instance)) return hold('guard-error', 'the finding names no EC2 instance');
  const paging = { tokenIn: 'nextToken', tokenOut: 'nextToken', list: 'containerInstanceArns' };
  const registered = stringsOf(await reader.list('ecs', 'ListContainerInstances', { cluster }, paging));
  const found = await describe(registered, cluster, reader);
  const arn = found.find(({ ec2InstanceId }) => ec2InstanceId === instance)?.containerInstanceArn;
  if (typeof arn !== 'string') return changed(`${instance} is not registered in cluster ${cluster} any more`);
  const read = call('ecs', 'DescribeContainerInstances', { cluster, containerInstances: [arn] });
  const now = await state(read);
  if (now[arn] !== 'ACTIVE') return changed(`${instance} takes no tasks as it is`);
  const set = (status: string) => setStatus(cluster, [arn], status);
  const others = found.filter(
    ({ status, containerInstanceArn: other }) => status === 'ACTIVE' && other !== arn,
  );
  return {
    words: `drain ${instance} in cluster ${cluster}`,
    calls: [set('DRAINING')],
    ...kept(change(`container instance ${instance}`, read, now, { [arn]: 'DRAINING' })),
    undo: [set('ACTIVE')],
    ...(others.length > 0
      ? {}
      : { askFirst: `${instance} is the last instance of cluster ${cluster} that takes tasks` }),
  };
}

/** ECS knows the host by another name than EC2. */
function planOffline({ cluster }: Finding): OfflinePlan {
  return one('drain the host', setStatus(cluster, null, 'DRAINING'));
}

function setStatus(cluster: string | null, containerInstances: readonly string[] | null, status: string) {
  return call('ecs', 'UpdateContainerInstancesState', { cluster, containerInstances, status });
}

// DescribeContainerInstances takes 100 at once (ECS API reference).
const atOnce = 100;

async function describe(arns: readonly string[], cluster: string, reader: Planning['reader']) {
  const found = [];
  for (let from = 0; from < arns.length; from += atOnce) {
    const containerInstances = arns.slice(from, from + atOnce);
    const output = await reader.get('ecs', 'DescribeContainerInstances', { cluster, containerInstances });
    found.push(...objectsOf(output.containerInstances));
  }
  return found;
}
