// Resource types that carry what others carry: policies, tasks and manifests, whatever they are called.
import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../../shared/intake/documents/read.ts';
import type { Json } from '../../../shared/model/json.ts';
import { judge } from '../../../shared/pipeline.ts';
import { judgingWith } from '../../support/judging.ts';

const judging = judgingWith({ version: 1 });

/** The ids, without the file's, of what fails a control. */
async function failing(type: string, properties: Json, control: string): Promise<readonly string[]> {
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: { R: { Type: type, Properties: properties } },
  };
  const found: string[] = [];
  for (const result of readDocuments(JSON.stringify(template), 't.json')) {
    if (!result.ok || result.intake.kind !== 'observed') continue;
    for (const { control: id, outcome, subject } of await judge(result.intake.observation, judging))
      if (id.endsWith(`/${control}`) && outcome === 'fail') found.push(subject.id.replace('t.json#', ''));
  }
  return found;
}

const everything = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const job = (container: { readonly [key: string]: Json }, more: { readonly [key: string]: Json } = {}) => ({
  Type: 'container',
  ContainerProperties: { Image: 'job:1', ...container },
  ...more,
});
const eksJob = (pod: { readonly [key: string]: Json }, security: { readonly [key: string]: Json } = {}) => ({
  Type: 'container',
  EksProperties: {
    PodProperties: { ...pod, Containers: [{ Image: 'job:1', SecurityContext: security }] },
  },
});
const launching = (...disks: Json[]) => ({
  LaunchTemplateData: {
    UserData: { 'Fn::Base64': 'echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config' },
    BlockDeviceMappings: disks,
  },
});
const manifest = (...objects: Json[]) => ({ Manifest: JSON.stringify(objects) });
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'web', image: 'web:1', securityContext: { privileged: true } }] },
};
const role = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'all' },
  rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
};
const binding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'b' },
  roleRef: { kind: 'ClusterRole', name: 'all' },
  subjects: [{ kind: 'ServiceAccount', name: 'app', namespace: 'x' }],
};

