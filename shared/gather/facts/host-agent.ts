// The fact `host-agent`: the ECS agent of a container instance, or the kubelet of a node.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, objectOf, stringOf, stringsOf } from '../../model/json.ts';
import type { HostAgent } from '../../model/signatures.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, type Reader, reading } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** The ECS agent or kubelet of a host. */
    'host-agent': {
      ask: FactPlace & {
        agent: HostAgent['kind'];
        instanceId: string;
        cluster: string | null;
        /** The managed node group of EKS that the instance is of; left out: none is known. */
        nodeGroup?: string;
      };
      value: HostAgent;
    };
  }
}

type Ask = FactRequestOf<'host-agent'>;

function readHostAgent(ask: Ask, api: AwsApi): Promise<FactAnswer<'host-agent'>> {
  const { account, region, agent, cluster, instanceId } = ask;
  return reading(api, { account, region }, async (reader) => {
    if (!/^i-[0-9a-f]{8,17}$/.test(instanceId)) return giveUp('no-facts', 'not an instance of EC2');
    if (agent === 'kubelet') return await readKubelet(reader, ask);
    if (cluster === null) return giveUp('no-facts', 'the cluster of the host is not known');
    return await readEcsAgent(reader, cluster, instanceId);
  });
}

/** ListContainerInstances by instance id, then DescribeContainerInstances (ECS API reference). */
async function readEcsAgent(reader: Reader, cluster: string, instanceId: string): Promise<HostAgent> {
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

async function readKubelet(reader: Reader, ask: Ask): Promise<HostAgent> {
  const version = await kubeletVersion(reader, ask);
  if (version === undefined) return { kind: 'kubelet', version: null, connected: null, joined: false };
  const apiServer = ask.cluster === null ? null : await readApiServer(reader, ask.cluster);
  return {
    ...{ kind: 'kubelet', version, connected: null },
    ...(apiServer === null ? {} : { apiServer }),
  };
}

/** Null: its node does not say it; undefined: the host is no node of the cluster, or not yet. */
type KubeletVersion = string | null | undefined;

/** The node itself tells best; where nobody lists nodes, and before it has joined, its node group does. */
async function kubeletVersion(reader: Reader, ask: Ask): Promise<KubeletVersion> {
  const { cluster, nodeGroup, instanceId } = ask;
  const node = await reader.part(() => readNode(reader, cluster, instanceId));
  if (node.ok && node.value !== undefined) return node.value;
  const group =
    cluster === null || nodeGroup === undefined
      ? node
      : await reader.part(() => readNodeGroup(reader, cluster, nodeGroup));
  if (group.ok) return group.value;
  return node.ok ? undefined : giveUp(group.code, group.reason);
}

/**
 * Nodes come from the API server of a cluster that lets it (deploy/kubernetes-read.yml), or from a snapshot that holds
 * `Kubernetes.ListNodes`. A provider id on AWS ends with the instance: `aws:///eu-central-1a/i-…` (kubernetes/cloud-provider-aws,
 * KubernetesInstanceID).
 */
async function readNode(reader: Reader, cluster: string | null, instanceId: string): Promise<KubeletVersion> {
  const { items } = await reader.get('kubernetes', 'ListNodes', cluster === null ? {} : { cluster });
  const node = objectsOf(items).find((one) => {
    const id = stringOf(dig(one, 'spec', 'providerID')) ?? '';
    return id.startsWith('aws:') && id.endsWith(`/${instanceId}`);
  });
  return node === undefined ? undefined : stringOf(dig(node, 'status', 'nodeInfo', 'kubeletVersion'));
}

/**
 * DescribeNodegroup: `version` is the Kubernetes version of the group. An AMI of the user's own (`amiType` CUSTOM) brings whichever kubelet
 * it has, and while an update is under way the group has nodes of both versions (EKS API reference, Nodegroup).
 */
async function readNodeGroup(reader: Reader, clusterName: string, nodegroupName: string): Promise<string> {
  const output = await reader.get('eks', 'DescribeNodegroup', { clusterName, nodegroupName });
  const { amiType, status, version } = objectOf(output.nodegroup);
  if (amiType === 'CUSTOM')
    return giveUp(
      'no-facts',
      `node group ${nodegroupName} has an AMI of its own, whose kubelet EKS does not tell`,
    );
  if (status === 'UPDATING')
    return giveUp('no-facts', `node group ${nodegroupName} is being updated: its nodes are of two versions`);
  return stringOf(version) ?? giveUp('failed', `eks.DescribeNodegroup tells no version of ${nodegroupName}`);
}

/** Null where it cannot be had: then it is not compared. */
async function readApiServer(reader: Reader, name: string): Promise<string | null> {
  const answer = await reader.attempt('eks', 'DescribeCluster', { name });
  return answer.ok ? stringOf(dig(answer.output, 'cluster', 'version')) : null;
}

export const hostAgentFact = defineFact({
  fact: 'host-agent',
  read: (ask, { api }) => readHostAgent(ask, api),
});
