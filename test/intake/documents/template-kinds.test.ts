// Resource types that hold what others hold: each is judged as its like, and its look-alike is not.
import { describe, expect, it } from 'vitest';
import { judgeExample } from '../../../cli/examples/judge-example.ts';
import { readDocuments } from '../../../shared/intake/documents/read.ts';
import type { JsonObject } from '../../../shared/model/json.ts';

const template = (
  resources: Record<string, readonly [type: string, properties: JsonObject]>,
  parameters: JsonObject = {},
) => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Parameters: parameters,
  Resources: Object.fromEntries(
    Object.entries(resources).map(([id, [type, properties]]) => [id, { Type: type, Properties: properties }]),
  ),
});

/** Outcomes of a control by logical id. */
async function judged(control: string, given: JsonObject): Promise<Readonly<Record<string, string>>> {
  const verdicts = await judgeExample({ says: control, given });
  return Object.fromEntries(
    verdicts
      .filter((one) => one.control === control)
      .map(({ subject, outcome, evidence }) => [
        subject.id.split('#')[1] ?? subject.id,
        outcome === 'fail' ? `fail at ${evidence[0]?.path}` : outcome,
      ]),
  );
}

const key = { KeyName: 'ops' };
const noHostSsh = 'host-hardening/no-host-ssh';
const container = { Name: 'a', Image: 'a:1' };

