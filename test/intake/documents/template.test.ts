// CloudFormation templates: what the template settles, what it does not, and where both stand.
import { describe, expect, it } from 'vitest';
import { settlerOf } from '../../../shared/intake/documents/intrinsic.ts';
import { readDocuments } from '../../../shared/intake/documents/read.ts';
import { unsettledReason } from '../../../shared/intake/workload/cursor.ts';
import { budgetOf } from '../../../shared/model/budget.ts';
import type { Json, JsonObject } from '../../../shared/model/json.ts';

const template = {
  Parameters: {
    Name: { Type: 'String', Default: 'shop' },
    Tag: { Type: 'String' },
    Ports: { Type: 'CommaDelimitedList', Default: '80, 443' },
    Ami: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/aws/ami' },
  },
  Mappings: {
    Region: { 'eu-central-1': { Ami: 'ami-1', Arch: 'arm64' }, 'eu-west-1': { Ami: 'ami-2', Arch: 'arm64' } },
  },
};

const plenty = { steps: 10_000, characters: 100_000 };
const { settle } = settlerOf(template, budgetOf(plenty));

describe('an intrinsic function', () => {
  it.each<[Json, Json | undefined]>([
    [{ Ref: 'Name' }, 'shop'],
    [{ Ref: 'Ports' }, ['80', '443']],
    [{ Ref: 'AWS::NoValue' }, undefined],
    [{ a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] }, { b: [1] }],
    [{ 'Fn::Sub': '$' + '{Name}-web' }, 'shop-web'],
    [{ 'Fn::Sub': ['$' + '{X}-$' + '{!Y}', { X: { Ref: 'Name' } }] }, 'shop-$' + '{Y}'],
    [{ 'Fn::Sub': 'arn:$' + '{AWS::Partition}:iam::aws:policy/x' }, 'arn:aws:iam::aws:policy/x'],
    [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::x']] }, 'arn:aws:s3:::x'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Name' }, 1]] }, 'a-shop-1'],
    [{ 'Fn::Join': [',', { Ref: 'Ports' }] }, '80,443'],
    [{ 'Fn::Select': [1, { Ref: 'Ports' }] }, '443'],
    [{ 'Fn::Split': ['-', 'a-b'] }, ['a', 'b']],
    [{ 'Fn::FindInMap': ['Region', 'eu-central-1', 'Ami'] }, 'ami-1'],
    [{ 'Fn::FindInMap': ['Region', { Ref: 'AWS::Region' }, 'Arch'] }, 'arm64'],
    [{ 'Fn::Sub': 'ecs-tasks.$' + '{AWS::URLSuffix}' }, 'ecs-tasks.amazonaws.com'],
    [{ 'Fn::If': ['C', true, true] }, true],
    [
      { Ref: 'Name', Other: 1 },
      { Ref: 'Name', Other: 1 },
    ],
  ])('%j is %j', (value, expected) => {
    expect(settle(value)).toEqual(expected);
  });

  it.each<[Json, string]>([
    [{ Ref: 'Tag' }, 'parameter Tag'],
    [{ Ref: 'Ami' }, 'parameter Ami'],
    [{ Ref: 'AWS::AccountId' }, 'AWS::AccountId'],
    [{ Ref: '__proto__' }, '__proto__'],
    [{ Ref: 'Bucket' }, 'Bucket'],
    [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'Bucket.Arn'],
    [{ 'Fn::GetAtt': 'Bucket.Arn' }, 'Bucket.Arn'],
    [{ 'Fn::Sub': 'x-$' + '{Tag}' }, 'parameter Tag'],
    [{ 'Fn::Sub': 'x-$' + '{Bucket.Arn}' }, 'Bucket.Arn'],
    [{ 'Fn::Sub': 7 }, 'Fn::Sub'],
    [{ 'Fn::Join': ['', ['a', { Ref: 'Tag' }]] }, 'parameter Tag'],
    [{ 'Fn::Join': ['', { Ref: 'Tag' }] }, 'parameter Tag'],
    [{ 'Fn::Join': 'x' }, 'Fn::Join'],
    [{ 'Fn::Select': [9, ['a']] }, 'Fn::Select'],
    [{ 'Fn::Split': ['', 'a'] }, 'Fn::Split'],
    [{ 'Fn::FindInMap': ['Region', { Ref: 'AWS::Region' }, 'Ami'] }, 'Fn::FindInMap'],
    [{ 'Fn::If': ['C', 'a', 'b'] }, 'condition C'],
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue'],
    [{ 'Fn::constructor': 'x' }, 'Fn::constructor'],
  ])('%j is not settled', (value, what) => {
    expect(unsettledReason(settle(value))).toBe(`${what} is known only once the template is deployed`);
  });
});

