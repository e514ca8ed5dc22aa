// Subnets, routes and load balancers of a template, joined to the service that they lead to.
import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../../shared/intake/documents/read.ts';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import { judge } from '../../../shared/pipeline.ts';
import { judgingWith } from '../../support/judging.ts';

const judging = judgingWith({ version: 1 });
const ref = (name: string): JsonObject => ({ Ref: name });
const attribute = (name: string, of: string): JsonObject => ({ 'Fn::GetAtt': [name, of] });
const resource = (type: string, properties: JsonObject = {}): JsonObject => ({
  Type: `AWS::${type}`,
  Properties: properties,
});

const definition = resource('ECS::TaskDefinition', {
  ...{ NetworkMode: 'awsvpc', RequiresCompatibilities: ['FARGATE'], Cpu: 256, Memory: 512 },
  ContainerDefinitions: [{ Name: 'web', Image: 'web:1' }],
});

/** What a control says of the service of a template that holds these as well. */
async function verdict(
  control: string,
  service: JsonObject,
  beside: JsonObject,
): Promise<string | undefined> {
  const web = resource('ECS::Service', { TaskDefinition: ref('Task'), LaunchType: 'FARGATE', ...service });
  const template = {
    Parameters: { Gateway: { Type: 'String' }, Face: { Type: 'String' } },
    Resources: { Task: definition, Web: web, ...beside },
  };
  for (const result of readDocuments(JSON.stringify(template), 't.json')) {
    if (!result.ok || result.intake.kind !== 'observed') continue;
    for (const { control: id, outcome, subject } of await judge(result.intake.observation, judging))
      if (id === control && subject.id === 't.json#Web') return outcome;
  }
  return undefined;
}

const within = (...subnets: Json[]): JsonObject => ({
  NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED', Subnets: subnets } },
});
const table = (route: JsonObject): JsonObject => ({
  Net: resource('EC2::Subnet'),
  Table: resource('EC2::RouteTable'),
  Joins: resource('EC2::SubnetRouteTableAssociation', {
    SubnetId: ref('Net'),
    RouteTableId: ref('Table'),
  }),
  Gate: resource('EC2::InternetGateway'),
  Route: resource('EC2::Route', { RouteTableId: ref('Table'), ...route }),
});
const world = { DestinationCidrBlock: '0.0.0.0/0' };

describe('the subnets of a service', () => {
  it.each<[says: string, expected: string, service: JsonObject, beside: JsonObject]>([
    ['route to the internet', 'fail', within(ref('Net')), table({ ...world, GatewayId: ref('Gate') })],
    [
      'by attributes',
      'fail',
      within(attribute('Net', 'SubnetId')),
      table({ ...world, GatewayId: attribute('Gate', 'InternetGatewayId') }),
    ],
    [
      'over IPv6',
      'fail',
      within(ref('Net')),
      table({ DestinationIpv6CidrBlock: '::/0', GatewayId: ref('Gate') }),
    ],
    ['by a gateway that is there', 'fail', within(ref('Net')), table({ ...world, GatewayId: 'igw-0123' })],
    [
      'one of two',
      'fail',
      within(ref('Net'), ref('Other')),
      {
        ...table({ ...world, GatewayId: ref('Gate') }),
        Other: resource('EC2::Subnet'),
        OtherTable: resource('EC2::RouteTable'),
        OtherJoins: resource('EC2::SubnetRouteTableAssociation', {
          SubnetId: ref('Other'),
          RouteTableId: ref('OtherTable'),
        }),
      },
    ],
    ['route to a NAT gateway', 'pass', within(ref('Net')), table({ ...world, NatGatewayId: 'nat-0123' })],
    [
      'route one address to the internet',
      'pass',
      within(ref('Net')),
      table({ DestinationCidrBlock: '203.0.113.9/32', GatewayId: ref('Gate') }),
    ],
    [
      'route out over IPv6 only',
      'pass',
      within(ref('Net')),
      table({ DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-0123' }),
    ],
    ['route to an endpoint', 'pass', within(ref('Net')), table({ ...world, VpcEndpointId: 'vpce-0123' })],
    [
      'route to a virtual private gateway',
      'pass',
      within(ref('Net')),
      table({ ...world, GatewayId: 'vgw-0123' }),
    ],
    [
      'by a gateway of a parameter',
      'unknown',
      within(ref('Net')),
      table({ ...world, GatewayId: ref('Gateway') }),
    ],
    ['without a table of their own', 'unknown', within(ref('Net')), { Net: resource('EC2::Subnet') }],
    ['elsewhere', 'unknown', within('subnet-0123'), table({ ...world, GatewayId: ref('Gate') })],
    [
      'one of them elsewhere',
      'unknown',
      within(ref('Net'), 'subnet-0123'),
      table({ ...world, NatGatewayId: 'nat-0123' }),
    ],
  ])('%s: %s', async (_, expected, service, beside) => {
    expect(await verdict('segmentation/private-subnet', service, beside)).toBe(expected);
  });
});

const behind = (group: Json): JsonObject => ({
  ...within('subnet-0123'),
  LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: group }],
});
const elb = 'ElasticLoadBalancingV2';
const forward = (group: Json): Json => [{ Type: 'forward', TargetGroupArn: group }];
const balanced = (scheme: JsonObject, listener: JsonObject = { DefaultActions: forward(ref('Group')) }) => ({
  Balancer: resource(`${elb}::LoadBalancer`, scheme),
  Group: resource(`${elb}::TargetGroup`),
  Listener: resource(`${elb}::Listener`, { LoadBalancerArn: ref('Balancer'), ...listener }),
});
const facing = { Scheme: 'internet-facing' };
const weighted = { Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: ref('Group') }] } };

