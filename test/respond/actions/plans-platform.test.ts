// Plans on the platform where moto would add nothing.
import { expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import { on } from './cases.ts';
import { plan, told } from './plan.ts';
import { account, region } from './round-trip.ts';

const service = `arn:aws:ecs:${region}:${account}:service/shop/web`;
const allow = (more: JsonObject) => ({ Effect: 'Allow', ...more });
const text = (...statements: JsonObject[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

it('restore-repository-policy puts a kept policy of the registry back', async () => {
  const policy = JSON.parse(text());
  const answers = {
    'ecr.GetRegistryPolicy': { policyText: text(allow({ Principal: '*', Action: 'ecr:*' })) },
  };
  const finding = on('repository', 'ecr', `arn:aws:ecr:${region}:${account}:registry`);
  const back = await plan('restore-repository-policy', finding, answers, {
    formerly: async () => ({ policy }),
  });
  expect(back.calls).toMatchObject([{ operation: 'PutRegistryPolicy' }]);
  const gone = await plan('restore-repository-policy', finding, answers, {
    formerly: async () => ({ policy: null }),
  });
  expect(gone.calls).toEqual([{ service: 'ecr', operation: 'DeleteRegistryPolicy', parameters: {} }]);
});

it('revoke-ingress understands a management port, a range of ports, and groups of a workload', async () => {
  const rule = {
    IsEgress: false,
    IpProtocol: 'tcp',
    FromPort: 20,
    ToPort: 30,
    CidrIpv4: '0.0.0.0/0',
    Tags: [{ Key: 'a', Value: 'b' }],
  };
  const answers = {
    'ec2.DescribeSecurityGroupRules': { SecurityGroupRules: [rule, { IsEgress: true, IpProtocol: '-1' }] },
  };
  const network = on('network', 'ec2', 'sg-0abc');
  const ssh = await plan(
    'revoke-ingress',
    told(network, '0.0.0.0/0', 'web admits 0.0.0.0/0 to the management port 22'),
    answers,
  );
  expect(ssh.calls).toHaveLength(1);
  expect(ssh.undo[0]?.parameters).toMatchObject({
    TagSpecifications: [{ Tags: [{ Key: 'a', Value: 'b' }] }],
  });
  const workload = told(
    on('workload', 'ecs', service),
    '0.0.0.0/0 ports 20-30',
    'sg-0abc admits 0.0.0.0/0 on ports 20-30',
  );
  expect((await plan('revoke-ingress', workload, answers)).calls).toEqual(ssh.calls);
});

it('restrict-endpoint asks people before it closes the endpoint as a whole', async () => {
  const answers = {
    'eks.DescribeCluster': {
      cluster: {
        resourcesVpcConfig: {
          endpointPublicAccess: true,
          endpointPrivateAccess: false,
          publicAccessCidrs: ['0.0.0.0/0'],
        },
      },
    },
  };
  const prepared = await plan('restrict-endpoint', on('cluster', 'eks', 'shop'), answers);
  expect(prepared.askFirst).toContain('locked out');
  expect(prepared.undo).toMatchObject([
    { parameters: { resourcesVpcConfig: { endpointPublicAccess: true, endpointPrivateAccess: false } } },
  ]);
});

it('set-tag-immutability takes out the exclusion that lets too much through', async () => {
  const filters = ['*', 'dev-*'].map((filter) => ({ filterType: 'WILDCARD', filter }));
  const answers = {
    'ecr.DescribeRepositories': {
      repositories: [
        { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', imageTagMutabilityExclusionFilters: filters },
      ],
    },
  };
  const prepared = await plan(
    'set-tag-immutability',
    told(on('repository', 'ecr', 'shop'), ['*'], ''),
    answers,
  );
  expect(prepared.calls).toMatchObject([
    { parameters: { imageTagMutabilityExclusionFilters: [filters[1]] } },
  ]);
  expect(prepared.undo).toMatchObject([{ parameters: { imageTagMutabilityExclusionFilters: filters } }]);
});

it('require-imdsv2 shortens the way where the evidence says so', async () => {
  const options = { HttpTokens: 'required', HttpPutResponseHopLimit: 2 };
  const answers = {
    'ec2.DescribeInstances': { Reservations: [{ Instances: [{ MetadataOptions: options }] }] },
  };
  const found = told(on('host', 'ec2', 'i-0abc'), 2, '', 1, 'metadataOptions.httpPutResponseHopLimit');
  const prepared = await plan('require-imdsv2', found, answers);
  expect(prepared.calls).toMatchObject([
    { parameters: { InstanceId: 'i-0abc', HttpPutResponseHopLimit: 1 } },
  ]);
});

it('scaling is suspended before the count falls, and resumed after it rose', async () => {
  const answers = {
    'ecs.DescribeServices': { services: [{ status: 'ACTIVE', desiredCount: 2, taskDefinition: 'web:1' }] },
    'application-auto-scaling.DescribeScalableTargets': {
      ScalableTargets: [
        { ResourceId: 'service/shop/web', SuspendedState: { DynamicScalingInSuspended: true } },
      ],
    },
  };
  const prepared = await plan('stop-workload', on('workload', 'ecs', service), answers);
  expect(prepared.calls.map(({ operation }) => operation)).toEqual([
    'RegisterScalableTarget',
    'UpdateService',
  ]);
  expect(prepared.undo).toMatchObject([
    { operation: 'UpdateService', parameters: { desiredCount: 2 } },
    {
      operation: 'RegisterScalableTarget',
      parameters: { SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: false } },
    },
  ]);
  expect(prepared.askFirst).toBeDefined();
});
