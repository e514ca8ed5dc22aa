// What AWS would tell of the network around examples: security groups with one rule, subnets, task interfaces.
// SPDX-License-Identifier: Apache-2.0
import { at } from '../../model/at.ts';
import type { FactRequestOf } from '../../model/facts.ts';
import type { Direction, Network, NetworkRule, Subnet } from '../../model/network.ts';
import { fact, type KnownFact } from './example.ts';

const place = { account: '111122223333', region: 'eu-central-1' };

export const groupId = 'sg-0123456789abcdef0';
export const subnetId = 'subnet-0123456789abcdef0';
export const interfaceId = 'eni-0123456789abcdef0';

/** What differs from a rule for HTTPS within private ranges. */
export type RuleChange = Partial<Omit<NetworkRule, 'path'>>;

const rule = (list: string, change: RuleChange, index: number): NetworkRule => ({
  path: `${list}[${index}].IpRanges[0]`,
  protocol: 'tcp',
  fromPort: 443,
  toPort: 443,
  cidr: '10.0.0.0/8',
  group: null,
  ...change,
});

const lists = { ingress: 'IpPermissions', egress: 'IpPermissionsEgress' };

/** The fact `security-group` of `groupId` with these rules; none in a direction left out. */
export function securityGroup(rules: Partial<Record<Direction, readonly RuleChange[]>>): KnownFact {
  return fact({ fact: 'security-group', ...place, groupId }, network(rules));
}

/** The fact `network-interface` of `interfaceId`, in a group with these rules. */
export function taskInterface(
  rules: Partial<Record<Direction, readonly RuleChange[]>>,
  publicAddress: string | null = null,
): KnownFact {
  const request = { fact: 'network-interface', ...place, interfaceId } as const;
  return fact(request, { interfaceId, publicAddress, groups: [network(rules)] });
}

function network(rules: Partial<Record<Direction, readonly RuleChange[]>>): Network {
  const rulesOf = (direction: Direction) =>
    at(
      (rules[direction] ?? []).map((change, index) => rule(lists[direction], change, index)),
      lists[direction],
    );
  return {
    kind: 'network',
    platform: 'ec2',
    id: groupId,
    name: 'shop-web',
    identity: groupId,
    ...place,
    cluster: null,
    namespace: null,
    tags: {},
    resource: 'security-group',
    ingress: rulesOf('ingress'),
    egress: rulesOf('egress'),
    isolates: null,
    partial: false,
    usedByContainers: null,
  };
}

/** The fact `subnet` of `subnetId`; `destination`: what its route table sends to an internet gateway. */
export function subnet(destination: string | null): KnownFact {
  const request: FactRequestOf<'subnet'> = { fact: 'subnet', ...place, subnetId };
  const route = { routeTable: 'rtb-0123456789abcdef0', gateway: 'igw-0123456789abcdef0' };
  const value: Subnet = {
    subnetId,
    vpcId: 'vpc-0123456789abcdef0',
    internetRoute: destination === null ? null : { ...route, destination },
  };
  return fact(request, value);
}

/** The fact `load-balancers`: one, `shop-web`, in front of these target groups or of this service. */
export function loadBalancer(of: {
  targets?: readonly string[];
  service?: string;
  internetFacing: boolean;
}): KnownFact {
  const { targets = [], service = null, internetFacing } = of;
  const arn =
    'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop-web/0123456789abcdef';
  const request = { fact: 'load-balancers', ...place, cluster: 'shop', service, targets } as const;
  return fact(request, [{ arn, name: 'shop-web', internetFacing }]);
}