describe('a resource of a template', () => {
  it.each<[says: string, type: string, properties: Json, control: string, expected: string[]]>([
    [
      'a policy of a role elsewhere',
      'AWS::IAM::RolePolicy',
      { RoleName: 'web', PolicyDocument: everything },
      'no-administrator-grant',
      ['R'],
    ],
    [
      'a policy of a user elsewhere',
      'AWS::IAM::UserPolicy',
      { UserName: 'kim', PolicyDocument: everything },
      'no-administrator-grant',
      ['R'],
    ],
    [
      'a policy of a group elsewhere',
      'AWS::IAM::GroupPolicy',
      { GroupName: 'ops', PolicyDocument: everything },
      'no-administrator-grant',
      ['R'],
    ],
    [
      'a registry for everybody',
      'AWS::ECR::RegistryPolicy',
      { PolicyText: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:*', Resource: '*' }] } },
      'registry-not-public',
      ['R'],
    ],
    [
      'a registry for the own account',
      'AWS::ECR::RegistryPolicy',
      {
        PolicyText: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::Sub': `arn:aws:iam::$\{AWS::AccountId}:root` } },
              Action: 'ecr:*',
              Resource: '*',
            },
          ],
        },
      },
      'registry-not-public',
      [],
    ],
    ['a privileged job', 'AWS::Batch::JobDefinition', job({ Privileged: true }), 'no-privileged', ['R']],
    ['a job', 'AWS::Batch::JobDefinition', job({}), 'no-privileged', []],
    [
      'a job with a secret in plain text',
      'AWS::Batch::JobDefinition',
      job({ Environment: [{ Name: 'DB_PASSWORD', Value: 'Tr0ub4dor&3x' }] }),
      'no-plaintext-secrets',
      ['R'],
    ],
    [
      'a job with one role for all',
      'AWS::Batch::JobDefinition',
      job({
        JobRoleArn: 'arn:aws:iam::111122223333:role/a',
        ExecutionRoleArn: 'arn:aws:iam::111122223333:role/a',
      }),
      'execution-role-apart',
      ['R'],
    ],
    [
      'memory by requirement',
      'AWS::Batch::JobDefinition',
      job({ ResourceRequirements: [{ Type: 'MEMORY', Value: '512' }] }),
      'resource-limits',
      [],
    ],
    [
      'a privileged task of a job',
      'AWS::Batch::JobDefinition',
      {
        Type: 'container',
        EcsProperties: { TaskProperties: [{ Containers: [{ Name: 'a', Image: 'a:1', Privileged: true }] }] },
      },
      'no-privileged',
      ['R'],
    ],
    [
      'a privileged pod of a job',
      'AWS::Batch::JobDefinition',
      eksJob({}, { Privileged: true }),
      'no-privileged',
      ['R'],
    ],
    ['a pod of a job', 'AWS::Batch::JobDefinition', eksJob({ HostNetwork: false }), 'no-privileged', []],
    [
      'a pod on the network of its node',
      'AWS::Batch::JobDefinition',
      eksJob({ HostNetwork: true }),
      'own-network-interface',
      ['R'],
    ],
    [
      'a pod of which no network is said',
      'AWS::Batch::JobDefinition',
      eksJob({}),
      'own-network-interface',
      [],
    ],
    [
      'a pod with a directory of its node',
      'AWS::Batch::JobDefinition',
      eksJob({ Volumes: [{ Name: 'v', HostPath: { Path: '/var/run' } }] }),
      'no-host-paths',
      ['R'],
    ],
    [
      'a pod with an empty directory',
      'AWS::Batch::JobDefinition',
      eksJob({ Volumes: [{ Name: 'v', EmptyDir: { Medium: '' } }] }),
      'no-host-paths',
      [],
    ],
    [
      'a host with a disk in the clear',
      'AWS::EC2::LaunchTemplate',
      launching({ DeviceName: '/dev/xvda', Ebs: { Encrypted: false } }),
      'encrypted-volumes',
      ['R'],
    ],
    [
      'a host whose second disk is in the clear',
      'AWS::EC2::LaunchTemplate',
      launching({ Ebs: { Encrypted: true } }, { Ebs: { Encrypted: 'false' } }),
      'encrypted-volumes',
      ['R'],
    ],
    [
      'a host with encrypted disks',
      'AWS::EC2::LaunchTemplate',
      launching({ Ebs: { Encrypted: true } }),
      'encrypted-volumes',
      [],
    ],
    [
      'a host whose disks the account decides',
      'AWS::EC2::LaunchTemplate',
      launching({ Ebs: { VolumeSize: 20 } }),
      'encrypted-volumes',
      [],
    ],
    [
      'an instance that runs no containers',
      'AWS::EC2::Instance',
      { BlockDeviceMappings: [{ Ebs: { Encrypted: false } }] },
      'encrypted-volumes',
      [],
    ],
    [
      'a function that may do everything',
      'AWS::Serverless::Function',
      { Policies: [everything] },
      'no-administrator-grant',
      ['R'],
    ],
    [
      'a function with a policy of AWS by name',
      'AWS::Serverless::Function',
      { Policies: 'AdministratorAccess' },
      'no-administrator-grant',
      ['R'],
    ],
    [
      'a function with a template of SAM',
      'AWS::Serverless::Function',
      { Policies: [{ S3ReadPolicy: { BucketName: 'a' } }, 'AWSLambdaBasicExecutionRole'] },
      'no-administrator-grant',
      [],
    ],
    [
      'a function with a role',
      'AWS::Serverless::Function',
      { Role: 'arn:aws:iam::111122223333:role/a', Policies: [everything] },
      'no-administrator-grant',
      [],
    ],
    [
      'a privileged pod of a manifest',
      'Custom::AWSCDK-EKS-KubernetesResource',
      manifest(pod),
      'no-privileged',
      ['Pod/default/web'],
    ],
    [
      'a binding beside its role',
      'Custom::AWSCDK-EKS-KubernetesResource',
      manifest(binding, role),
      'cluster-admin-entries',
      ['ServiceAccount/x/app'],
    ],
    [
      'a manifest that is no JSON',
      'Custom::AWSCDK-EKS-KubernetesResource',
      { Manifest: '[{' },
      'no-privileged',
      [],
    ],
    [
      'a manifest with a gap',
      'Custom::AWSCDK-EKS-KubernetesResource',
      {
        Manifest: {
          'Fn::Join': [
            '',
            [
              JSON.stringify([{ ...pod, metadata: { name: 'web', annotations: { role: 'ARN' } } }]).split(
                'ARN',
              )[0] ?? '',
              { 'Fn::GetAtt': ['Role', 'Arn'] },
              '"}},"spec":',
              JSON.stringify(pod.spec),
              '}]',
            ],
          ],
        },
      },
      'no-privileged',
      ['Pod/default/web'],
    ],
  ])('%s', async (_, type, properties, control, expected) => {
    expect(await failing(type, properties, control)).toEqual(expected);
  });
});
