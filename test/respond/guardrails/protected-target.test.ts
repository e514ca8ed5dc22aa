// Protection looks at what the calls change, which may be another thing than the finding is about.
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import { protectedTarget } from '../../../shared/respond/guardrails/protected-target.ts';
import { policyFrom } from '../../support/judging.ts';

const policy = policyFrom({
  people: { 'break-glass': ['arn:aws:iam::*:role/em/break-glass'] },
  protected: [
    'arn:aws:iam::*:role/ops/deploy',
    'arn:aws:iam::*:user/root-of-all',
    'arn:aws:ecs:*:*:service/core/*',
    'arn:aws:ec2:*:*:security-group/sg-core',
    'arn:aws:ecr:*:*:repository/base/*',
    'cluster:core',
    'namespace:ingress',
    'tag:seawall=hands-off',
  ],
});
const place = { account: '111122223333', region: 'eu-west-1' };
const own = (arn: string) => arn === 'arn:aws:iam::111122223333:role/seawall-production-respond';
const held = (service: string, operation: string, parameters: JsonObject) =>
  protectedTarget({ ...place, calls: [{ service, operation, parameters }] }, {}, { policy, own })?.reason ??
  null;

describe('a call that changes', () => {
  it.each([
    ['a break-glass role', 'iam', 'PutRolePolicy', { RoleName: 'break-glass' }],
    ['a role named by its path', 'iam', 'DetachRolePolicy', { RoleName: 'deploy' }],
    ['Seawall’s own role', 'iam', 'PutRolePolicy', { RoleName: 'seawall-production-respond' }],
    ['a user', 'iam', 'UpdateAccessKey', { UserName: 'root-of-all' }],
    ['a service', 'ecs', 'UpdateService', { service: 'arn:aws:ecs:eu-west-1:111122223333:service/core/x' }],
    ['a task in a cluster', 'ecs', 'StopTask', { cluster: 'core', task: 'arn:aws:ecs:a:1:task/core/1' }],
    ['a security group', 'ec2', 'RevokeSecurityGroupIngress', { GroupId: 'sg-core' }],
    ['a repository', 'ecr', 'SetRepositoryPolicy', { repositoryName: 'base/node' }],
    ['an EKS cluster', 'eks', 'UpdateClusterConfig', { name: 'core' }],
    ['a pod of the system', 'kubernetes', 'Evict', { cluster: 'a', namespace: 'kube-system', name: 'dns' }],
    ['a pod in a namespace', 'kubernetes', 'Evict', { cluster: 'a', namespace: 'ingress', name: 'x' }],
  ])('%s is held', (_, service, operation, parameters) => {
    expect(held(service, operation, parameters)).toContain('protected by');
  });

  it.each([
    ['another role', 'iam', 'PutRolePolicy', { RoleName: 'shop' }],
    [
      'a user by a policy that it only takes off',
      'iam',
      'DetachUserPolicy',
      { UserName: 'kim', PolicyArn: 'x' },
    ],
    ['a role named like Seawall’s', 'iam', 'PutRolePolicy', { RoleName: 'backup-seawall' }],
    ['a cluster named like Seawall', 'eks', 'UpdateClusterConfig', { name: 'seawall' }],
    ['another cluster', 'eks', 'UpdateClusterConfig', { name: 'shop' }],
    [
      'a pod in a cluster that bears Seawall’s name',
      'kubernetes',
      'Evict',
      { cluster: 'my-seawall', name: 'x' },
    ],
    ['another namespace', 'kubernetes', 'Evict', { cluster: 'a', namespace: 'shop', name: 'x' }],
  ])('%s is not', (_, service, operation, parameters) => {
    expect(held(service, operation, parameters)).toBeNull();
  });

  it('a role in another partition is held too', () => {
    const calls = [{ service: 'iam', operation: 'PutRolePolicy', parameters: { RoleName: 'deploy' } }];
    const china = policyFrom({ protected: ['arn:aws-cn:iam::*:role/ops/deploy'] });
    expect(protectedTarget({ account: '111122223333', region: null, calls }, {}, { policy: china })?.by).toBe(
      'protected',
    );
  });

  it('who gets into a cluster may change, though the list of it lies in a protected namespace', () => {
    const at = { cluster: 'shop', namespace: 'kube-system' };
    expect(held('kubernetes', 'patchCoreV1NamespacedConfigMap', { ...at, name: 'aws-auth' })).toBeNull();
    expect(held('kubernetes', 'patchCoreV1NamespacedConfigMap', { ...at, name: 'coredns' })).not.toBeNull();
  });

  it('something of a subject that is tagged, or whose tags nobody knows, is held', () => {
    const calls = [{ service: 'iam', operation: 'PutRolePolicy', parameters: { RoleName: 'shop' } }];
    expect(protectedTarget({ ...place, calls }, { seawall: 'hands-off' }, { policy })?.by).toBe('protected');
    expect(protectedTarget({ ...place, calls }, null, { policy })?.reason).toContain('tags are not known');
  });
});
