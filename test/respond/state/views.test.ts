// What a read shows of the state that actions change: the same for what AWS spells in different ways.
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import { ruleName, viewOf } from '../../../shared/respond/state/views.ts';

function shown(name: string, answer: JsonObject): JsonObject | undefined {
  const [service = '', operation = ''] = name.split('.');
  return viewOf({ service, operation, parameters: {} })?.parts(answer);
}

const woken = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};

describe('a view', () => {
  it.each<[string, JsonObject, JsonObject]>([
    [
      'iam.GetRole',
      {
        Role: {
          AssumeRolePolicyDocument: '%7B%22Statement%22%3A%5B%5D%7D',
          PermissionsBoundary: { PermissionsBoundaryArn: 'b' },
        },
      },
      { trust: { Statement: [] }, boundary: 'b' },
    ],
    ['iam.GetRole', { Role: { AssumeRolePolicyDocument: 'no document' } }, { trust: 'no document' }],
    ['iam.GetRole', {}, {}],
    [
      'iam.ListAccessKeys',
      {
        AccessKeyMetadata: [
          { AccessKeyId: 'A', Status: 'Active' },
          { Status: 'Active' },
          { AccessKeyId: 'B' },
        ],
      },
      { A: 'Active', B: null },
    ],
    ['iam.ListGroupsForUser', { Groups: [{ GroupName: 'g' }] }, { g: true }],
    [
      'ecr.DescribeRepositories',
      { repositories: [{ imageTagMutability: 'MUTABLE', imageTagMutabilityExclusionFilters: [] }] },
      { imageTagMutability: 'MUTABLE', imageTagMutabilityExclusionFilters: null, scanOnPush: false },
    ],
    [
      'application-auto-scaling.DescribeScalableTargets',
      {
        ScalableTargets: [
          { ResourceId: 'r' },
          { ResourceId: 's', SuspendedState: { ScheduledScalingSuspended: true } },
        ],
      },
      { r: woken, s: { ...woken, ScheduledScalingSuspended: true } },
    ],
    [
      'eks.DescribeCluster',
      {
        cluster: {
          resourcesVpcConfig: { endpointPublicAccess: true, subnetIds: ['s'] },
          logging: {
            clusterLogging: [
              { types: ['audit'], enabled: true },
              { types: ['api'], enabled: false },
            ],
          },
        },
      },
      { endpointPublicAccess: true, endpointPrivateAccess: null, publicAccessCidrs: null, 'log audit': true },
    ],
    [
      'ecs.DescribeServiceDeployments',
      {
        serviceDeployments: [
          {
            ...{ status: 'ROLLBACK_REQUESTED', lifecycleStage: 'BAKE_TIME' },
            lifecycleHookDetails: [
              { hookId: 'h', status: 'AWAITING_ACTION' },
              { hookId: 'i', status: 'SUCCEEDED' },
            ],
          },
        ],
      },
      { status: 'ROLLBACK_REQUESTED', lifecycleStage: 'BAKE_TIME', rollsBack: true, 'hook h waits': true },
    ],
    [
      'ec2.DescribeInstances',
      { Reservations: [{ Instances: [{ MetadataOptions: { HttpTokens: 'optional', State: 'applied' } }] }] },
      { HttpTokens: 'optional', HttpEndpoint: null, HttpPutResponseHopLimit: null },
    ],
    ['events.DescribeRule', { State: 'DISABLED', Name: 'r' }, { state: 'DISABLED' }],
  ])('%s %#', (name, answer, parts) => {
    expect(shown(name, answer)).toEqual(parts);
  });

  it('names rules by what they admit, so that one that comes back is the same', () => {
    const rule = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '0.0.0.0/0' };
    const answer = (id: string) => ({
      SecurityGroupRules: [
        { ...rule, SecurityGroupRuleId: id, IsEgress: false },
        { ...rule, SecurityGroupRuleId: 'out', IsEgress: true },
      ],
    });
    const parts = shown('ec2.DescribeSecurityGroupRules', answer('sgr-1'));
    expect(parts).toEqual({ 'tcp 22-22 0.0.0.0/0': { Description: null } });
    expect(shown('ec2.DescribeSecurityGroupRules', answer('sgr-2'))).toEqual(parts);
    expect(ruleName({ ReferencedGroupInfo: { GroupId: 'sg-1' } })).toBe('-1 -1--1 sg-1');
  });

  it.each(['ecs.UpdateService', 'toString.valueOf', 'constructor.', '.'])('of %s there is none', (name) => {
    expect(shown(name, {})).toBeUndefined();
  });
});
