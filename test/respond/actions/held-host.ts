// When actions on images, hosts and networks leave things as they are.

import { type Case, on } from './held.ts';
import { account, findingOn, region } from './round-trip.ts';

const service = `arn:aws:ecs:${region}:${account}:service/shop/web`;
const host = { ...on('host', 'ec2', 'i-0abc'), cluster: 'shop' };
const image = `${account}.dkr.ecr.${region}.amazonaws.com/shop/web@sha256:${'ab'.repeat(32)}`;

export const hostCases: readonly Case[] = [
  {
    says: 'an image by tag',
    action: 'quarantine-image',
    finding: on('image', 'ecr', 'nginx:1'),
    answers: {},
    by: 'guard-error',
    reason: 'digest',
  },
  {
    says: 'an image that is gone',
    action: 'quarantine-image',
    finding: on('image', 'ecr', image),
    answers: { 'ecr.DescribeImages': 'not-found' },
    by: 'changed-since',
    reason: 'gone',
  },
  {
    says: 'an image in the archive',
    action: 'quarantine-image',
    finding: on('image', 'ecr', image),
    answers: {
      'ecr.DescribeImages': {
        imageDetails: [{ imageDigest: image.split('@')[1] ?? '', imageStatus: 'ARCHIVED' }],
      },
    },
    by: 'changed-since',
    reason: 'archived',
  },
  {
    says: 'no security group',
    action: 'revoke-ingress',
    finding: findingOn({ kind: 'host', id: 'i-0abc' }, ['key']),
    answers: {},
    by: 'guard-error',
    reason: 'no security group',
  },
  {
    says: 'rules that are gone',
    action: 'revoke-ingress',
    finding: findingOn({ kind: 'network', id: 'sg-0abc' }, ['0.0.0.0/0 port 22']),
    answers: { 'ec2.DescribeSecurityGroupRules': { SecurityGroupRules: [] } },
    by: 'changed-since',
    reason: 'gone',
  },
  {
    says: 'no instance',
    action: 'require-imdsv2',
    finding: on('workload', 'ecs', service),
    answers: {},
    by: 'guard-error',
    reason: 'no EC2 instance',
  },
  {
    says: 'an instance that is gone',
    action: 'require-imdsv2',
    finding: host,
    answers: { 'ec2.DescribeInstances': 'not-found' },
    by: 'changed-since',
    reason: 'gone',
  },
  {
    says: 'options put right',
    action: 'require-imdsv2',
    finding: host,
    answers: {
      'ec2.DescribeInstances': {
        Reservations: [{ Instances: [{ MetadataOptions: { HttpTokens: 'required' } }] }],
      },
    },
    by: 'changed-since',
    reason: 'in order',
  },
  {
    says: 'a host of no known cluster',
    action: 'drain-host',
    finding: on('host', 'ec2', 'i-0abc'),
    answers: {},
    by: 'guard-error',
    reason: 'cluster',
  },
  {
    says: 'no instance',
    action: 'drain-host',
    finding: { ...host, subject: { ...host.subject, id: 'x' } },
    answers: {},
    by: 'guard-error',
    reason: 'no EC2 instance',
  },
  {
    says: 'a host that left',
    action: 'drain-host',
    finding: host,
    answers: { 'ecs.ListContainerInstances': { containerInstanceArns: [] } },
    by: 'changed-since',
    reason: 'not registered',
  },
  {
    says: 'a host that drains',
    action: 'drain-host',
    finding: host,
    answers: {
      'ecs.ListContainerInstances': { containerInstanceArns: ['a'] },
      'ecs.DescribeContainerInstances': {
        containerInstances: [{ containerInstanceArn: 'a', ec2InstanceId: 'i-0abc', status: 'DRAINING' }],
      },
    },
    by: 'changed-since',
    reason: 'no tasks',
  },
];
