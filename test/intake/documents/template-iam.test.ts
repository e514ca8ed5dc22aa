// What a template grants and admits, judged as far as its text settles: whole templates through the whole catalogue.
import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../../shared/intake/documents/read.ts';
import type { Outcome } from '../../../shared/model/verdict.ts';
import { judge } from '../../../shared/pipeline.ts';
import { judgingWith } from '../../support/judging.ts';

const judging = judgingWith({ version: 1 });
const allow = (statement: string) => `{Effect: Allow, ${statement}}`;
const all = allow("Action: '*', Resource: '*'");
const tasks =
  "{Statement: [{Effect: Allow, Action: 'sts:AssumeRole', Principal: {Service: ecs-tasks.amazonaws.com}}]}";
const sub = (text: string) => `!Sub '${text}'`;
const of = (name: string) => `$\{${name}}`;

/** A template of some resources, each `Name: Type {properties}` in YAML. */
function template(...resources: string[]): string {
  const lines = resources.map((resource) => {
    const [, name, type, properties] = /^(\w+): (\S+) ([\s\S]*)$/.exec(resource) ?? [];
    return `  ${name}: {Type: AWS::${type}, Properties: ${properties}}`;
  });
  const parameters =
    '  Open: {Type: String}\n  Some: {Type: String, AllowedValues: [10.0.0.0/8, 192.168.0.0/16]}\n  Port: {Type: Number}\n';
  const maps = "  Names: {eu-west-1: {A: a, R: '*'}, us-east-1: {A: b, R: '*'}}\n";
  return `AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n${parameters}Mappings:\n${maps}Resources:\n${lines.join('\n')}\n`;
}

async function outcomesOf(text: string, control: string): Promise<Readonly<Record<string, Outcome>>> {
  const found: [string, Outcome][] = [];
  for (const result of readDocuments(text, 't.yaml')) {
    if (!result.ok) throw new Error(result.message);
    if (result.intake.kind !== 'observed') continue;
    for (const verdict of await judge(result.intake.observation, judging))
      if (verdict.control.endsWith(`/${control}`))
        found.push([verdict.subject.id.replace('t.yaml#', ''), verdict.outcome]);
  }
  return Object.fromEntries(found);
}

const role = (policies: string, more = '') =>
  `R: IAM::Role {AssumeRolePolicyDocument: ${tasks}, Policies: [{PolicyName: p, PolicyDocument: {Statement: [${policies}]}}]${more}}`;
const trust = (principal: string, more = '') =>
  `R: IAM::Role {AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Action: 'sts:AssumeRole*', Principal: ${principal}${more}}]}}`;
const bare = (more: string) => `R: IAM::Role {AssumeRolePolicyDocument: ${tasks}${more}}`;
const policy = (name: string, type: string, statements: string, more: string) =>
  `${name}: IAM::${type} {PolicyName: p, PolicyDocument: {Statement: [${statements}]}, ${more}}`;
const oidc = 'token.actions.githubusercontent.com';
const provider = `{Federated: ${sub(`arn:aws:iam::${of('AWS::AccountId')}:oidc-provider/${oidc}`)}}`;
const ingress = (rule: string) =>
  `R: EC2::SecurityGroup {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, ${rule}}]}`;

