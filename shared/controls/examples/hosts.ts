// What AWS would tell of a container host, and an instance as DescribeInstances shows it.
// SPDX-License-Identifier: Apache-2.0
import { at } from '../../model/at.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Host, HostVolume, MachineImage } from '../../model/platform.ts';
import { fact, type KnownFact } from './example.ts';
import { type ExampleChange, merged } from './merge.ts';

const place = { account: '111122223333', region: 'eu-central-1' };

export const instanceId = 'i-0123456789abcdef0';

/** The fact `host`: hardened, of no known image, with a change. */
export function host(change: Partial<Host> = {}): KnownFact {
  const nothing = at(null, '');
  return fact(
    { fact: 'host', ...place, instanceId },
    {
      ...{ kind: 'host', platform: 'ec2', id: instanceId, name: instanceId, identity: instanceId },
      ...{ ...place, instanceId, cluster: null, namespace: null, tags: {}, threats: [], containerHost: null },
      httpTokens: at('required', 'MetadataOptions.HttpTokens'),
      httpEndpoint: at('enabled', 'MetadataOptions.HttpEndpoint'),
      hopLimit: at(1, 'MetadataOptions.HttpPutResponseHopLimit'),
      ...{ imageId: nothing, keyName: nothing, publicAddress: nothing, instanceProfile: nothing },
      ...{ agentConnected: nothing, agentVersion: nothing },
      ...change,
    },
  );
}

/** A hardened node of an EKS cluster; `change` is laid over the instance. */
export function node(change: ExampleChange = {}): JsonObject {
  const instance: JsonObject = {
    InstanceId: instanceId,
    ImageId: 'ami-0123456789abcdef0',
    MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1 },
    Placement: { AvailabilityZone: 'eu-central-1a' },
    Tags: [{ Key: 'eks:cluster-name', Value: 'shop' }],
  };
  return { Reservations: [{ OwnerId: place.account, Instances: [merged(instance, change)] }] };
}

export const imageId = 'ami-0123456789abcdef0';

/** The fact `machine-image`: Bottlerocket of yesterday, with a change. */
export function machineImage(change: Partial<MachineImage> = {}): KnownFact {
  return fact(
    { fact: 'machine-image', ...place, imageId },
    {
      imageId,
      name: 'bottlerocket-aws-k8s-1.34-x86_64-v1.50.0-0123abcd',
      owner: '092701018921',
      ownerAlias: 'amazon',
      createdAt: '2026-11-16T09:00:00.000Z',
      ...change,
    },
  );
}

export function hostVolumes(...volumes: readonly HostVolume[]): KnownFact {
  return fact({ fact: 'host-volumes', ...place, instanceId }, volumes);
}
