// When actions on repositories, clusters and the watch itself leave things as they are.

import { type Case, on } from './held.ts';
import { account, findingOn, region } from './round-trip.ts';

const role = `arn:aws:iam::${account}:role/web`;
const trail = findingOn({ kind: 'call', id: `111122223333:cloudtrail|x`, name: 'cloudtrail:StopLogging' }, [
  't',
]);
const rule = findingOn({
  kind: 'call',
  id: `arn:aws:events:${region}:${account}:rule/bus/r|x`,
  name: 'events:DisableRule',
});

export const platformCases: readonly Case[] = [
  {
    says: 'a cluster role binding in no known cluster',
    action: 'revoke-access-entry',
    finding: on('principal', 'kubernetes', 'User/kim'),
    answers: {},
    by: 'guard-error',
    reason: 'which cluster',
  },
  {
    says: 'a namespace that is not told',
    action: 'apply-default-deny',
    finding: { ...on('workload', 'kubernetes', 'Deployment/shop/web'), cluster: 'shop' },
    answers: {},
    by: 'guard-error',
    reason: 'namespace',
  },
  {
    says: 'no such access entry',
    action: 'revoke-access-entry',
    finding: on('cluster', 'eks', 'shop'),
    answers: { 'eks.ListAccessEntries': { accessEntries: [role] } },
    by: 'changed-since',
    reason: 'no access entry',
  },
  {
    says: 'no repository policy',
    action: 'restore-repository-policy',
    finding: on('repository', 'ecr', 'shop'),
    answers: { 'ecr.GetRepositoryPolicy': 'not-found' },
    by: 'changed-since',
    reason: 'gone',
  },
  {
    says: 'a registry policy put right',
    action: 'restore-repository-policy',
    finding: on('repository', 'ecr', 'registry'),
    answers: { 'ecr.GetRegistryPolicy': { policyText: '{"Version":"2012-10-17","Statement":[]}' } },
    by: 'changed-since',
    reason: 'not name them',
  },
  {
    says: 'a repository that is gone',
    action: 'set-tag-immutability',
    finding: on('repository', 'ecr', 'shop'),
    answers: { 'ecr.DescribeRepositories': 'not-found' },
    by: 'changed-since',
    reason: 'gone',
  },
  {
    says: 'tags that are immutable',
    action: 'set-tag-immutability',
    finding: on('repository', 'ecr', 'shop'),
    answers: { 'ecr.DescribeRepositories': { repositories: [{ imageTagMutability: 'IMMUTABLE' }] } },
    by: 'changed-since',
    reason: 'already',
  },
  {
    says: 'exclusions that were put right',
    action: 'set-tag-immutability',
    finding: findingOn({ platform: 'ecr', id: 'shop' }, ['*']),
    answers: {
      'ecr.DescribeRepositories': {
        repositories: [
          {
            imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
            imageTagMutabilityExclusionFilters: [{ filter: 'dev-*' }],
          },
        ],
      },
    },
    by: 'changed-since',
    reason: 'exclusions',
  },
  {
    says: 'a repository that is gone',
    action: 'enable-scan-on-push',
    finding: on('repository', 'ecr', 'shop'),
    answers: { 'ecr.DescribeRepositories': 'not-found' },
    by: 'changed-since',
    reason: 'gone',
  },
  {
    says: 'scanning that is on',
    action: 'enable-scan-on-push',
    finding: on('repository', 'ecr', 'shop'),
    answers: {
      'ecr.DescribeRepositories': {
        repositories: [{ imageTagMutability: 'MUTABLE', imageScanningConfiguration: { scanOnPush: true } }],
      },
    },
    by: 'changed-since',
    reason: 'already',
  },
  {
    says: 'an ECS cluster',
    action: 'restrict-endpoint',
    finding: on('cluster', 'ecs', 'shop'),
    answers: {},
    by: 'guard-error',
    reason: 'not an EKS',
  },
  {
    says: 'a cluster that is gone',
    action: 'restrict-endpoint',
    finding: on('cluster', 'eks', 'shop'),
    answers: { 'eks.DescribeCluster': 'not-found' },
    by: 'changed-since',
    reason: 'gone',
  },
  {
    says: 'an endpoint put right',
    action: 'restrict-endpoint',
    finding: on('cluster', 'eks', 'shop'),
    answers: { 'eks.DescribeCluster': { cluster: { resourcesVpcConfig: { endpointPublicAccess: false } } } },
    by: 'changed-since',
    reason: 'not open',
  },
  {
    says: 'a cluster that is gone',
    action: 'enable-logging',
    finding: on('cluster', 'eks', 'shop'),
    answers: { 'eks.DescribeCluster': 'not-found' },
    by: 'changed-since',
    reason: 'gone',
  },
  {
    says: 'logs that are on',
    action: 'enable-logging',
    finding: on('cluster', 'eks', 'shop'),
    answers: { 'eks.DescribeCluster': { cluster: { name: 'shop' } } },
    by: 'changed-since',
    reason: 'switched on',
  },
  {
    says: 'a cluster that is gone',
    action: 'enable-logging',
    finding: on('cluster', 'ecs', 'shop'),
    answers: { 'ecs.DescribeClusters': { clusters: [{ status: 'INACTIVE' }] } },
    by: 'changed-since',
    reason: 'gone',
  },
  {
    says: 'logs that are on',
    action: 'enable-logging',
    finding: on('cluster', 'ecs', 'shop'),
    answers: { 'ecs.DescribeClusters': { clusters: [{ status: 'ACTIVE' }] } },
    by: 'changed-since',
    reason: 'switched on',
  },
  {
    says: 'a function',
    action: 're-enable-rule',
    finding: findingOn({ kind: 'call', id: 'x|y', name: 'lambda:DeleteFunction' }),
    answers: {},
    by: 'guard-error',
    reason: 'only rules',
  },
  {
    says: 'a rule that is gone',
    action: 're-enable-rule',
    finding: rule,
    answers: { 'events.DescribeRule': 'not-found' },
    by: 'changed-since',
    reason: 'gone',
  },
  {
    says: 'a rule that is enabled',
    action: 're-enable-rule',
    finding: rule,
    answers: { 'events.DescribeRule': { State: 'ENABLED' } },
    by: 'changed-since',
    reason: 'enabled',
  },
  {
    says: 'a trail that is gone',
    action: 'restart-trail',
    finding: trail,
    answers: { 'cloudtrail.GetTrailStatus': 'not-found' },
    by: 'changed-since',
    reason: 'gone',
  },
  {
    says: 'a trail that records',
    action: 'restart-trail',
    finding: trail,
    answers: { 'cloudtrail.GetTrailStatus': { IsLogging: true } },
    by: 'changed-since',
    reason: 'records',
  },
  {
    says: 'no trail',
    action: 'restart-trail',
    finding: { ...trail, evidence: [] },
    answers: {},
    by: 'guard-error',
    reason: 'no trail',
  },
];
