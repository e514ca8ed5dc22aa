// Subnets, routes and load balancers of a Terraform plan or state, joined to the service that they lead to.
import { expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import { judgedFiles } from '../../support/judged-files.ts';

type Values = { readonly [key: string]: Json };
interface Made {
  readonly address: string;
  readonly values: Values;
  readonly unknown?: Values;
  readonly refers?: { readonly [key: string]: Json };
}

const refers = (...references: string[]): JsonObject => ({ references });
const entryOf = (address: string) => {
  const [type = '', name = ''] = address.split('.');
  return { address, mode: 'managed', type, name: name.replace(/\[.*/, '') };
};

/** A plan of these resources, all of one module. */
const planOf = (...made: readonly Made[]): Json => ({
  ...{ format_version: '1.2', terraform_version: '1.13.4' },
  planned_values: {
    root_module: { resources: made.map(({ address, values }) => ({ ...entryOf(address), values })) },
  },
  resource_changes: made.map(({ address, values, unknown = {} }) => ({
    ...entryOf(address),
    change: { actions: ['create'], before: null, after: values, after_unknown: unknown },
  })),
  configuration: {
    root_module: {
      resources: made.map(({ address, refers: expressions = {} }) => ({
        ...entryOf(address.replace(/\[.*/, '')),
        expressions,
      })),
    },
  },
});

const definition: Made = {
  address: 'aws_ecs_task_definition.t',
  values: {
    ...{ family: 'web', network_mode: 'awsvpc', requires_compatibilities: ['FARGATE'], cpu: '256' },
    ...{ memory: '512', container_definitions: JSON.stringify([{ name: 'web', image: 'web:1' }]) },
  },
};
const service = (subnets: JsonObject, more: Partial<Made> = {}): Made => ({
  address: 'aws_ecs_service.s',
  values: {
    ...{ name: 'web', launch_type: 'FARGATE', network_configuration: [{ assign_public_ip: false }] },
    ...more.values,
  },
  unknown: { task_definition: true, network_configuration: [{ subnets: true }], ...more.unknown },
  refers: {
    task_definition: refers('aws_ecs_task_definition.t.arn', 'aws_ecs_task_definition.t'),
    network_configuration: [{ subnets }],
    ...more.refers,
  },
});
const gate: Made = { address: 'aws_internet_gateway.g', values: {} };
const net = (name: string, gateway: string): readonly Made[] => [
  { address: `aws_subnet.${name}`, values: {}, unknown: { id: true } },
  { address: `aws_route_table.${name}`, values: {}, unknown: { id: true } },
  {
    address: `aws_route.${name}`,
    values: { destination_cidr_block: '0.0.0.0/0' },
    unknown: { route_table_id: true, gateway_id: true, nat_gateway_id: true },
    refers: {
      route_table_id: refers(`aws_route_table.${name}.id`, `aws_route_table.${name}`),
      [gateway]: refers(gateway === 'gateway_id' ? 'aws_internet_gateway.g' : 'aws_nat_gateway.n'),
    },
  },
  {
    address: `aws_route_table_association.${name}`,
    values: {},
    unknown: { subnet_id: true, route_table_id: true },
    refers: {
      subnet_id: refers(`aws_subnet.${name}`),
      route_table_id: refers(`aws_route_table.${name}`, 'var.single_nat_gateway'),
    },
  },
];
const open = net('open', 'gateway_id');
const quiet = net('quiet', 'nat_gateway_id');
const balanced = (internal: Json, says = true): readonly Made[] => [
  {
    address: 'aws_lb.l',
    values: { load_balancer_type: 'application', internal },
    unknown: { arn: true, ...(internal === null ? { internal: true } : {}) },
    refers: says ? { internal: {} } : {},
  },
  { address: 'aws_lb_target_group.t', values: { port: 80 }, unknown: { arn: true } },
  {
    address: 'aws_lb_listener.s',
    values: { port: 443, protocol: 'HTTPS', default_action: [{ type: 'forward' }] },
    unknown: { load_balancer_arn: true, default_action: [{ target_group_arn: true }] },
    refers: {
      load_balancer_arn: refers('aws_lb.l.arn', 'aws_lb.l'),
      default_action: [{ target_group_arn: refers('aws_lb_target_group.t') }],
    },
  },
];
const behind: Partial<Made> = {
  values: { load_balancer: [{ container_name: 'web', container_port: 80 }] },
  unknown: { load_balancer: [{ target_group_arn: true }] },
  refers: { load_balancer: [{ target_group_arn: refers('aws_lb_target_group.t') }] },
};
const inNet = (name: string, more: Partial<Made> = {}) =>
  service(refers(`aws_subnet.${name}.id`, `aws_subnet.${name}`), more);

const subnets = 'segmentation/private-subnet';
const address = 'resource-usage/no-public-address';

it.each<[control: string, expected: string, says: string, made: readonly Made[]]>([
  [subnets, 'fail', 'a subnet that routes to the internet', [gate, ...open, inNet('open')]],
  [subnets, 'pass', 'one behind a NAT gateway', [gate, ...quiet, inNet('quiet')]],
  [
    subnets,
    'fail',
    'both',
    [gate, ...open, ...quiet, service(refers('aws_subnet.open', 'aws_subnet.quiet'))],
  ],
  [
    subnets,
    'unknown',
    'one of both, by a variable',
    [gate, ...open, ...quiet, service(refers('var.open', 'aws_subnet.open', 'aws_subnet.quiet'))],
  ],
  [
    subnets,
    'unknown',
    'a local of which the plan tells nothing',
    [gate, ...open, service(refers('local.subnets'))],
  ],
  [subnets, 'unknown', 'a subnet without a table', [open[0] ?? gate, inNet('open')]],
  [
    address,
    'fail',
    'a balancer on the internet',
    [gate, ...quiet, ...balanced(false), inNet('quiet', behind)],
  ],
  [
    address,
    'fail',
    'a balancer of which nothing is said',
    [...quiet, ...balanced(null, false), inNet('quiet', behind)],
  ],
  [address, 'unknown', 'a balancer by a variable', [...quiet, ...balanced(null), inNet('quiet', behind)]],
  [address, 'pass', 'an internal balancer', [...quiet, ...balanced(true), inNet('quiet', behind)]],
  [address, 'pass', 'none', [...quiet, inNet('quiet')]],
])('%s: %s for %s', async (control, expected, _, made) => {
  const found = await judgedFiles({ 'plan.json': planOf(definition, ...made) });
  expect(found(control).map(({ outcome }) => outcome)).toContain(expected);
});

it('joins what a state knows by its ids', async () => {
  const state = (gateway: string): Json => ({
    ...{ version: 4, terraform_version: '1.13.4' },
    resources: (
      [
        ['aws_subnet', { id: 'subnet-1' }],
        ['aws_route_table', { id: 'rtb-1', route: [{ cidr_block: '0.0.0.0/0', gateway_id: gateway }] }],
        ['aws_route_table_association', { subnet_id: 'subnet-1', route_table_id: 'rtb-1' }],
        [
          'aws_ecs_task_definition',
          { ...definition.values, arn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1' },
        ],
        [
          'aws_ecs_service',
          {
            ...{ name: 'web', task_definition: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1' },
            network_configuration: [{ assign_public_ip: false, subnets: ['subnet-1'], security_groups: [] }],
          },
        ],
      ] as const
    ).map(([type, attributes]) => ({ mode: 'managed', type, name: 'x', instances: [{ attributes }] })),
  });
  for (const [gateway, expected] of [
    ['igw-1', 'fail'],
    ['', 'pass'],
  ] as const) {
    const found = await judgedFiles({ 'terraform.tfstate.json': state(gateway) });
    expect(found(subnets).map(({ outcome }) => outcome)).toContain(expected);
  }
});

it('names what the plan calls it', async () => {
  const found = await judgedFiles({ 'plan.json': planOf(definition, gate, ...open, inNet('open')) });
  const [verdict] = found(subnets).filter(({ outcome }) => outcome === 'fail');
  expect(verdict?.evidence[0]).toMatchObject({
    path: 'aws_ecs_service.s.network_configuration[0].subnets',
    found: '0.0.0.0/0 → aws_internet_gateway.g (aws_route_table.open)',
  });
});

const job = (own: Values, task: Values): Values => ({
  ...{ arn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod', input: null, ...own },
  ecs_target: [{ launch_type: 'FARGATE', ...task }],
});
const secret = ['Fk3', '9vQz', 'hw2'].join('-');
const input = JSON.stringify({
  containerOverrides: [{ name: 'web', environment: [{ name: 'DB_PASSWORD', value: secret }] }],
});
const publicly = { network_configuration: [{ assign_public_ip: true, subnets: ['subnet-1'] }] };
const privately = { network_configuration: [{ assign_public_ip: false, subnets: ['subnet-1'] }] };
const target = (own: Values, task: Values): Made => ({
  address: 'aws_cloudwatch_event_target.j',
  values: job(own, task),
  unknown: { ecs_target: [{ task_definition_arn: true }] },
  refers: { ecs_target: [{ task_definition_arn: refers('aws_ecs_task_definition.t.arn') }] },
});
const planned = (own: Values, task: Values): Made => {
  const { ecs_target, ...rest } = job(own, task);
  return {
    address: 'aws_scheduler_schedule.j',
    values: { target: [{ ...rest, ecs_parameters: ecs_target ?? null }] },
  };
};
const secrets = 'input-validation/no-plaintext-secrets';

it.each<[says: string, control: string, made: Made, expected: string]>([
  [
    'a public address by a rule',
    address,
    target({}, publicly),
    'fail at aws_cloudwatch_event_target.j.ecs_target[0].network_configuration[0].assign_public_ip',
  ],
  [
    'a public address by a schedule',
    address,
    planned({}, publicly),
    'fail at aws_scheduler_schedule.j.target[0].ecs_parameters[0].network_configuration[0].assign_public_ip',
  ],
  [
    'a password in its input',
    secrets,
    target({ input }, privately),
    'fail at aws_cloudwatch_event_target.j.input',
  ],
  [
    'a password in the input of a schedule',
    secrets,
    planned({ input }, privately),
    'fail at aws_scheduler_schedule.j.target[0].input',
  ],
  [
    'an input of parts of the event',
    secrets,
    target({ input_transformer: [{ input_template: '<a>' }] }, privately),
    'unknown',
  ],
  ['a part of the event for its input', secrets, target({ input_path: '$.detail' }, privately), 'unknown'],
  ['no transformer', secrets, target({ input_transformer: [], input_path: null }, privately), 'pass'],
  ['no public address', address, target({}, privately), 'pass'],
  ['no input', secrets, target({}, privately), 'pass'],
])('of a task that is started: %s', async (_, control, made, expected) => {
  const found = await judgedFiles({ 'plan.json': planOf(definition, made) });
  const [verdict] = found(control).filter(({ subject }) => subject.id.includes(made.address));
  const said = verdict?.outcome === 'fail' ? `fail at ${verdict.evidence[0]?.path}` : verdict?.outcome;
  expect(said).toBe(expected);
});
