// The fact `network-interface`: the public address and the security groups of a task's interface.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, stringOf } from '../../model/json.ts';
import type { NetworkInterface } from '../../model/network.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, reading } from '../reading.ts';
import { securityGroups } from './security-group.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** The interface of a running task, with its security groups. */
    'network-interface': { ask: FactPlace & { interfaceId: string }; value: NetworkInterface };
  }
}

/** DescribeNetworkInterfaces of one interface, and its groups with their rules. */
function readNetworkInterface(
  ask: FactRequestOf<'network-interface'>,
  api: AwsApi,
): Promise<FactAnswer<'network-interface'>> {
  return reading(api, ask, async (reader) => {
    const { interfaceId } = ask;
    const output = await reader.get('ec2', 'DescribeNetworkInterfaces', {
      NetworkInterfaceIds: [interfaceId],
    });
    const found = objectsOf(output.NetworkInterfaces).find((item) => item.NetworkInterfaceId === interfaceId);
    if (found === undefined)
      return giveUp('not-found', `ec2.DescribeNetworkInterfaces: ${interfaceId} not found`);
    const groupIds = objectsOf(found.Groups).flatMap((group) => stringOf(group.GroupId) ?? []);
    return {
      interfaceId,
      publicAddress: stringOf(dig(found, 'Association', 'PublicIp')),
      groups: await securityGroups(reader, groupIds, ask),
    };
  });
}

export const networkInterfaceFact = defineFact({
  fact: 'network-interface',
  read: (ask, { api }) => readNetworkInterface(ask, api),
});