const grants: readonly (readonly [says: string, resources: string[], outcome: Outcome])[] = [
  [
    'a settled statement beside an open one',
    [role(`${all}, ${allow("Action: 'kms:Decrypt', Resource: !Ref Open")}`)],
    'fail',
  ],
  [
    'one that a condition may take away beside a settled one',
    [role(`${all}, !If [C, ${all}, !Ref 'AWS::NoValue']`)],
    'fail',
  ],
  [
    'a statement that a condition decides',
    [role(`!If [C, ${all}, ${allow("Action: 's3:GetObject', Resource: '*'")}]`)],
    'unknown',
  ],
  [
    'a condition between two harmless statements',
    [
      role(
        `!If [C, ${allow("Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*'")}, ${allow("Action: 'sqs:SendMessage', Resource: '*'")}]`,
      ),
    ],
    'pass',
  ],
  ['an open resource of one action', [role(allow("Action: 'sqs:SendMessage', Resource: !Ref Open"))], 'pass'],
  ['an open resource of every action', [role(allow("Action: '*', Resource: !Ref Open"))], 'unknown'],
  ['every action on one bucket', [role(allow("Action: '*', Resource: !GetAtt Bucket.Arn"))], 'pass'],
  ['an open action', [role(allow("Action: !Ref Open, Resource: '*'"))], 'unknown'],
  ['an open effect', [role("{Effect: !Ref Open, Action: '*', Resource: '*'}")], 'unknown'],
  [
    'every value of a map',
    [role(allow("Action: '*', Resource: !FindInMap [Names, !Ref 'AWS::Region', R]"))],
    'fail',
  ],
  [
    'a Deny that may not be there',
    [role(`${all}, !If [C, {Effect: Deny, Action: '*', Resource: '*'}, !Ref 'AWS::NoValue']`)],
    'unknown',
  ],
  [
    'a document as JSON text',
    [
      `R: IAM::ManagedPolicy {PolicyDocument: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'}`,
    ],
    'fail',
  ],
  [
    'a document as JSON text with a gap',
    [
      `R: IAM::ManagedPolicy {PolicyDocument: ${sub(`{"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::${of('Open')}/*"}]}`)}}`,
    ],
    'pass',
  ],
  ['a policy of another resource', [bare(''), policy('P', 'Policy', all, 'Roles: [!Ref R]')], 'fail'],
  [
    'a policy of another resource by name',
    [bare(', RoleName: web'), policy('P', 'Policy', all, 'Roles: [web]')],
    'fail',
  ],
  ['a policy of the role alone', [bare(''), policy('P', 'RolePolicy', all, 'RoleName: !Ref R')], 'fail'],
  [
    'a managed policy by reference',
    [bare(', ManagedPolicyArns: [!Ref P]'), policy('P', 'ManagedPolicy', all, "Path: '/'")],
    'fail',
  ],
  [
    'AdministratorAccess in any partition',
    [
      bare(
        `, ManagedPolicyArns: [${sub(`arn:${of('AWS::Partition')}:iam::aws:policy/AdministratorAccess`)}]`,
      ),
    ],
    'fail',
  ],
  [
    'a policy of AWS that tasks use',
    [bare(', ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]')],
    'pass',
  ],
  [
    'a policy of AWS that nobody knows',
    [bare(', ManagedPolicyArns: [arn:aws:iam::aws:policy/NoSuchPolicy]')],
    'unknown',
  ],
  ['a managed policy by parameter', [bare(', ManagedPolicyArns: [!Ref Open]')], 'unknown'],
  [
    'a permissions boundary that is no administrator',
    [
      role(all, ', PermissionsBoundary: !Ref B'),
      policy('B', 'ManagedPolicy', allow("Action: 's3:GetObject', Resource: '*'"), "Path: '/'"),
    ],
    'pass',
  ],
];

describe('no-administrator-grant of a role or policy R', () => {
  it.each(grants)('%s', async (_, resources, outcome) => {
    expect((await outcomesOf(template(...resources), 'no-administrator-grant')).R).toBe(outcome);
  });

  it('leaves a policy to its holders, and a boundary grants nothing', async () => {
    const held = template(bare(''), policy('P', 'Policy', all, 'Roles: [!Ref R]'));
    expect(await outcomesOf(held, 'no-administrator-grant')).toEqual({ R: 'fail' });
    const elsewhere = template(policy('P', 'Policy', all, 'Roles: [web]'));
    expect(await outcomesOf(elsewhere, 'no-administrator-grant')).toEqual({ P: 'fail' });
    const limit = template(
      bare(', PermissionsBoundary: !Ref B'),
      policy('B', 'ManagedPolicy', all, "Path: '/'"),
    );
    expect(await outcomesOf(limit, 'no-administrator-grant')).toEqual({ R: 'pass', B: 'pass' });
  });

  it('names the value that leaves it open', async () => {
    const text = template(
      role(`${allow("Action: 's3:GetObject', Resource: '*'")}, ${allow("Action: '*', Resource: !Ref Open")}`),
    );
    const [result] = readDocuments(text, 't.yaml');
    if (!result?.ok || result.intake.kind !== 'observed') throw new Error('not read');
    const verdicts = await judge(result.intake.observation, judging);
    const reason = verdicts.find(({ control }) => control === 'control-plane/no-administrator-grant')?.reason;
    expect(reason).toBe(
      'Resource of statement 2: parameter Open is known only once the template is deployed',
    );
  });

  it('tells a statement of another resource at its own place', () => {
    const text = template(bare(''), policy('P', 'Policy', all, 'Roles: [!Ref R]'));
    const [result] = readDocuments(text, 't.yaml');
    if (!result?.ok) throw new Error('not read');
    expect(result.position('Resources.P.Properties.PolicyDocument.Statement[0]')?.line).toBe(10);
  });
});