describe('container hosts', () => {
  const ecsParameter = {
    Ami: {
      Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      Default: '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id',
    },
  };
  const profile = (policy: string) => ({
    Profile: ['AWS::IAM::InstanceProfile', { Roles: [{ Ref: 'Role' }] }] as const,
    Role: ['AWS::IAM::Role', { ManagedPolicyArns: [policy], AssumeRolePolicyDocument: {} }] as const,
  });

  it.each<readonly [says: string, given: JsonObject]>([
    [
      'an image by AWS’s parameter',
      template({
        Host: [
          'AWS::EC2::Instance',
          {
            ...key,
            ImageId:
              '{{resolve:ssm:/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/x86_64/standard/recommended/image_id}}',
          },
        ],
      }),
    ],
    [
      'an image by a parameter of the template',
      template({ Host: ['AWS::EC2::Instance', { ...key, ImageId: { Ref: 'Ami' } }] }, ecsParameter),
    ],
    [
      'Bottlerocket by its parameter',
      template({
        Host: [
          'AWS::EC2::Instance',
          {
            ...key,
            ImageId: '{{resolve:ssm:/aws/service/bottlerocket/aws-k8s-1.35/x86_64/latest/image_id}}',
          },
        ],
      }),
    ],
    [
      'user data that names the ECS cluster',
      template({
        Host: [
          'AWS::EC2::Instance',
          {
            ...key,
            UserData: {
              'Fn::Base64': {
                'Fn::Sub': '#!/bin/bash\necho ECS_CLUSTER=$' + '{Cluster} >> /etc/ecs/ecs.config',
              },
            },
          },
        ],
      }),
    ],
    [
      'user data that bootstraps a node',
      template({
        Host: [
          'AWS::EC2::Instance',
          {
            ...key,
            UserData: {
              'Fn::Base64': { 'Fn::Join': ['', ['#!/bin/bash\n/etc/eks/bootstrap.sh ', { Ref: 'Cluster' }]] },
            },
          },
        ],
      }),
    ],
    [
      'user data of nodeadm, in base64',
      template({
        Host: [
          'AWS::EC2::Instance',
          {
            ...key,
            UserData: Buffer.from('apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n').toString('base64'),
          },
        ],
      }),
    ],
    [
      'an instance profile with the role of container instances',
      template({
        Host: ['AWS::EC2::Instance', { ...key, IamInstanceProfile: { Ref: 'Profile' } }],
        ...profile('arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role'),
      }),
    ],
    [
      'an instance profile with the role of nodes',
      template({
        Host: ['AWS::EC2::Instance', { ...key, IamInstanceProfile: { Ref: 'Profile' } }],
        ...profile('arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy'),
      }),
    ],
    [
      'the profile that ECS makes',
      template({ Host: ['AWS::EC2::Instance', { ...key, IamInstanceProfile: 'ecsInstanceRole' }] }),
    ],
    [
      'a launch configuration',
      template({
        Host: ['AWS::AutoScaling::LaunchConfiguration', { ...key, UserData: 'echo ECS_CLUSTER=web' }],
      }),
    ],
    [
      'a launch template',
      template({
        Host: [
          'AWS::EC2::LaunchTemplate',
          {
            LaunchTemplateData: {
              ...key,
              UserData: { 'Fn::Base64': '[settings.kubernetes]\ncluster-name = "a"' },
            },
          },
        ],
      }),
    ],
  ])('are recognised by %s', async (_, given) => {
    expect((await judged(noHostSsh, given)).Host).toBe('fail at KeyName');
  });

  it.each<readonly [says: string, given: JsonObject]>([
    [
      'an image of AWS for anything',
      template({
        Host: [
          'AWS::EC2::Instance',
          {
            ...key,
            ImageId: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}',
          },
        ],
      }),
    ],
    [
      'user data of something else',
      template({
        Host: [
          'AWS::EC2::Instance',
          { ...key, UserData: { 'Fn::Base64': '#!/bin/bash\nyum install -y httpd' } },
        ],
      }),
    ],
    [
      'a profile of something else',
      template({
        Host: ['AWS::EC2::Instance', { ...key, IamInstanceProfile: { Ref: 'Profile' } }],
        ...profile('arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'),
      }),
    ],
    [
      'a role of the kind that is not the host’s',
      template({
        Host: ['AWS::EC2::Instance', key],
        ...profile('arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy'),
      }),
    ],
    [
      'an image by a parameter without default',
      template(
        { Host: ['AWS::EC2::Instance', { ...key, ImageId: { Ref: 'Ami' } }] },
        { Ami: { Type: 'String' } },
      ),
    ],
  ])('are not taken for ones by %s', async (_, given) => {
    expect((await judged(noHostSsh, given)).Host).toBe('unknown');
  });

  it('of a node group have a way in where it says so, open to all without a group', async () => {
    const group = (access: JsonObject) =>
      template({ Nodes: ['AWS::EKS::Nodegroup', { ClusterName: 'a', ...access }] });
    const open = group({ RemoteAccess: { Ec2SshKey: 'ops' } });
    expect(await judged(noHostSsh, open)).toEqual({
      Nodes: 'fail at RemoteAccess.Ec2SshKey',
      'Nodes/RemoteAccess': 'fail at RemoteAccess',
    });
    expect(await judged('segmentation/no-world-ingress', open)).toEqual({
      'Nodes/RemoteAccess': 'fail at RemoteAccess',
    });
    const closed = group({ RemoteAccess: { Ec2SshKey: 'ops', SourceSecurityGroups: ['sg-1'] } });
    expect(await judged(noHostSsh, closed)).toEqual({ Nodes: 'fail at RemoteAccess.Ec2SshKey' });
    expect(await judged(noHostSsh, group({}))).toEqual({ Nodes: 'pass' });
    expect(await judged(noHostSsh, group({ RemoteAccess: { Ec2SshKey: { Ref: 'Key' } } }))).toMatchObject({
      Nodes: 'unknown',
    });
  });

  it('with a public address are told by a launch configuration', async () => {
    const host = (AssociatePublicIpAddress: boolean) =>
      template({
        Host: [
          'AWS::AutoScaling::LaunchConfiguration',
          { AssociatePublicIpAddress, UserData: 'ECS_CLUSTER=a' },
        ],
      });
    expect((await judged(noHostSsh, host(true))).Host).toBe('fail at AssociatePublicIpAddress');
    expect((await judged(noHostSsh, host(false))).Host).toBe('pass');
  });

  it('with a public address are told by the interfaces of a launch template and an instance', async () => {
    const asked = (...addresses: (boolean | string)[]) =>
      addresses.map((AssociatePublicIpAddress, DeviceIndex) => ({ DeviceIndex, AssociatePublicIpAddress }));
    const launch = (...addresses: (boolean | string)[]) =>
      template({
        Host: [
          'AWS::EC2::LaunchTemplate',
          { LaunchTemplateData: { UserData: 'ECS_CLUSTER=a', NetworkInterfaces: asked(...addresses) } },
        ],
      });
    const instance = (address: boolean) =>
      template({
        Host: ['AWS::EC2::Instance', { UserData: 'ECS_CLUSTER=a', NetworkInterfaces: asked(address) }],
      });
    expect((await judged(noHostSsh, launch(false, 'true'))).Host).toBe(
      'fail at NetworkInterfaces[1].AssociatePublicIpAddress',
    );
    expect((await judged(noHostSsh, launch(false))).Host).toBe('pass');
    expect((await judged(noHostSsh, launch())).Host).toBe('pass');
    expect((await judged(noHostSsh, instance(true))).Host).toBe(
      'fail at NetworkInterfaces[0].AssociatePublicIpAddress',
    );
  });
});