const yaml = `
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Tag: {Type: String}
  Privileged: {Type: String, Default: 'true'}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: shop
      NetworkMode: host
      ContainerDefinitions:
        - Name: web
          Image: !Sub 'shop/web:\${Tag}'
          Privileged: !Ref Privileged
          User: !GetAtt Users.Web
          DockerLabels: {Some-Label: x}
          LogConfiguration: {LogDriver: awslogs, Options: {Awslogs-Group: x}}
      Volumes:
        - {Name: v, EFSVolumeConfiguration: {FilesystemId: fs-1, AuthorizationConfig: {IAM: ENABLED}}}
      Tags: [{Key: team, Value: shop}]
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: prod
      TaskDefinition: !Ref Task
      EnableExecuteCommand: yes
  Other:
    Type: AWS::ECS::Service
    Properties: {TaskDefinition: !Ref Elsewhere}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}]}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess, !Ref Managed]
      PermissionsBoundary: arn:aws:iam::111122223333:policy/b
      Policies:
        - {PolicyName: a, PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:*', Resource: !GetAtt Bucket.Arn}]}}
        - {PolicyName: b, PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:*', Resource: !Ref Tag}]}}
        - !If [C, {PolicyName: c}, !Ref AWS::NoValue]
  Open:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {AWS: !Ref Tag}, Action: sts:AssumeRole}]}
      Policies: !If [C, [], [{}]]
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}}
  Repository:
    Type: AWS::ECR::Repository
    Properties: {RepositoryPolicyText: {Statement: [{Effect: Allow, Principal: '*', Action: 'ecr:*'}]}}
  Plain: {Type: AWS::ECR::Repository}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
        - {IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: !Ref Tag}
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIpv6: '::/0'}
  Launch:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {MetadataOptions: {HttpTokens: optional}}}
  Instance:
    Type: AWS::EC2::Instance
    Properties: {IamInstanceProfile: web, KeyName: !Ref Tag}
  Bucket: {Type: AWS::S3::Bucket}
`;

const results = readDocuments(yaml, 'stack.yml');

function subject(logicalId: string) {
  for (const result of results) {
    if (!result.ok || result.intake.kind !== 'observed') continue;
    const [found] = result.intake.observation.subjects;
    if (found?.id === `stack.yml#${logicalId}`) return { found, position: result.position };
  }
  throw new Error(`${logicalId} is missing`);
}