const escalations: readonly (readonly [says: string, resources: string[], outcome: Outcome])[] = [
  [
    'two policies that complete a way',
    [
      bare(''),
      policy('A', 'Policy', allow("Action: 'iam:PassRole', Resource: '*'"), 'Roles: [!Ref R]'),
      policy(
        'B',
        'Policy',
        allow("Action: ['ecs:RunTask', 'ecs:RegisterTaskDefinition'], Resource: '*'"),
        'Roles: [!Ref R]',
      ),
    ],
    'fail',
  ],
  [
    'every role of the own account',
    [
      role(
        `${allow(`Action: 'iam:PassRole', Resource: ${sub(`arn:aws:iam::${of('AWS::AccountId')}:role/*`)}`)}, ${allow("Action: 'ecs:RunTask', Resource: '*'")}`,
      ),
    ],
    'fail',
  ],
  [
    'one role of the template',
    [
      role(
        `${allow("Action: 'iam:PassRole', Resource: !GetAtt T.Arn")}, ${allow("Action: 'ecs:RunTask', Resource: '*'")}`,
      ),
    ],
    'pass',
  ],
  [
    'a role that a parameter names',
    [
      role(
        `${allow("Action: 'iam:PassRole', Resource: !Ref Open")}, ${allow("Action: 'ecs:RunTask', Resource: '*'")}`,
      ),
    ],
    'unknown',
  ],
  [
    'roles whose names begin alike',
    [
      role(
        `${allow(`Action: 'iam:PassRole', Resource: ${sub(`arn:aws:iam::${of('AWS::AccountId')}:role/web-${of('Open')}`)}`)}, ${allow("Action: 'ecs:RunTask', Resource: '*'")}`,
      ),
    ],
    'pass',
  ],
];

describe('no-privilege-escalation of a role R', () => {
  it.each(escalations)('%s', async (_, resources, outcome) => {
    expect((await outcomesOf(template(...resources), 'no-privilege-escalation')).R).toBe(outcome);
  });
});

const trusts: readonly (readonly [says: string, control: string, resource: string, outcome: Outcome])[] = [
  [
    'everybody beside a service by suffix',
    'no-foreign-trust',
    trust(`{AWS: '*', Service: ${sub(`ecs-tasks.${of('AWS::URLSuffix')}`)}}`),
    'fail',
  ],
  [
    'the own account',
    'no-foreign-trust',
    trust(`{AWS: ${sub(`arn:aws:iam::${of('AWS::AccountId')}:root`)}}`),
    'pass',
  ],
  ['a principal by parameter', 'no-foreign-trust', trust('{AWS: !Ref Open}'), 'unknown'],
  [
    'the document as JSON text',
    'no-foreign-trust',
    `R: IAM::Role {AssumeRolePolicyDocument: '{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}]}'}`,
    'fail',
  ],
  [
    'GitHub without a subject',
    'no-open-federation',
    trust(provider, `, Condition: {StringEquals: {'${oidc}:aud': sts.amazonaws.com}}`),
    'fail',
  ],
  [
    'GitHub with one repository',
    'no-open-federation',
    trust(provider, `, Condition: {StringLike: {'${oidc}:sub': 'repo:acme/web:*'}}`),
    'pass',
  ],
  [
    'GitHub with a repository by parameter',
    'no-open-federation',
    trust(provider, `, Condition: {StringLike: {'${oidc}:sub': ${sub(`repo:${of('Open')}:*`)}}}`),
    'unknown',
  ],
  [
    'a subject by parameter, compared as it stands',
    'no-open-federation',
    trust(
      provider,
      `, Condition: {StringEquals: {'${oidc}:sub': ${sub(`repo:acme/web:ref:refs/heads/${of('Open')}`)}}}`,
    ),
    'pass',
  ],
  [
    'tasks of the own account',
    'confused-deputy-guard',
    trust(
      '{Service: ecs-tasks.amazonaws.com}',
      ", Condition: {StringEquals: {'aws:SourceAccount': !Ref 'AWS::AccountId'}}",
    ),
    'pass',
  ],
];

