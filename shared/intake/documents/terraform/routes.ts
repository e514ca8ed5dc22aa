// Subnets, routes and load balancers of the AWS provider, linked as a template links them: what leads from the internet to a service.
// SPDX-License-Identifier: Apache-2.0
import { type Json, type JsonObject, listOf, objectOf } from '../../../model/json.ts';
import { table } from '../../../model/table.ts';
import { unsettledReason } from '../../workload/cursor.ts';
import type { TerraformPlan } from './access.ts';
import { known, link, linkedList, type ReferringPath, reference } from './links.ts';
import type { TerraformResource } from './resources.ts';

/** A resource of a plan, as one of a template. */
interface Linked {
  readonly type: string;
  readonly properties: JsonObject;
}

type Reader = (resource: TerraformResource, plan: TerraformPlan) => Linked;

const plainly =
  (type: string): Reader =>
  () => ({ type, properties: {} });

const elb = (name: string) => `AWS::ElasticLoadBalancingV2::${name}`;

const readers: Readonly<Record<string, Reader>> = table({
  aws_subnet: plainly('AWS::EC2::Subnet'),
  aws_route_table: plainly('AWS::EC2::RouteTable'),
  aws_internet_gateway: plainly('AWS::EC2::InternetGateway'),
  aws_route: (resource, plan) => ({
    type: 'AWS::EC2::Route',
    properties: { RouteTableId: link(resource, plan, tableOfRoute), ...routeOf(resource, plan) },
  }),
  aws_route_table_association: (resource, plan) => ({
    type: 'AWS::EC2::SubnetRouteTableAssociation',
    properties: {
      SubnetId: link(resource, plan, { path: 'subnet_id', type: 'aws_subnet', by: 'id' }),
      RouteTableId: link(resource, plan, tableOfRoute),
    },
  }),
  ...both('lb', (resource, plan) => ({
    type: elb('LoadBalancer'),
    properties: { Scheme: schemeOf(resource, plan) },
  })),
  ...both('lb_target_group', plainly(elb('TargetGroup'))),
  ...both('lb_listener', (resource, plan) => ({
    type: elb('Listener'),
    properties: {
      LoadBalancerArn: linkOfEither(resource, plan, { path: 'load_balancer_arn', type: 'lb', by: 'arn' }),
      DefaultActions: actionsOf(resource, plan, 'default_action'),
    },
  })),
  ...both('lb_listener_rule', (resource, plan) => ({
    type: elb('ListenerRule'),
    properties: {
      ListenerArn: linkOfEither(resource, plan, { path: 'listener_arn', type: 'lb_listener', by: 'arn' }),
      Actions: actionsOf(resource, plan, 'action'),
    },
  })),
  aws_elb: (resource, plan) => ({
    type: 'AWS::ElasticLoadBalancing::LoadBalancer',
    properties: { Scheme: schemeOf(resource, plan) },
  }),
});

/** The provider has two names for one thing: `aws_lb` and `aws_alb`. */
function both(name: string, reader: Reader): Readonly<Record<string, Reader>> {
  return { [`aws_${name}`]: reader, [`aws_a${name}`]: reader };
}

const tableOfRoute = { path: 'route_table_id', type: 'aws_route_table', by: 'id' } as const;

/** Null: a resource of another kind. A route table has the routes that it holds itself beside it. */
export function routeResources(
  resource: TerraformResource,
  plan: TerraformPlan,
): readonly (readonly [id: string, made: Linked])[] | null {
  const reader = Object.hasOwn(readers, resource.type) ? readers[resource.type] : undefined;
  if (reader === undefined) return null;
  const own = [resource.address, reader(resource, plan)] as const;
  return resource.type === 'aws_route_table' ? [own, ...routesWithin(resource, plan)] : [own];
}

