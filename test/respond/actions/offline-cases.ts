// Findings as replays know them, with the calls that their actions would make.
import type { Finding } from '../../../shared/model/finding.ts';
import type { Json } from '../../../shared/model/json.ts';
import type { ResponseAction } from '../../../shared/model/response.ts';
import { on } from './held.ts';
import { account, region } from './round-trip.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
const role = `arn:aws:iam::${account}:role/team/web`;
const user = `arn:aws:iam::${account}:user/kim`;
const task = arn('ecs', 'task/shop/0123456789abcdef0123456789abcdef');
const cluster = arn('eks', 'cluster/shop');
const found = (finding: Finding, value: Json, message = '', wanted: Json = null): Finding => ({
  ...finding,
  evidence: [{ path: '', found: value, wanted, message }],
});
const inShop = (id: string) => ({ ...on('workload', 'kubernetes', id), cluster: 'shop', namespace: 'shop' });
const named = (finding: Finding, name: string): Finding => ({
  ...finding,
  subject: { ...finding.subject, name },
});

export const offlineCases: readonly (readonly [
  ResponseAction,
  Finding,
  readonly (readonly [string, object])[],
])[] = [
  [
    'stop-workload',
    on('workload', 'ecs', arn('ecs', 'service/shop/web')),
    [['UpdateService', { cluster: 'shop' }]],
  ],
  ['stop-workload', { ...on('workload', 'ecs', 'job'), instances: [task] }, [['StopTask', { task }]]],
  ['stop-workload', on('call', 'ecs', `${task}|${user}`), [['StopTask', { task }]]],
  [
    'stop-workload',
    on('call', 'ecs', `ecs:shop_0123456789abcdef0123456789abcdef_0123-45|${user}`),
    [['StopTask', { task }]],
  ],
  [
    'stop-workload',
    inShop('Deployment/shop/web'),
    [['patchAppsV1NamespacedDeployment', { cluster: 'shop', namespace: 'shop', name: 'web' }]],
  ],
  ['stop-workload', inShop('StatefulSet/shop/db'), [['patchAppsV1NamespacedStatefulSet', { name: 'db' }]]],
  ['stop-workload', inShop('Job/shop/night'), [['patchBatchV1NamespacedJob', { name: 'night' }]]],
  ['stop-workload', inShop('CronJob/shop/night'), [['patchBatchV1NamespacedCronJob', { name: 'night' }]]],
  ['stop-workload', inShop('Pod/shop/debug'), [['createCoreV1NamespacedPodEviction', { name: 'debug' }]]],
  ['stop-workload', inShop('DaemonSet/shop/agent'), []],
  [
    'stop-workload',
    { ...on('call', 'kubernetes', 'shop:Pod/shop/web-0|kim'), cluster: 'shop' },
    [['createCoreV1NamespacedPodEviction', { cluster: 'shop', namespace: 'shop', name: 'web-0' }]],
  ],
  ['stop-workload', on('call', 'kubernetes', 'shop:Node/default/n1|kim'), []],
  [
    'quarantine-image',
    on('image', 'ecr', `${account}.dkr.ecr.${region}.amazonaws.com/shop/web@sha256:ab`),
    [['UpdateImageStorageClass', { repositoryName: 'shop/web', imageId: { imageDigest: 'sha256:ab' } }]],
  ],
  [
    'revert-access',
    found(on('principal', 'iam', user), 'arn:aws:iam::aws:policy/AdministratorAccess'),
    [['DetachUserPolicy', { UserName: 'kim', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }]],
  ],
  ['revert-access', on('principal', 'iam', role), [['PutRolePolicy', { RoleName: 'web' }]]],
  // A family's name is no role's name.
  ['revert-access', on('workload', 'ecs', 'web'), [['PutRolePolicy', { RoleName: null }]]],
  ['restore-trust', on('principal', 'iam', role), [['UpdateAssumeRolePolicy', { RoleName: 'web' }]]],
  [
    'apply-boundary',
    found(on('principal', 'iam', role), null, '', `arn:aws:iam::${account}:policy/workload`),
    [['PutRolePermissionsBoundary', { PermissionsBoundary: `arn:aws:iam::${account}:policy/workload` }]],
  ],
  [
    'deactivate-key',
    found(on('principal', 'iam', user), 'access-key'),
    [['UpdateAccessKey', { UserName: 'kim' }]],
  ],
  [
    'deactivate-key',
    found(on('principal', 'iam', user), 'login-profile'),
    [['DeleteLoginProfile', { UserName: 'kim' }]],
  ],
  [
    'deactivate-key',
    named(on('call', 'iam', `${user}|${role}`), 'iam:CreateServiceSpecificCredential'),
    [['UpdateServiceSpecificCredential', { UserName: 'kim' }]],
  ],
  [
    'delete-login-profile',
    on('call', 'iam', `${user}|${role}`),
    [['DeleteLoginProfile', { UserName: 'kim' }]],
  ],
  [
    'revoke-sessions',
    { ...on('call', 'ecs', `x|${role}`), actor: role },
    [['PutRolePolicy', { RoleName: 'web' }]],
  ],
  ['revoke-sessions', { ...on('call', 'ecs', `x|${user}`), actor: user }, []],
  [
    'revoke-access-entry',
    found(
      on('cluster', 'eks', cluster),
      'arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminPolicy',
      `${role} administers shop through an access entry`,
    ),
    [['DisassociateAccessPolicy', { clusterName: 'shop', principalArn: role }]],
  ],
  [
    'revoke-access-entry',
    found(
      on('cluster', 'eks', cluster),
      'system:masters',
      `${role} administers shop through an access entry`,
    ),
    [['UpdateAccessEntry', { clusterName: 'shop', principalArn: role }]],
  ],
  [
    'revoke-access-entry',
    found(
      on('cluster', 'eks', cluster),
      'system:masters',
      `${role} administers shop through the aws-auth ConfigMap`,
    ),
    [['patchCoreV1NamespacedConfigMap', { cluster: 'shop', name: 'aws-auth' }]],
  ],
  [
    'revoke-access-entry',
    {
      ...found(
        on('principal', 'kubernetes', 'User/default/kim'),
        'cluster-admin',
        'help makes kim an administrator',
      ),
      cluster: 'shop',
    },
    [['patchRbacAuthorizationV1ClusterRoleBinding', { cluster: 'shop', name: 'help' }]],
  ],
  [
    'restore-repository-policy',
    on('repository', 'ecr', arn('ecr', 'repository/shop/web')),
    [['SetRepositoryPolicy', { repositoryName: 'shop/web' }]],
  ],
  ['restore-repository-policy', on('repository', 'ecr', arn('ecr', 'registry')), [['PutRegistryPolicy', {}]]],
  [
    'set-tag-immutability',
    on('repository', 'ecr', arn('ecr', 'repository/shop/web')),
    [['PutImageTagMutability', { repositoryName: 'shop/web', imageTagMutability: 'IMMUTABLE' }]],
  ],
  [
    'enable-scan-on-push',
    on('repository', 'ecr', arn('ecr', 'repository/shop/web')),
    [['PutImageScanningConfiguration', { repositoryName: 'shop/web' }]],
  ],
  [
    'revoke-ingress',
    on('network', 'ec2', arn('ec2', 'security-group/sg-1')),
    [['RevokeSecurityGroupIngress', { GroupId: 'sg-1' }]],
  ],
  [
    'revoke-ingress',
    on('workload', 'ecs', arn('ecs', 'service/shop/web')),
    [['RevokeSecurityGroupIngress', { GroupId: null }]],
  ],
  [
    'apply-default-deny',
    inShop('Deployment/shop/web'),
    [['createNetworkingV1NamespacedNetworkPolicy', { cluster: 'shop', namespace: 'shop' }]],
  ],
  [
    'require-imdsv2',
    on('host', 'ec2', arn('ec2', 'instance/i-1')),
    [['ModifyInstanceMetadataOptions', { InstanceId: 'i-1', HttpTokens: 'required' }]],
  ],
  [
    'drain-host',
    { ...on('host', 'ec2', arn('ec2', 'instance/i-1')), cluster: 'shop' },
    [['UpdateContainerInstancesState', { cluster: 'shop' }]],
  ],
  ['restrict-endpoint', on('cluster', 'eks', cluster), [['UpdateClusterConfig', { name: 'shop' }]]],
  ['enable-logging', on('cluster', 'eks', cluster), [['UpdateClusterConfig', { name: 'shop' }]]],
  [
    'enable-logging',
    on('cluster', 'ecs', arn('ecs', 'cluster/shop')),
    [['UpdateCluster', { cluster: 'shop' }]],
  ],
  [
    're-enable-rule',
    on('call', 'iam', `${arn('events', 'rule/bus/watch')}|${user}`),
    [['EnableRule', { Name: 'watch', EventBusName: 'bus' }]],
  ],
  ['re-enable-rule', on('call', 'iam', `${arn('lambda', 'function:x')}|${user}`), []],
  [
    're-enable-rule',
    named(on('call', 'iam', `${arn('cloudtrail', 'trail/t')}|${user}`), 'cloudtrail:StopLogging'),
    [['StartLogging', { Name: arn('cloudtrail', 'trail/t') }]],
  ],
  [
    'restart-trail',
    found(on('call', 'iam', `123:cloudtrail|${user}`), 't'),
    [['StartLogging', { Name: 't' }]],
  ],
];