describe('a template', () => {
  it('gives its container, IAM, ECR and EC2 resources in order', () => {
    const names = results.map((result) =>
      result.ok && result.intake.kind === 'observed' ? result.intake.observation.name : '',
    );
    // Managed is told by the role that has it.
    expect(names).toHaveLength(11);
    expect(names.slice(0, 4)).toEqual([
      'AWS::ECS::TaskDefinition',
      'AWS::ECS::Service',
      'AWS::ECS::Service',
      'AWS::IAM::Role',
    ]);
    expect(results.map(({ index }) => index)).toEqual([...names.keys()]);
  });

  it('settles what it can and marks the rest', () => {
    const { found, position } = subject('Task');
    expect(found).toMatchObject({
      family: 'shop',
      identity: 'stack.yml#Task',
      running: false,
      tags: { team: 'shop' },
      isolation: { hostNetwork: { value: true, path: 'networkMode' } },
      volumes: { value: [{ type: 'efs', iamAuthorization: { value: true } }] },
      containers: [
        {
          image: {
            value: null,
            path: 'containerDefinitions[0].image',
            unsettled: 'parameter Tag is known only once the template is deployed',
          },
          privileged: { value: true, path: 'containerDefinitions[0].privileged' },
          user: { unsettled: 'Users.Web is known only once the template is deployed' },
          logging: { value: { driver: 'awslogs' } },
        },
      ],
    });
    expect(position('containerDefinitions[0].privileged')).toEqual({ line: 15, column: 11 });
  });

  it('gives a service the definition beside it', () => {
    expect(subject('Service').found).toMatchObject({
      running: true,
      cluster: 'prod',
      executeCommandEnabled: { value: true },
      containers: [{ privileged: { value: true } }],
    });
    expect(subject('Other').found).toMatchObject({
      containers: [{ privileged: { unsettled: expect.stringContaining('not known') } }],
    });
  });

  it('keeps policies whose decision is settled, and says which are not', () => {
    expect(subject('Role').found).toMatchObject({
      type: 'role',
      complete: true,
      trust: { path: 'AssumeRolePolicyDocument', value: { Statement: [{ Effect: 'Allow' }] } },
      boundary: { value: { arn: 'arn:aws:iam::111122223333:policy/b', document: null } },
      policies: [
        { path: 'Policies[0].PolicyDocument', document: { Statement: [{ Resource: '$' + '{Bucket.Arn}' }] } },
        {
          path: 'Policies[1].PolicyDocument',
          document: { Statement: [{ Resource: '$' + '{Tag}' }] },
          atMost: {
            document: { Statement: [{ Resource: '*' }] },
            why: expect.stringContaining('parameter Tag'),
          },
        },
        { document: { Statement: [] }, atMost: { document: { Statement: [{ Action: '*' }] } } },
        { arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess', path: 'ManagedPolicyArns[0]' },
        {
          arn: null,
          path: 'Resources.Managed.Properties.PolicyDocument',
          document: { Statement: [{ Action: '*' }] },
        },
      ],
    });
    expect(subject('Open').found).toMatchObject({
      complete: true,
      trustAtMost: { document: { Statement: [{ Principal: { AWS: ['*'] } }] } },
      policies: [{ document: { Statement: [] }, atMost: {} }],
    });
  });

  it('has the defaults of ECR', () => {
    expect(subject('Plain').found).toMatchObject({
      policy: { value: null },
      tagMutability: { value: 'MUTABLE', path: 'ImageTagMutability' },
      scanOnPush: { value: false },
    });
    expect(subject('Plain').found).not.toHaveProperty('policy.unsettled');
    expect(subject('Repository').found).toMatchObject({ policy: { path: 'RepositoryPolicyText' } });
  });

  it('shows the ingress it settles', () => {
    const open = { cidr: '0.0.0.0/0', fromPort: 22 };
    expect(subject('Group').found).toMatchObject({
      ingress: {
        value: [open],
        path: 'SecurityGroupIngress[1].CidrIp',
        unsettled: expect.any(String),
      },
    });
    expect(subject('Rule').found).toMatchObject({
      partial: true,
      ingress: { value: [{ path: 'CidrIpv6', cidr: '::/0' }] },
    });
  });

  it('shows metadata options of hosts', () => {
    const { found, position } = subject('Launch');
    expect(found).toMatchObject({
      kind: 'host',
      httpTokens: { value: 'optional', path: 'MetadataOptions.HttpTokens' },
    });
    expect(position('MetadataOptions.HttpTokens')?.line).toBe(
      1 + yaml.split('\n').findIndex((line) => line.includes('HttpTokens')),
    );
    expect(subject('Instance').found).toMatchObject({
      instanceProfile: { value: 'web' },
      keyName: { unsettled: expect.any(String) },
    });
  });

  it('may be JSON, and holds what is no resource', () => {
    const json: JsonObject = {
      Resources: {
        A: { Type: 'AWS::S3::Bucket' },
        B: 'odd',
        C: { Type: 'AWS::ECS::TaskDefinition' },
        D: { Type: 'constructor' },
      },
    };
    expect(readDocuments(JSON.stringify(json), 'x')).toMatchObject([
      { intake: { observation: { subjects: [{ id: 'x#C' }] } } },
    ]);
  });
});

describe('clusters of a template', () => {
  const found = (resources: JsonObject) =>
    readDocuments(JSON.stringify({ Resources: resources }), 'x').map((result) =>
      result.ok && result.intake.kind === 'observed' ? result.intake.observation.subjects[0] : null,
    );
  const entry = (properties: JsonObject) =>
    found({
      E: {
        Type: 'AWS::EKS::AccessEntry',
        Properties: { PrincipalArn: 'arn:aws:iam::1:role/a', ...properties },
      },
    });

  it('have the defaults of EKS where nothing is said', () => {
    const network = { EndpointPublicAccess: { Ref: 'Open' } };
    const logging = { ClusterLogging: { EnabledTypes: [{ Type: 'audit' }, { Type: 'api' }] } };
    expect(
      found({
        Bare: { Type: 'AWS::EKS::Cluster', Properties: { Version: '1.34' } },
        Said: { Type: 'AWS::EKS::Cluster', Properties: { ResourcesVpcConfig: network, Logging: logging } },
        Open: { Type: 'AWS::EKS::Cluster', Properties: { Logging: { Ref: 'Logs' } } },
      }),
    ).toMatchObject([
      {
        kind: 'cluster',
        id: 'x#Bare',
        name: 'Bare',
        publicEndpoint: { value: true },
        logTypes: { value: [] },
      },
      { publicEndpoint: { unsettled: expect.any(String) }, logTypes: { value: ['audit', 'api'] } },
      { logTypes: { value: null, unsettled: expect.any(String) } },
    ]);
  });

  it('of ECS have their settings, or none', () => {
    const settings = { ClusterSettings: [{ Name: 'containerInsights', Value: 'enhanced' }] };
    const logging = { ExecuteCommandConfiguration: { Logging: 'NONE' } };
    expect(
      found({
        A: { Type: 'AWS::ECS::Cluster', Properties: { ...settings, Configuration: logging } },
        B: { Type: 'AWS::ECS::Cluster' },
      }),
    ).toMatchObject([
      { platform: 'ecs', containerInsights: { value: 'enhanced' }, execLogging: { value: 'NONE' } },
      { containerInsights: { value: null }, execLogging: { value: null } },
    ]);
  });

  it('are administered by whom an access entry names', () => {
    const PolicyArn = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';
    const scope = (Type: string) => ({ AccessPolicies: [{ PolicyArn, AccessScope: { Type } }] });
    expect(entry(scope('cluster'))).toMatchObject([
      {
        kind: 'cluster',
        id: 'x#E',
        adminEntries: {
          value: [{ principal: 'arn:aws:iam::1:role/a', path: 'AccessPolicies[0].PolicyArn' }],
        },
      },
    ]);
    expect(entry({ KubernetesGroups: ['system:masters'], PrincipalArn: { Ref: 'R' } })).toMatchObject([
      { adminEntries: { value: [{ grant: 'system:masters' }] } },
    ]);
    expect(entry(scope('namespace'))).toMatchObject([{ adminEntries: { value: [] } }]);
  });
});

const loops = `
AWSTemplateFormatVersion: 2010-09-09
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: 'web,api'}
  Later: {Type: CommaDelimitedList}
Resources:
  'Fn::ForEach::Tasks':
    - Name
    - !Ref Names
    - Task\${Name}:
        Type: AWS::ECS::TaskDefinition
        Properties:
          Family: !Ref Name
          ContainerDefinitions:
            - {Name: a, Image: !Sub 'shop/\${Name}:1', Privileged: true}
  'Fn::ForEach::Other':
    - Name
    - !Ref Later
    - Other\${Name}:
        Type: AWS::ECS::TaskDefinition
        Properties: {Family: !Ref Name}
`;

describe('a loop', () => {
  const made = readDocuments(loops, 'loops.yml').map((result) => {
    if (!result.ok || result.intake.kind !== 'observed') throw new Error('not read');
    return { subject: result.intake.observation.subjects[0], position: result.position };
  });

  it('gives a resource for each value, at its place in the text', () => {
    expect(made[0]?.subject).toMatchObject({ id: 'loops.yml#Taskweb', family: 'web' });
    expect(made[1]?.subject).toMatchObject({
      id: 'loops.yml#Taskapi',
      containers: [{ image: { value: 'shop/api:1' }, privileged: { value: true } }],
    });
    expect(made[1]?.position('containerDefinitions[0].privileged')).toEqual({ line: 16, column: 55 });
  });

  it('over values that only a deployment knows gives one, and what it is called is not settled', () => {
    expect(made).toHaveLength(3);
    expect(made[2]?.subject).toMatchObject({ id: 'loops.yml#Other' + '$' + '{Name}', family: null });
  });

  it('of loops ends', () => {
    const nest = (depth: number): JsonObject => ({
      [`Fn::ForEach::L${depth}`]: [
        `I${depth}`,
        Array.from({ length: 40 }, (_, index) => `v${index}`),
        depth === 0 ? { T: { Type: 'AWS::ECS::TaskDefinition' } } : nest(depth - 1),
      ],
    });
    expect(readDocuments(JSON.stringify({ Resources: nest(2) }), 'nest.json').length).toBeLessThanOrEqual(
      500,
    );
  });
});