describe('the trust of a role R', () => {
  it.each(trusts)('%s: %s', async (_, control, resource, outcome) => {
    expect((await outcomesOf(template(resource), control)).R).toBe(outcome);
  });
});

const networks: readonly (readonly [says: string, resource: string, outcome: Outcome])[] = [
  ['everybody', ingress('CidrIp: 0.0.0.0/0'), 'fail'],
  [
    'everybody, with a description by parameter',
    ingress('CidrIp: 0.0.0.0/0, Description: !Ref Open'),
    'fail',
  ],
  ['a range by parameter', ingress('CidrIp: !Ref Open'), 'unknown'],
  ['one of the ranges allowed', ingress('CidrIp: !Ref Some'), 'pass'],
  ['one address by parameter', ingress(`CidrIp: ${sub(`${of('Open')}/32`)}`), 'pass'],
  ['the block of a VPC', ingress('CidrIp: !GetAtt Vpc.CidrBlock'), 'pass'],
  ['a group of the template', ingress('SourceSecurityGroupId: !GetAtt Lb.GroupId'), 'pass'],
  ['a group of another stack', ingress('SourceSecurityGroupId: !ImportValue lb'), 'pass'],
  [
    'a port by parameter',
    'R: EC2::SecurityGroup {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: !Ref Port, ToPort: !Ref Port, CidrIp: 0.0.0.0/0}]}',
    'unknown',
  ],
  [
    'a port by parameter of a private range',
    'R: EC2::SecurityGroup {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: !Ref Port, ToPort: !Ref Port, CidrIp: 10.0.0.0/8}]}',
    'pass',
  ],
  [
    'all protocols, whatever the port',
    "R: EC2::SecurityGroup {SecurityGroupIngress: [{IpProtocol: '-1', FromPort: !Ref Port, CidrIp: 0.0.0.0/0}]}",
    'fail',
  ],
  [
    'a rule that a condition decides',
    'R: EC2::SecurityGroup {SecurityGroupIngress: [!If [C, {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}, !Ref "AWS::NoValue"]]}',
    'unknown',
  ],
  [
    'a condition between private ranges',
    'R: EC2::SecurityGroup {SecurityGroupIngress: [!If [C, {IpProtocol: tcp, CidrIp: 10.0.0.0/8}, {IpProtocol: tcp, CidrIp: 10.1.0.0/16}]]}',
    'pass',
  ],
  [
    'a rule beside its group, from a group',
    'R: EC2::SecurityGroupIngress {GroupId: !ImportValue env, IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !Ref Open}',
    'pass',
  ],
];

describe('no-world-ingress of a group or rule R', () => {
  it.each(networks)('%s', async (_, resource, outcome) => {
    expect((await outcomesOf(template(resource), 'no-world-ingress')).R).toBe(outcome);
  });
});

const task = (taskRole: string, executionRole: string) =>
  `R: ECS::TaskDefinition {TaskRoleArn: ${taskRole}, ExecutionRoleArn: ${executionRole}, ContainerDefinitions: [{Name: web, Image: 'web:1'}]}`;
const roles: readonly (readonly [says: string, resource: string, outcome: Outcome])[] = [
  ['one role of the template', task('!GetAtt A.Arn', '!GetAtt A.Arn'), 'fail'],
  ['one parameter', task('!Ref Open', '!Ref Open'), 'fail'],
  [
    'one name in one account',
    task(
      sub(`arn:aws:iam::${of('AWS::AccountId')}:role/web`),
      sub(`arn:aws:iam::${of('AWS::AccountId')}:role/web`),
    ),
    'fail',
  ],
  ['two roles of the template', task('!GetAtt A.Arn', '!GetAtt B.Arn'), 'pass'],
  ['a role of the template and a parameter', task('!GetAtt A.Arn', '!Ref Open'), 'unknown'],
];

describe('execution-role-apart of a definition R', () => {
  it.each(roles)('%s', async (_, resource, outcome) => {
    expect((await outcomesOf(template(resource), 'execution-role-apart')).R).toBe(outcome);
  });
});
