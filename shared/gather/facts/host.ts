// The fact `host`: an EC2 instance as it is now.
import { at, join } from '../../model/at.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, type JsonObject, numberOf, stringOf } from '../../model/json.ts';
import type { Host } from '../../model/platform.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { giveUp, type Place, reading } from '../reading.ts';
import { tagsOf } from '../tags.ts';

/** DescribeInstances of one instance. */
export function readHost(ask: FactRequestOf<'host'>, api: AwsApi): Promise<FactAnswer<'host'>> {
  return reading(api, ask, async (reader) => {
    const output = await reader.get('ec2', 'DescribeInstances', { InstanceIds: [ask.instanceId] });
    for (const [r, reservation] of objectsOf(output.Reservations).entries()) {
      for (const [i, instance] of objectsOf(reservation.Instances).entries()) {
        if (instance.InstanceId !== ask.instanceId) continue;
        const account = stringOf(reservation.OwnerId) ?? ask.account;
        const path = join('Reservations', r, 'Instances', i);
        return hostOf(instance, path, { account, region: ask.region });
      }
    }
    return giveUp('not-found', `ec2.DescribeInstances: ${ask.instanceId} not found`);
  });
}

function hostOf(instance: JsonObject, path: string, place: Place): Host {
  const id = stringOf(instance.InstanceId) ?? '';
  const tags = tagsOf(instance.Tags);
  const text = (...keys: readonly string[]) => at(stringOf(dig(instance, ...keys)), join(path, ...keys));
  const hopLimit = ['MetadataOptions', 'HttpPutResponseHopLimit'];
  return {
    kind: 'host',
    platform: 'ec2',
    id,
    name: tags.Name ?? id,
    identity: id,
    ...place,
    cluster: null,
    namespace: null,
    tags,
    instanceId: id,
    containerHost: isContainerHost(tags) ? true : null,
    httpTokens: text('MetadataOptions', 'HttpTokens'),
    httpEndpoint: text('MetadataOptions', 'HttpEndpoint'),
    hopLimit: at(numberOf(dig(instance, ...hopLimit)), join(path, ...hopLimit)),
    imageId: text('ImageId'),
    keyName: text('KeyName'),
    publicAddress: text('PublicIpAddress'),
    instanceProfile: text('IamInstanceProfile', 'Arn'),
    agentConnected: at(null, ''),
    agentVersion: at(null, ''),
    threats: [],
  };
}

// Tags that EKS node groups and ECS capacity providers put on their instances (EKS User Guide, "Tagging your resources"; ECS
// Developer Guide, "Amazon ECS capacity providers for EC2 workloads"). Without one nobody can tell, so it stays null.
const hostTags = ['eks:cluster-name', 'eks:nodegroup-name', 'aws:eks:cluster-name', 'AmazonECSManaged'];

function isContainerHost(tags: Readonly<Record<string, string>>): boolean {
  return Object.keys(tags).some((key) => hostTags.includes(key) || key.startsWith('kubernetes.io/cluster/'));
}
