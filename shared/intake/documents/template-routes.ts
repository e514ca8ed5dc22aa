// What leads from the internet to a template's service: the routes of its subnets, and the load balancers that send it traffic.
// SPDX-License-Identifier: Apache-2.0
import { type Json, listOf, objectOf, stringOf } from '../../model/json.ts';
import { isWorldRange, type TemplateBalancer, type TemplateSubnet } from '../../model/network.ts';
import { unsettledReason } from '../workload/cursor.ts';
import { elementsOf, type Resources, referred, type TemplateResource } from './template-resource.ts';

const ec2 = (name: string) => `AWS::EC2::${name}`;
const elb = (name: string) => `AWS::ElasticLoadBalancingV2::${name}`;

/** Read for the services that they lead to, and judged by nothing themselves. */
export const routeTypes: ReadonlySet<string> = new Set([
  ...['Subnet', 'RouteTable', 'Route', 'SubnetRouteTableAssociation', 'InternetGateway'].map(ec2),
  ...['LoadBalancer', 'Listener', 'ListenerRule', 'TargetGroup'].map(elb),
  'AWS::ElasticLoadBalancing::LoadBalancer',
]);

const ofType = (type: string, all: Resources) => [...all.values()].filter((one) => one.type === type);

/** The resource of that type that a value names by `Ref` or by one of these attributes. */
function named(
  value: Json | undefined,
  type: string,
  all: Resources,
  attributes: readonly string[] = [],
): TemplateResource | null {
  for (const attribute of ['', ...attributes]) {
    const found = all.get(referred(value, attribute) ?? '');
    if (found?.type === type) return found;
  }
  return null;
}

/** The subnets, where the template holds all of them and says where they route; else null. */
export function subnetsBeside(list: Json | undefined, all: Resources): readonly TemplateSubnet[] | null {
  const elements = elementsOf(list);
  const found = elements.map((one) => subnetOf(named(one, ec2('Subnet'), all, ['SubnetId']), all));
  const known = found.filter((one) => one !== null);
  return elements.length > 0 && known.length === elements.length ? known : null;
}

/** A subnet without a table of its own uses the main one of its VPC, which no template writes: nobody knows its routes. */
function subnetOf(subnet: TemplateResource | null, all: Resources): TemplateSubnet | null {
  if (subnet === null) return null;
  const isIts = ({ properties }: TemplateResource) =>
    named(properties.SubnetId, ec2('Subnet'), all, ['SubnetId']) === subnet;
  const association = ofType(ec2('SubnetRouteTableAssociation'), all).find(isIts);
  const table = named(association?.properties.RouteTableId, ec2('RouteTable'), all, ['RouteTableId']);
  if (table === null) return null;
  const routes = ofType(ec2('Route'), all).filter(
    ({ properties }) => named(properties.RouteTableId, ec2('RouteTable'), all, ['RouteTableId']) === table,
  );
  const looks = routes.map((route) => internetRoute(route, table, all));
  if (looks.includes('open') && looks.every((look) => typeof look === 'string')) return null;
  const leads = looks.find((look) => typeof look === 'object') ?? null;
  return { name: subnet.logicalId, internetRoute: leads };
}

type Look = NonNullable<TemplateSubnet['internetRoute']> | 'elsewhere' | 'open';

/** Only an internet gateway lets anybody in (VPC User Guide, "Subnet route tables"). */
function internetRoute({ properties }: TemplateResource, table: TemplateResource, all: Resources): Look {
  const { GatewayId: gateway = null } = properties;
  const ranges = [properties.DestinationCidrBlock, properties.DestinationIpv6CidrBlock].filter(isSaid);
  if (gateway === null || ranges.length === 0) return 'elsewhere';
  const destination = stringOf(ranges[0] ?? null);
  const attached = named(gateway, ec2('InternetGateway'), all, ['InternetGatewayId']);
  const id = attached?.logicalId ?? stringOf(gateway);
  if (destination === null || id === null) return 'open';
  const leads = isWorldRange(destination) && (attached !== null || id.startsWith('igw-'));
  return leads ? { destination, gateway: id, routeTable: table.logicalId } : 'elsewhere';
}

const isSaid = (value: Json | undefined) => value !== undefined && value !== null;

/** The load balancers that send a service traffic, where the template says all of it; else null. */
export function balancersBeside(list: Json | undefined, all: Resources): readonly TemplateBalancer[] | null {
  const elements = elementsOf(list);
  const found = elements.map((one) => balancersOf(objectOf(one), all));
  const known = found.filter((one) => one !== null);
  return elements.length > 0 && known.length === elements.length ? known.flat() : null;
}

function balancersOf(
  { TargetGroupArn: group, LoadBalancerName: name }: Readonly<Record<string, Json | undefined>>,
  all: Resources,
): readonly TemplateBalancer[] | null {
  const classic = named(name, 'AWS::ElasticLoadBalancing::LoadBalancer', all);
  if (classic !== null) return each([classic]);
  const target = named(group, elb('TargetGroup'), all, ['TargetGroupArn']);
  if (target === null) return null;
  const listeners = [
    ...ofType(elb('Listener'), all).filter(({ properties }) => sends(properties.DefaultActions, target, all)),
    ...ofType(elb('ListenerRule'), all)
      .filter(({ properties }) => sends(properties.Actions, target, all))
      .map(({ properties }) => named(properties.ListenerArn, elb('Listener'), all, ['ListenerArn'])),
  ];
  const balancers = listeners.map((listener) =>
    named(listener?.properties.LoadBalancerArn, elb('LoadBalancer'), all, ['LoadBalancerArn']),
  );
  const known = balancers.filter((one) => one !== null);
  return known.length > 0 && known.length === balancers.length ? each([...new Set(known)]) : null;
}

/** `Action` (ELB template reference): one target group, or several with weights. */
function sends(actions: Json | undefined, target: TemplateResource, all: Resources): boolean {
  return listOf(actions).some((action) => {
    const { TargetGroupArn: one, ForwardConfig: several } = objectOf(action);
    const groups = [
      one,
      ...listOf(objectOf(several).TargetGroups).map((item) => objectOf(item).TargetGroupArn),
    ];
    return groups.some((group) => named(group, elb('TargetGroup'), all, ['TargetGroupArn']) === target);
  });
}

/** The scheme is internet-facing unless told (ELB template reference, Scheme); one that is not settled is not known. */
function each(balancers: readonly TemplateResource[]): readonly TemplateBalancer[] | null {
  const open = balancers.some(({ properties: { Scheme: scheme } }) => unsettledReason(scheme) !== null);
  if (open) return null;
  return balancers.map(({ logicalId, properties: { Scheme: scheme } }) => ({
    name: logicalId,
    internetFacing: stringOf(scheme ?? null) !== 'internal',
  }));
}
