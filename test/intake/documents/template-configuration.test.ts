// Credentials in what hosts, builds and users of a template are told in plain text.
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import { judge } from '../../../shared/pipeline.ts';
import { judgingWith, observationsOf } from '../../support/judging.ts';

const judging = judgingWith();
const control = 'input-validation/no-plaintext-secrets';
const password = 'hunter2-Kd83jd';
const reference = (name: string) => ['$', '{', name, '}'].join('');

async function saidOf(Type: string, Properties: JsonObject): Promise<string> {
  const document: JsonObject = {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: { Pw: { Type: 'String', NoEcho: true } },
    Resources: { R: { Type, Properties } },
  };
  const verdicts = await Promise.all(observationsOf(document).map((one) => judge(one, judging)));
  const found = verdicts.flat().filter((one) => one.control === control);
  return found
    .map(({ outcome, evidence }) => [outcome, ...evidence.map(({ path }) => path)].join(' '))
    .join();
}

const instance = (UserData: Json): [string, JsonObject] => [
  'AWS::EC2::Instance',
  { ImageId: 'ami-1', UserData },
];
const script = (line: string) => `#!/bin/bash\n${line}\n`;
const exported = `export DB_PASSWORD=${password}`;
const build = (variable: JsonObject, source: JsonObject = {}): [string, JsonObject] => [
  'AWS::CodeBuild::Project',
  {
    Environment: { EnvironmentVariables: [{ Name: 'NPM_TOKEN', ...variable }] },
    Source: { Type: 'NO_SOURCE', ...source },
  },
];
const user = (Password: Json): [string, JsonObject] => ['AWS::IAM::User', { LoginProfile: { Password } }];

