// The fact `host-agent`: the ECS agent of a container instance. A kubelet's version is its node's, which only the cluster tells.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, stringOf, stringsOf } from '../../model/json.ts';
import type { HostAgent } from '../../model/signatures.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, reading } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** The ECS agent or kubelet of a host. */
    'host-agent': { ask: FactPlace & { instanceId: string; cluster: string | null }; value: HostAgent };
  }
}

/** ListContainerInstances by instance id, then DescribeContainerInstances (ECS API reference). */
function readHostAgent(
  { account, region, cluster, instanceId }: FactRequestOf<'host-agent'>,
  api: AwsApi,
): Promise<FactAnswer<'host-agent'>> {
  return reading(api, { account, region }, async (reader) => {
    if (cluster === null) return giveUp('no-facts', 'the cluster of the host is not known');
    if (!/^i-[0-9a-f]{8,17}$/.test(instanceId)) return giveUp('no-facts', 'not an instance of EC2');
    const filter = `ec2InstanceId == ${instanceId}`;
    const listed = await reader.get('ecs', 'ListContainerInstances', { cluster, filter });
    const [containerInstance] = stringsOf(listed.containerInstanceArns);
    if (containerInstance === undefined)
      return giveUp('not-found', `${instanceId} is no container instance of ${cluster}`);
    const described = await reader.get('ecs', 'DescribeContainerInstances', {
      cluster,
      containerInstances: [containerInstance],
    });
    const [instance] = objectsOf(described.containerInstances);
    if (instance === undefined) return giveUp('not-found', 'the container instance is gone');
    const { agentConnected } = instance;
    return {
      kind: 'ecs',
      version: stringOf(dig(instance, 'versionInfo', 'agentVersion')),
      connected: typeof agentConnected === 'boolean' ? agentConnected : null,
    };
  });
}

export const hostAgentFact = defineFact({
  fact: 'host-agent',
  read: (ask, { api }) => readHostAgent(ask, api),
});
