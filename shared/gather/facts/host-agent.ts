// The fact `host-agent`: the ECS agent of a container instance, or the kubelet of a node.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, stringOf, stringsOf } from '../../model/json.ts';
import type { HostAgent } from '../../model/signatures.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, type Reader, reading } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** The ECS agent or kubelet of a host. */
    'host-agent': {
      ask: FactPlace & { agent: HostAgent['kind']; instanceId: string; cluster: string | null };
      value: HostAgent;
    };
  }
}

function readHostAgent(ask: FactRequestOf<'host-agent'>, api: AwsApi): Promise<FactAnswer<'host-agent'>> {
  const { account, region, agent, cluster, instanceId } = ask;
  return reading(api, { account, region }, async (reader) => {
    if (!/^i-[0-9a-f]{8,17}$/.test(instanceId)) return giveUp('no-facts', 'not an instance of EC2');
    if (agent === 'kubelet') return await kubeletOf(reader, cluster, instanceId);
    if (cluster === null) return giveUp('no-facts', 'the cluster of the host is not known');
    return await ecsAgentOf(reader, cluster, instanceId);
  });
}

/** ListContainerInstances by instance id, then DescribeContainerInstances (ECS API reference). */
async function ecsAgentOf(reader: Reader, cluster: string, instanceId: string): Promise<HostAgent> {
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
}

/**
 * Nodes come from a snapshot that holds `Kubernetes.ListNodes` of the cluster; AWS itself has no call that lists them. A provider id on
 * AWS ends with the instance: `aws:///eu-central-1a/i-…` (kubernetes/cloud-provider-aws, KubernetesInstanceID).
 */
async function kubeletOf(reader: Reader, cluster: string | null, instanceId: string): Promise<HostAgent> {
  const { items } = await reader.get('kubernetes', 'ListNodes', cluster === null ? {} : { cluster });
  const node = objectsOf(items).find((one) => {
    const id = stringOf(dig(one, 'spec', 'providerID')) ?? '';
    return id.startsWith('aws:') && id.endsWith(`/${instanceId}`);
  });
  if (node === undefined)
    return giveUp('not-found', `${instanceId} is no node of ${cluster ?? 'the cluster'}`);
  return {
    kind: 'kubelet',
    version: stringOf(dig(node, 'status', 'nodeInfo', 'kubeletVersion')),
    connected: null,
  };
}

export const hostAgentFact = defineFact({
  fact: 'host-agent',
  read: (ask, { api }) => readHostAgent(ask, api),
});