describe('configuration of a template', () => {
  it.each<[string, [string, JsonObject], string]>([
    ['user data as text', instance({ 'Fn::Base64': script(exported) }), 'UserData'],
    ['encoded', instance(Buffer.from(script(exported)).toString('base64')), 'UserData'],
    [
      'beside what is filled in',
      instance({ 'Fn::Base64': { 'Fn::Sub': script(`${exported}\nexport AT=${reference('AWS::Region')}`) } }),
      'UserData',
    ],
    [
      'line by line',
      instance({ 'Fn::Base64': { 'Fn::Join': ['\n', ['#!/bin/bash', exported]] } }),
      'UserData',
    ],
    [
      'of a launch configuration',
      ['AWS::AutoScaling::LaunchConfiguration', { UserData: { 'Fn::Base64': script(exported) } }],
      'UserData',
    ],
    [
      'of a launch template',
      ['AWS::EC2::LaunchTemplate', { LaunchTemplateData: { UserData: { 'Fn::Base64': script(exported) } } }],
      'UserData',
    ],
    [
      'a variable of a build',
      build({ Value: 'kJ8fh3Kd83jdHG7fhs92kLkd83jf' }),
      'Environment.EnvironmentVariables[0].Value',
    ],
    [
      'its specification',
      build({ Value: '' }, { BuildSpec: `env:\n  variables:\n    DB_PASSWORD: ${password}\n` }),
      'Source.BuildSpec',
    ],
    ['a first password', user('Winter2026!x'), 'LoginProfile.Password'],
  ])('fails: %s', async (_, [type, properties], path) => {
    expect(await saidOf(type, properties)).toBe(`fail ${path}`);
  });

  it.each<[string, [string, JsonObject]]>([
    ['a script without any', instance({ 'Fn::Base64': script('echo ready') })],
    [
      'a parameter',
      instance({ 'Fn::Base64': { 'Fn::Sub': script(`export DB_PASSWORD=${reference('Pw')}`) } }),
    ],
    ['all of it a parameter', instance({ Ref: 'Pw' })],
    [
      'looked up when it starts',
      instance({ 'Fn::Base64': script('export DB_PASSWORD=$(aws ssm get-parameter --name /db)') }),
    ],
    ['a variable by name', build({ Value: '/ci/npm', Type: 'PARAMETER_STORE' })],
    [
      'a variable by ARN',
      build({ Value: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:npm', Type: 'SECRETS_MANAGER' }),
    ],
    ['a password by parameter', user({ Ref: 'Pw' })],
    ['a password that is resolved', user('{{resolve:secretsmanager:u:SecretString:pw}}')],
  ])('does not fail: %s', async (_, [type, properties]) => {
    expect(await saidOf(type, properties)).not.toContain('fail');
  });
});

describe('roles that a template gives to its workloads', () => {
  const dedicated = 'blast-radius/dedicated-role';
  const role: JsonObject = {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      },
    },
  };
  const arn: JsonObject = { 'Fn::GetAtt': ['Role', 'Arn'] };
  const pods = (ServiceAccount: string): JsonObject => ({
    Type: 'AWS::EKS::PodIdentityAssociation',
    Properties: { ClusterName: 'c', Namespace: 'shop', ServiceAccount, RoleArn: arn },
  });
  const task = (TaskRoleArn: Json): JsonObject => ({
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { TaskRoleArn, ContainerDefinitions: [{ Name: 'a', Image: 'nginx:1.27' }] },
  });

  it.each<[string, string, JsonObject]>([
    ['fail', 'two service accounts', { A: pods('web'), B: pods('jobs') }],
    ['fail', 'two definitions', { A: task(arn), B: task(arn) }],
    ['fail', 'pods and tasks', { A: pods('web'), B: task(arn) }],
    ['not-applicable', 'one service account, by two associations', { A: pods('web'), B: pods('web') }],
    ['not-applicable', 'one definition beside one with another', { A: task(arn), B: task('other') }],
    ['not-applicable', 'nobody', {}],
  ])('%s: %s', async (outcome, _, resources) => {
    const document: JsonObject = {
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: { Role: role, ...resources },
    };
    const verdicts = await Promise.all(observationsOf(document).map((one) => judge(one, judging)));
    const found = verdicts.flat().filter((one) => one.control === dedicated && one.subject.name === 'Role');
    expect(found.map((one) => one.outcome)).toEqual([outcome]);
  });

  it('are read beside what add-ons are configured with', async () => {
    const values = JSON.stringify({
      env: { AWS_SECRET_ACCESS_KEY: 'kJ8fh3Kd83jdHG7fhs92kLkd83jf7GHs91kdLs83' },
    });
    const addOn = (ConfigurationValues: string) =>
      saidOf('AWS::EKS::Addon', { AddonName: 'x', ConfigurationValues });
    expect(await addOn(values)).toBe('fail ConfigurationValues');
    expect(await addOn('{"enableNetworkPolicy":"true"}')).toBe('pass');
  });
});

describe('variables that a template fills in', () => {
  const said = (Value: Json, Name = 'SETTING') =>
    saidOf('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [{ Name: 'a', Image: 'x:1', Environment: [{ Name, Value }] }],
    });
  const address = reference('AWS::Region');
  const written = (host: string): JsonObject => ({ 'Fn::Sub': `postgres://app:${password}@${host}/app` });

  it.each<[string, Json]>([
    ['beside a name of the deployment', written(address)],
    ['beside a parameter', written(reference('Stage'))],
    ['beside an attribute', written(reference('Db.Endpoint.Address'))],
  ])('fails: a password %s', async (_, value) => {
    expect(await said(value)).toBe('fail containerDefinitions[0].environment[0].value');
  });

  it.each<[string, string, Json, string?]>([
    ['pass', 'a name of the deployment', { Ref: 'AWS::Region' }],
    ['pass', 'a text around one', { 'Fn::Sub': `https://sqs.${address}.amazonaws.com` }],
    ['unknown', 'a parameter', { Ref: 'Stage' }],
    ['unknown', 'a password by parameter', { 'Fn::Sub': `postgres://app:${reference('Pw')}@db/app` }],
    ['unknown', 'what is called a token, in part', { 'Fn::Sub': `${reference('Stage')}-one` }, 'API_TOKEN'],
    ['unknown', 'what is not there', { 'Fn::GetAtt': ['Key', 'SecretAccessKey'] }],
  ])('%s: %s', async (outcome, _, value, name) => {
    expect(await said(value, name)).toBe(outcome);
  });
});