describe('workloads', () => {
  it('of a task set are those of the definition that it runs, in its network', async () => {
    const given = template({
      Td: [
        'AWS::ECS::TaskDefinition',
        {
          Family: 'a',
          NetworkMode: 'awsvpc',
          RequiresCompatibilities: ['FARGATE'],
          ContainerDefinitions: [{ ...container, PortMappings: [{ ContainerPort: 22 }] }],
        },
      ],
      Set: [
        'AWS::ECS::TaskSet',
        {
          Cluster: 'c',
          Service: 's',
          TaskDefinition: { Ref: 'Td' },
          NetworkConfiguration: { AwsVpcConfiguration: { AssignPublicIp: 'ENABLED', Subnets: ['subnet-1'] } },
        },
      ],
    });
    expect((await judged('resource-usage/no-public-address', given)).Set).toMatch(/^fail/);
    expect((await judged('resource-usage/no-admin-ports', given)).Set).toMatch(/^fail/);
  });

  it.each([
    ['PidMode', 'isolation', 'pidMode'],
    ['IpcMode', 'isolation', 'ipcMode'],
  ])('of a daemon share the host’s namespace: %s', async (property, _, path) => {
    const given = template({
      D: [
        'AWS::ECS::DaemonTaskDefinition',
        { Family: 'a', [property]: 'shared', ContainerDefinitions: [container] },
      ],
    });
    expect((await judged('namespace-isolation/no-host-namespaces', given)).D).toBe(`fail at ${path}`);
  });

  it('of a daemon as files are the same: what registers one, and what describes one', async () => {
    const definition = {
      family: 'a',
      pidMode: 'shared',
      containerDefinitions: [{ name: 'a', image: 'a:1' }],
    };
    const control = 'namespace-isolation/no-host-namespaces';
    expect(await judged(control, definition)).toEqual({ a: 'fail at pidMode' });
    expect(
      await judged(control, {
        daemonTaskDefinition: {
          ...definition,
          daemonTaskDefinitionArn: 'arn:aws:ecs:eu-west-1:1:daemon-task-definition/a:1',
        },
      }),
    ).toMatchObject({
      'arn:aws:ecs:eu-west-1:1:daemon-task-definition/a:1': 'fail at pidMode',
    });
    expect(await judged(control, { ...definition, pidMode: 'task' })).toEqual({ a: 'pass' });
  });
});

describe('credentials', () => {
  const control = 'control-plane/federated-access-only';

  it('that live long are told where the template makes them', async () => {
    const given = template({
      Key: ['AWS::IAM::AccessKey', { UserName: { Ref: 'User' } }],
      Off: ['AWS::IAM::AccessKey', { UserName: 'x', Status: 'Inactive' }],
      User: ['AWS::IAM::User', {}],
      Person: ['AWS::IAM::User', { LoginProfile: { Password: { Ref: 'P' } } }],
    });
    expect(await judged(control, given)).toEqual({
      Key: 'fail at UserName',
      Off: 'not-applicable',
      User: 'unknown',
      Person: 'fail at LoginProfile',
    });
  });
});

describe('rules that stand alone', () => {
  it('let out, not in', async () => {
    const rule = { GroupId: 'sg-1', IpProtocol: '-1', CidrIp: '0.0.0.0/0' };
    const given = template({
      Out: ['AWS::EC2::SecurityGroupEgress', rule],
      In: ['AWS::EC2::SecurityGroupIngress', rule],
    });
    expect(await judged('segmentation/no-world-ingress', given)).toEqual({
      Out: 'pass',
      In: 'fail at CidrIp',
    });
  });
});

describe('a definition that a service of the template runs', () => {
  const definition = { Family: 'a', ContainerDefinitions: [{ ...container, Privileged: true }] };
  const service = { Cluster: 'c', TaskDefinition: { Ref: 'Td' } };

  it('is told once, with the service, at its own place', async () => {
    const given = template({
      Service: ['AWS::ECS::Service', service],
      Td: ['AWS::ECS::TaskDefinition', definition],
      Other: ['AWS::ECS::TaskDefinition', definition],
    });
    expect(await judged('namespace-isolation/no-privileged', given)).toEqual({
      Service: 'fail at containerDefinitions[0].privileged',
      Td: 'not-applicable',
      Other: 'fail at containerDefinitions[0].privileged',
    });
    const text = JSON.stringify(given, null, 1);
    const line = text.slice(0, text.indexOf('"Privileged"')).split('\n').length;
    const [first] = readDocuments(text, 'stack.json');
    expect(first?.ok && first.position('containerDefinitions[0].privileged')?.line).toBe(line);
  });

  it('is judged by itself where the service runs another', async () => {
    const given = template({
      Service: ['AWS::ECS::Service', { ...service, TaskDefinition: 'web:7' }],
      Td: ['AWS::ECS::TaskDefinition', definition],
    });
    expect(await judged('namespace-isolation/no-privileged', given)).toMatchObject({
      Td: 'fail at containerDefinitions[0].privileged',
    });
  });
});

describe('types that nothing judges', () => {
  it('are left out by type, behind the others', () => {
    const given = template({
      A: ['AWS::S3::Bucket', {}],
      B: ['AWS::S3::Bucket', {}],
      Td: ['AWS::ECS::TaskDefinition', { ContainerDefinitions: [container] }],
    });
    const intakes = readDocuments(JSON.stringify(given), 'stack.json').map((one) => one.ok && one.intake);
    const reason = 'resource type AWS::S3::Bucket, which nothing judges';
    expect(intakes).toMatchObject([
      { kind: 'observed' },
      { kind: 'dropped', reason },
      { kind: 'dropped', reason },
    ]);
  });

  it('are told from those that are read for the services that they lead to', () => {
    const given = template({ S: ['AWS::EC2::Subnet', {}] });
    const [read] = readDocuments(JSON.stringify(given), 'stack.json');
    const reason = 'resource type AWS::EC2::Subnet, which nothing judges by itself';
    expect(read).toMatchObject({ intake: { kind: 'dropped', reason } });
  });
});
