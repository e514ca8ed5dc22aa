// `evaluate` over what `aws … describe-*` and `get-*` printed: a service, its definition, its groups and its role are one world.
import { describe, expect } from 'vitest';
import { commandLineTests, folderWith, reportOf, seawall } from './cli.ts';

const it = commandLineTests();

const account = '111122223333';
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:${account}:${resource}`;
const group = 'sg-0a1b2c3d4e5f60718';

const service = (more: object = {}) => ({
  services: [
    {
      ...{ serviceArn: arn('ecs', 'service/shop/web'), serviceName: 'web', launchType: 'FARGATE' },
      ...{ clusterArn: arn('ecs', 'cluster/shop'), taskDefinition: arn('ecs', 'task-definition/web:3') },
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: [group] } },
      ...more,
    },
  ],
});
const bare = (container: object = {}) => ({
  ...{ family: 'web', networkMode: 'awsvpc', taskRoleArn: `arn:aws:iam::${account}:role/web` },
  containerDefinitions: [{ name: 'web', image: 'nginx:1.27', ...container }],
});
const definition = (container: object = {}, revision = 3) => ({
  taskDefinition: { ...bare(container), taskDefinitionArn: arn('ecs', `task-definition/web:${revision}`) },
  tags: [],
});
const groups = (port: number, cidr = '0.0.0.0/0') => ({
  SecurityGroups: [
    {
      ...{ GroupId: group, GroupName: 'web', OwnerId: account },
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: cidr }] }],
    },
  ],
});
const trust = {
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
};
const role = (owner = account) => ({
  Role: { RoleName: 'web', Arn: `arn:aws:iam::${owner}:role/web`, AssumeRolePolicyDocument: trust },
});
const policyOf = (RoleName: string, Action: string) => ({
  ...{ RoleName, PolicyName: 'own' },
  PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
});
const details = (Action: string) => ({
  RoleDetailList: [
    { ...role().Role, RolePolicyList: [policyOf('web', Action)], AttachedManagedPolicies: [] },
  ],
  ...{ UserDetailList: [], GroupDetailList: [], Policies: [] },
});

/** What the control says of the service. */
function judged(control: string, files: Readonly<Record<string, unknown>>): string {
  const cwd = folderWith(files);
  const ran = seawall(
    ['evaluate', '.', '--format', 'json', '--only', 'pass,fail,unknown', '--control', control],
    { cwd },
  );
  const found = reportOf(ran).verdicts.filter(({ source }) => source.file?.endsWith('service.json'));
  return found.map(({ outcome }) => outcome).join();
}

const privileged = 'namespace-isolation/no-privileged';
const ingress = 'segmentation/no-world-ingress';
const least = 'blast-radius/role-least-privilege';
const all = { 'service.json': service(), 'definition.json': definition() };

describe('answers of AWS in one run', () => {
  it.each([
    ['a privileged definition', privileged, { 'definition.json': definition({ privileged: true }) }],
    [
      'one that is not registered yet, by its family',
      privileged,
      {
        'service.json': service({ taskDefinition: 'web' }),
        'definition.json': bare({ privileged: true }),
      },
    ],
    ['a group that is open', ingress, { 'groups.json': groups(8080) }],
    ['a role of the account’s details', least, { 'details.json': details('*') }],
    [
      'a role and its policy, each alone',
      least,
      { 'role.json': role(), 'policy.json': policyOf('web', 'iam:*') },
    ],
  ])('fail: %s', (_, control, files) => {
    expect(judged(control, { ...all, ...files })).toBe('fail');
  });

  it.each([
    ['pass', 'a definition in order', privileged, {}],
    ['pass', 'a group that admits a private range', ingress, { 'groups.json': groups(8080, '10.0.0.0/8') }],
    ['pass', 'a role that reads what it needs', least, { 'details.json': details('ecs:DescribeTasks') }],
    ['unknown', 'another revision', privileged, { 'definition.json': definition({ privileged: true }, 4) }],
    [
      'unknown',
      'the role of that name in another account',
      least,
      {
        'role.json': role('444455556666'),
        'policy.json': policyOf('web', '*'),
      },
    ],
    [
      'unknown',
      'a role of whose policies one is shown',
      least,
      {
        'role.json': role(),
        'policy.json': policyOf('web', 'ecs:DescribeTasks'),
      },
    ],
    [
      'fail',
      'a registered revision beside the definition of its family that has no number yet',
      privileged,
      {
        'definition.json': bare({ privileged: true }),
      },
    ],
  ])('%s: %s', (outcome, _, control, files) => {
    expect(judged(control, { ...all, ...files })).toBe(outcome);
  });
});

describe('a detector beside a cluster', () => {
  const control = 'resource-usage/detectors-on';
  const cluster = {
    clusters: [{ clusterArn: arn('ecs', 'cluster/shop'), clusterName: 'shop', status: 'ACTIVE' }],
  };
  const monitoring = (Status: string, agent = 'ENABLED') => ({
    ...{ Name: 'RUNTIME_MONITORING', Status },
    AdditionalConfiguration: [{ Name: 'ECS_FARGATE_AGENT_MANAGEMENT', Status: agent }],
  });
  const answer = (...Features: readonly object[]) => ({ Status: 'ENABLED', ServiceRole: 'x', Features });
  const template = (Properties: object, more = '') =>
    `Resources:\n  D:\n    Type: AWS::GuardDuty::Detector\n${more}    Properties: ${JSON.stringify(Properties)}\n`;

  it.each<[string, string, Readonly<Record<string, unknown>>]>([
    ['pass', 'an answer', { 'd.json': answer(monitoring('ENABLED')) }],
    ['pass', 'a template', { 'd.yml': template({ Enable: true, Features: [monitoring('ENABLED')] }) }],
    ['fail', 'an answer without it', { 'd.json': answer({ Name: 'CLOUD_TRAIL', Status: 'ENABLED' }) }],
    ['fail', 'it is switched off', { 'd.json': answer(monitoring('DISABLED')) }],
    [
      'fail',
      'a template that is switched off',
      { 'd.yml': template({ Enable: false, Features: [monitoring('ENABLED')] }) },
    ],
    ['fail', 'a template without features', { 'd.yml': template({ Enable: true }) }],
    ['unknown', 'no detector in the run', {}],
    ['unknown', 'another agent', { 'd.json': answer(monitoring('ENABLED', 'DISABLED')) }],
    ['unknown', 'a parameter decides', { 'd.yml': template({ Enable: { Ref: 'On' } }) }],
    ['unknown', 'a condition decides', { 'd.yml': template({ Enable: false }, '    Condition: C\n') }],
    [
      'unknown',
      'two of them',
      { 'a.json': answer(monitoring('ENABLED')), 'd.yml': template({ Enable: true }) },
    ],
  ])('%s: %s', (outcome, _, files) => {
    expect(judged(control, { 'service.json': cluster, ...files })).toBe(outcome);
  });
});