describe('the load balancers of a service', () => {
  it.each<[says: string, expected: string, service: JsonObject, beside: JsonObject]>([
    ['face the internet', 'fail', behind(ref('Group')), balanced(facing)],
    ['face it where nothing is said', 'fail', behind(ref('Group')), balanced({})],
    ['by an attribute', 'fail', behind(attribute('Group', 'TargetGroupArn')), balanced(facing)],
    ['by weights', 'fail', behind(ref('Group')), balanced(facing, { DefaultActions: [weighted] })],
    [
      'by a rule of a listener',
      'fail',
      behind(ref('Group')),
      {
        ...balanced(facing, { DefaultActions: [{ Type: 'fixed-response' }] }),
        Rule: resource(`${elb}::ListenerRule`, {
          ListenerArn: ref('Listener'),
          Actions: forward(ref('Group')),
        }),
      },
    ],
    [
      'classic ones',
      'fail',
      { ...within('subnet-0123'), LoadBalancers: [{ ContainerName: 'web', LoadBalancerName: ref('Old') }] },
      { Old: resource('ElasticLoadBalancing::LoadBalancer') },
    ],
    ['are internal', 'pass', behind(ref('Group')), balanced({ Scheme: 'internal' })],
    [
      'are internal, beside a public one for others',
      'pass',
      behind(ref('Group')),
      { ...balanced({ Scheme: 'internal' }), Other: resource(`${elb}::LoadBalancer`, facing) },
    ],
    ['face what a parameter says', 'unknown', behind(ref('Group')), balanced({ Scheme: ref('Face') })],
    ['stand elsewhere', 'unknown', behind(ref('Group')), { Group: resource(`${elb}::TargetGroup`) }],
  ])('%s: %s', async (_, expected, service, beside) => {
    expect(await verdict('resource-usage/no-public-address', service, beside)).toBe(expected);
  });
});

/** What no-world-ingress says of the group of a template that holds these as well. */
async function ofGroup(beside: JsonObject): Promise<string | undefined> {
  const rule = { IpProtocol: 'tcp', FromPort: 8081, ToPort: 8081, CidrIp: '0.0.0.0/0' };
  const Gate = resource('EC2::SecurityGroup', { GroupDescription: 'x', SecurityGroupIngress: [rule] });
  for (const result of readDocuments(JSON.stringify({ Resources: { Gate, ...beside } }), 't.json')) {
    if (!result.ok || result.intake.kind !== 'observed') continue;
    for (const { control, outcome, subject } of await judge(result.intake.observation, judging))
      if (control === 'segmentation/no-world-ingress' && subject.id === 't.json#Gate') return outcome;
  }
  return undefined;
}

describe('a group that is open to everybody on 8081', () => {
  const id = attribute('Gate', 'GroupId');
  const balancer = resource(`${elb}::LoadBalancer`, { Type: 'network', SecurityGroups: [id] });
  const from = resource('EC2::SecurityGroupIngress', { GroupId: 'sg-0123', SourceSecurityGroupId: id });
  const service = resource('ECS::Service', {
    NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [id] } },
  });
  const host = resource('EC2::LaunchTemplate', { LaunchTemplateData: { SecurityGroupIds: [ref('Gate')] } });
  const named = resource('EC2::Instance', {
    SecurityGroupIds: { 'Fn::Split': [',', { 'Fn::Sub': `$\{Gate}` }] },
  });

  it.each<[says: string, expected: string, beside: JsonObject]>([
    ['of nothing that is here', 'fail', {}],
    ['of a load balancer', 'not-applicable', { balancer }],
    ['of a load balancer, and the source of a rule', 'not-applicable', { balancer, from }],
    ['of a load balancer and a service', 'fail', { balancer, service }],
    ['of a load balancer and a host', 'fail', { balancer, host }],
    ['of a load balancer and an instance that names it in a text', 'fail', { balancer, named }],
    ['of a service', 'fail', { service }],
    ['the source of a rule alone', 'fail', { from }],
  ])('%s: %s', async (_, expected, beside) => {
    expect(await ofGroup(beside)).toBe(expected);
  });
});
