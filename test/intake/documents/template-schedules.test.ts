// Tasks that rules and schedules of a template start: their network, their overrides and the definition that they run.
import { expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import { judgedFiles } from '../../support/judged-files.ts';

const password = ['Fk3', '9vQz', 'hw2'].join('-');
const definition: JsonObject = {
  Type: 'AWS::ECS::TaskDefinition',
  Properties: {
    ...{ NetworkMode: 'awsvpc', RequiresCompatibilities: ['FARGATE'], Cpu: 256, Memory: 512, Family: 'job' },
    ContainerDefinitions: [{ Name: 'app', Image: 'app:1', Privileged: false }],
  },
};
const target = (own: JsonObject, task: JsonObject = {}): JsonObject => ({
  ...{ Arn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod', Id: 't', RoleArn: 'r', ...own },
  EcsParameters: { TaskDefinitionArn: { Ref: 'Job' }, LaunchType: 'FARGATE', ...task },
});
const rule = (...targets: JsonObject[]): JsonObject => ({
  Type: 'AWS::Events::Rule',
  Properties: { ScheduleExpression: 'rate(1 hour)', Targets: targets },
});
const schedule = (one: JsonObject): JsonObject => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: { ScheduleExpression: 'rate(1 hour)', Target: one },
});
const overridden = (container: JsonObject): JsonObject => ({
  Input: JSON.stringify({ containerOverrides: [{ name: 'app', ...container }] }),
});
const network = (key: string, address: string): JsonObject => ({
  NetworkConfiguration: { [key]: { AssignPublicIp: address, Subnets: ['subnet-1'] } },
});

/** Outcomes of a control for the rule or schedule, with the place of what fails. */
async function said(control: string, starter: JsonObject): Promise<readonly string[]> {
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: { On: { Type: 'String' } },
    Conditions: { Chosen: { 'Fn::Equals': [{ Ref: 'On' }, 'y'] } },
    Resources: { Job: definition, Starter: starter },
  };
  const found = await judgedFiles({ 't.json': template });
  return found(control)
    .filter(({ subject }) => subject.id.includes('Starter'))
    .map(({ outcome, evidence }) => (outcome === 'fail' ? `fail at ${evidence[0]?.path}` : outcome));
}

const address = 'resource-usage/no-public-address';
const secrets = 'input-validation/no-plaintext-secrets';
const code = 'input-validation/no-inline-code';
const exec = 'immutability/no-interactive-access';
const at = (path: string) => `fail at ${path}`;

it.each<[says: string, control: string, starter: JsonObject, expected: readonly string[]]>([
  [
    'a public address by a rule',
    address,
    rule(target({}, network('AwsVpcConfiguration', 'ENABLED'))),
    [at('Targets[0].EcsParameters.networkConfiguration.awsvpcConfiguration.assignPublicIp')],
  ],
  [
    'a public address by a schedule',
    address,
    schedule(target({}, network('AwsvpcConfiguration', 'ENABLED'))),
    [at('Target.EcsParameters.networkConfiguration.awsvpcConfiguration.assignPublicIp')],
  ],
  [
    'a password among its overrides',
    secrets,
    schedule(target(overridden({ environment: [{ name: 'DB_PASSWORD', value: password }] }))),
    [at('Target.Input')],
  ],
  [
    'code among its overrides',
    code,
    rule(target(overridden({ command: ['python', '-c', 'import os; os.system("id")'] }))),
    [at('Targets[0].Input')],
  ],
  [
    'a shell into its tasks',
    exec,
    rule(target({}, { EnableExecuteCommand: true })),
    [at('Targets[0].EcsParameters.enableExecuteCommand')],
  ],
  [
    'an input of parts of the event',
    code,
    rule(target({ InputTransformer: { InputTemplate: '<a>' } })),
    ['unknown'],
  ],
  [
    'an input that a parameter completes',
    code,
    rule(target({ Input: { 'Fn::Sub': `{"containerOverrides":[{"name":"app","command":["\${Job}"]}]}` } })),
    ['unknown'],
  ],
  ['a part of the event for its input', code, rule(target({ InputPath: '$.detail' })), ['unknown']],
  ['the same, of secrets', secrets, rule(target({ InputPath: '$.detail' })), ['unknown']],
  ['no public address', address, rule(target({}, network('AwsVpcConfiguration', 'DISABLED'))), ['pass']],
  ['no overrides', secrets, schedule(target({})), ['pass']],
  [
    'a command of its own',
    code,
    rule(target(overridden({ command: ['python', 'manage.py', 'cleanup'] }))),
    ['pass'],
  ],
  ['an input that is none', secrets, rule(target({ Input: 'not JSON' })), ['pass']],
  ['no task at all', secrets, rule({ Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:x', Id: 'f' }), []],
])('%s: %s', async (_, control, starter, expected) => {
  expect(await said(control, starter)).toEqual(expected);
});

const chosen = (one: Json, other: Json): JsonObject => ({ 'Fn::If': ['Chosen', one, other] });
const absent = { Ref: 'AWS::NoValue' };
const publicly = target({}, network('AwsVpcConfiguration', 'ENABLED'));
const other = { Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:x', Id: 'f' };
const ruleOf = (Targets: Json): JsonObject => ({ Type: 'AWS::Events::Rule', Properties: { Targets } });

it.each<[says: string, starter: JsonObject, expected: readonly string[]]>([
  ['all targets', ruleOf(chosen([publicly], [])), ['unknown']],
  ['one of the targets', ruleOf([chosen(publicly, absent)]), ['unknown']],
  ['one beside another', ruleOf([other, chosen(other, publicly)]), ['unknown']],
  ['the target of a schedule', schedule(chosen(publicly, other)), ['unknown']],
  ['what is no task either way', ruleOf([chosen(other, absent)]), []],
])('does not pass over what a condition chooses: %s', async (_, starter, expected) => {
  expect(await said(address, starter)).toEqual(expected);
});

it('tells two targets of one rule apart', async () => {
  const found = await said(address, rule(target({}), target({}, network('AwsVpcConfiguration', 'ENABLED'))));
  expect(found).toEqual([
    'pass',
    at('Targets[1].EcsParameters.networkConfiguration.awsvpcConfiguration.assignPublicIp'),
  ]);
});