function routesWithin(resource: TerraformResource, plan: TerraformPlan) {
  const { route = null } = resource.values;
  const said = unsettledReason(route) !== null && plan.says(resource, 'route') ? [route] : listOf(route);
  return said.map((one, index) => {
    const {
      cidr_block: range = null,
      ipv6_cidr_block: range6 = null,
      gateway_id: gateway = null,
    } = objectOf(one);
    const open = unsettledReason(one) !== null;
    const linked = plan.linked(resource, 'route', 'aws_internet_gateway') ?? [];
    const other = plan.linked(resource, 'route', 'aws_nat_gateway') ?? [];
    const only = linked.length > 0 && other.length === 0 ? reference(linked[0]) : null;
    const properties: JsonObject = {
      RouteTableId: { Ref: resource.address },
      DestinationCidrBlock: open ? one : textOr(range),
      DestinationIpv6CidrBlock: textOr(range6),
      GatewayId: open ? one : (known(gateway, plan, 'aws_internet_gateway', 'id') ?? only ?? textOr(gateway)),
    };
    return [`${resource.address}.route[${index}]`, { type: 'AWS::EC2::Route', properties }] as const;
  });
}

/** Of the gateways of a route the provider fills in only what the configuration names. */
function routeOf(resource: TerraformResource, plan: TerraformPlan): JsonObject {
  const { destination_cidr_block: range = null, destination_ipv6_cidr_block: range6 = null } =
    resource.values;
  const said = plan.says(resource, 'gateway_id');
  return {
    DestinationCidrBlock: textOr(range),
    DestinationIpv6CidrBlock: textOr(range6),
    GatewayId: said
      ? textOr(link(resource, plan, { path: 'gateway_id', type: 'aws_internet_gateway', by: 'id' }))
      : null,
  };
}

/** The provider writes an empty text for what is not said. */
function textOr(value: Json): Json {
  return value === '' ? null : value;
}

/** `internal` is false unless it is set (AWS provider, aws_lb). */
function schemeOf(resource: TerraformResource, plan: TerraformPlan): Json {
  const { internal = null } = resource.values;
  const open = unsettledReason(internal) !== null;
  if (open && plan.says(resource, 'internal')) return internal;
  return internal === true ? 'internal' : 'internet-facing';
}

function actionsOf(resource: TerraformResource, plan: TerraformPlan, block: string): readonly Json[] {
  return listOf(resource.values[block]).map((action, index) => {
    const path = `${block}[${index}]`;
    const groups = listOf(objectOf(listOf(objectOf(action).forward)[0]).target_group);
    return {
      TargetGroupArn: targetOf(resource, plan, `${path}.target_group_arn`),
      ForwardConfig: {
        TargetGroups: groups.map((_, at) => ({
          TargetGroupArn: targetOf(resource, plan, `${path}.forward[0].target_group[${at}].arn`),
        })),
      },
    };
  });
}

function targetOf(resource: TerraformResource, plan: TerraformPlan, path: string): Json {
  return linkOfEither(resource, plan, { path, type: 'lb_target_group', by: 'arn' });
}

/** What a service says of its network and load balancers, by reference where that stands in the plan. */
export function linkedService(
  resource: TerraformResource,
  plan: TerraformPlan,
  properties: JsonObject,
  network: JsonObject,
): { readonly properties: JsonObject; readonly network: JsonObject } {
  const { AwsvpcConfiguration: own = null } = network;
  const list = (name: 'subnets' | 'security_groups', type: string) =>
    linkedList(resource, plan, { path: `network_configuration[0].${name}`, type, by: 'id' });
  const subnets = list('subnets', 'aws_subnet');
  const groups = list('security_groups', 'aws_security_group');
  const balancers = listOf(properties.LoadBalancers).map((one, index) => ({
    ...objectOf(one),
    TargetGroupArn: targetOf(resource, plan, `load_balancer[${index}].target_group_arn`),
    LoadBalancerName: link(resource, plan, {
      path: `load_balancer[${index}].elb_name`,
      type: 'aws_elb',
      by: 'name',
    }),
  }));
  const said = own === null || unsettledReason(own) !== null;
  return {
    properties: balancers.length === 0 ? properties : { ...properties, LoadBalancers: balancers },
    network: said
      ? network
      : {
          AwsvpcConfiguration: {
            ...objectOf(own),
            ...(subnets === null ? {} : { Subnets: subnets }),
            ...(groups === null ? {} : { SecurityGroups: groups }),
          },
        },
  };
}

function linkOfEither(
  resource: TerraformResource,
  plan: TerraformPlan,
  { path, type, by }: ReferringPath,
): Json {
  const first = link(resource, plan, { path, type: `aws_${type}`, by });
  return unsettledReason(first) === null && typeof first !== 'string'
    ? first
    : link(resource, plan, { path, type: `aws_a${type}`, by });
}
