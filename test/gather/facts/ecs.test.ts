// Facts of ECS: task definitions, services, tasks, clusters.
import { describe, expect, it } from 'vitest';
import { createFacts } from '../../../shared/gather/facts.ts';
import { answered, fakeApi, readAt } from '../fake-api.ts';

const here = { account: '111122223333', region: 'eu-central-1' };
const nowhere = { account: null, region: null };
const arn = 'arn:aws:ecs:eu-west-1:444455556666:task-definition/shop:3';

describe('task-definition', () => {
  it('gives definition and tags, asked where the ARN says', async () => {
    const api = fakeApi({
      'ecs.DescribeTaskDefinition': {
        taskDefinition: { family: 'shop' },
        tags: [{ key: 'team', value: 'a' }],
      },
    });
    const answer = await createFacts(api).get({ fact: 'task-definition', ...here, name: arn });
    expect(answer).toEqual({
      ok: true,
      value: { definition: { family: 'shop' }, tags: [{ key: 'team', value: 'a' }] },
      asOf: readAt,
    });
    expect(api.requests).toEqual([
      {
        account: '444455556666',
        region: 'eu-west-1',
        service: 'ecs',
        operation: 'DescribeTaskDefinition',
        input: { taskDefinition: arn, include: ['TAGS'] },
      },
    ]);
  });

  it('passes a failure on, and takes an answer without a definition for one', async () => {
    const denied = createFacts(fakeApi({ 'ecs.DescribeTaskDefinition': 'denied' }));
    expect(await denied.get({ fact: 'task-definition', ...here, name: 'shop' })).toMatchObject({
      code: 'denied',
    });
    const empty = createFacts(fakeApi({ 'ecs.DescribeTaskDefinition': {} }));
    expect(await empty.get({ fact: 'task-definition', ...here, name: 'shop' })).toMatchObject({
      code: 'failed',
    });
  });
});

describe('service and task', () => {
  it('takes the cluster from a long ARN', async () => {
    const api = fakeApi({ 'ecs.DescribeServices': { services: [{ serviceName: 'web' }] } });
    const name = 'arn:aws:ecs:eu-west-1:444455556666:service/prod/web';
    const answer = await createFacts(api).get({ fact: 'service', ...nowhere, cluster: null, name });
    expect(answered(answer)).toEqual({ serviceName: 'web' });
    expect(api.requests[0]?.input).toEqual({ cluster: 'prod', services: [name], include: ['TAGS'] });
  });

  it('leaves the cluster out where nobody names one', async () => {
    const api = fakeApi({ 'ecs.DescribeTasks': { tasks: [{ taskArn: 'x' }] } });
    await createFacts(api).get({ fact: 'task', ...here, cluster: null, name: 'abc' });
    expect(api.requests[0]?.input).toEqual({ tasks: ['abc'], include: ['TAGS'] });
  });

  it.each([
    [{ tasks: [], failures: [{ arn: 'x', reason: 'MISSING' }] }, 'not-found'],
    [{ tasks: [] }, 'not-found'],
    [{ tasks: [], failures: [{ arn: 'x', reason: 'RESOURCE:CPU' }] }, 'failed'],
  ])('%j is %s', async (output, code) => {
    const facts = createFacts(fakeApi({ 'ecs.DescribeTasks': output }));
    expect(await facts.get({ fact: 'task', ...here, cluster: 'prod', name: 'abc' })).toMatchObject({
      ok: false,
      code,
    });
  });
});

describe('cluster', () => {
  it('reads insights and exec logging of ECS', async () => {
    const api = fakeApi({
      'ecs.DescribeClusters': {
        clusters: [
          {
            clusterArn: 'arn:aws:ecs:eu-west-1:444455556666:cluster/prod',
            clusterName: 'prod',
            settings: [{ name: 'containerInsights', value: 'enhanced' }],
            configuration: { executeCommandConfiguration: { logging: 'NONE' } },
            tags: [{ key: 'team', value: 'shop' }],
          },
        ],
      },
    });
    const cluster = answered(
      await createFacts(api).get({ fact: 'cluster', ...here, platform: 'ecs', name: 'prod' }),
    );
    expect(cluster).toMatchObject({
      platform: 'ecs',
      id: 'arn:aws:ecs:eu-west-1:444455556666:cluster/prod',
      account: '444455556666',
      tags: { team: 'shop' },
      containerInsights: { value: 'enhanced' },
      execLogging: { value: 'NONE', path: 'configuration.executeCommandConfiguration.logging' },
    });
  });

  const eks = {
    cluster: {
      arn: 'arn:aws:eks:eu-west-1:444455556666:cluster/prod',
      version: '1.34',
      resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] },
      logging: {
        clusterLogging: [
          { types: ['api', 'audit'], enabled: true },
          { types: ['scheduler'], enabled: false },
        ],
      },
      encryptionConfig: [
        { resources: ['secrets'], provider: { keyArn: 'arn:aws:kms:eu-west-1:444455556666:key/1' } },
      ],
      accessConfig: { authenticationMode: 'API' },
      tags: { team: 'shop' },
    },
  };
  const admin = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';

  it('reads an EKS cluster and its administrators, page by page', async () => {
    const api = fakeApi({
      'eks.DescribeCluster': eks,
      'eks.ListAccessEntries': ({ nextToken }) =>
        nextToken === undefined
          ? { accessEntries: ['arn:aws:iam::444455556666:role/ops'], nextToken: 'more' }
          : { accessEntries: ['arn:aws:iam::444455556666:role/viewer'] },
      'eks.ListAssociatedAccessPolicies': ({ principalArn }) => ({
        associatedAccessPolicies: [
          // The administrator's policy within one namespace makes no administrator of the cluster.
          {
            policyArn: admin,
            accessScope: { type: String(principalArn).endsWith('ops') ? 'cluster' : 'namespace' },
          },
        ],
      }),
    });
    const cluster = answered(
      await createFacts(api).get({ fact: 'cluster', ...here, platform: 'eks', name: 'prod' }),
    );
    expect(cluster).toMatchObject({
      publicEndpoint: { value: true, path: 'resourcesVpcConfig.endpointPublicAccess' },
      publicCidrs: { value: ['0.0.0.0/0'] },
      logTypes: { value: ['api', 'audit'] },
      encryptionKeys: { value: ['arn:aws:kms:eu-west-1:444455556666:key/1'] },
      tags: { team: 'shop' },
      adminEntries: {
        value: [
          {
            principal: 'arn:aws:iam::444455556666:role/ops',
            through: 'access-entry',
            grant: admin,
            path: 'accessEntries[0]',
          },
        ],
      },
    });
  });

  it('does not take refused access entries for none', async () => {
    const api = fakeApi({ 'eks.DescribeCluster': eks, 'eks.ListAccessEntries': 'denied' });
    const cluster = answered(
      await createFacts(api).get({ fact: 'cluster', ...here, platform: 'eks', name: 'prod' }),
    );
    expect(cluster.adminEntries.unsettled).toContain('denied');
  });

  const inMode = (authenticationMode: string) => ({
    cluster: { ...eks.cluster, accessConfig: { authenticationMode } },
  });
  const aws = 'kube-system/aws-auth';
  const mapRoles = '- rolearn: arn:aws:iam::1:role/a\n  groups: [system:masters]\n';
  const configMaps = {
    items: [{ metadata: { namespace: 'kube-system', name: 'aws-auth' }, data: { mapRoles } }],
  };

  it(`asks a cluster that knows only ${aws} for no entries, and does not take the map for empty`, async () => {
    const api = fakeApi({ 'eks.DescribeCluster': inMode('CONFIG_MAP') });
    const cluster = answered(
      await createFacts(api).get({ fact: 'cluster', ...here, platform: 'eks', name: 'prod' }),
    );
    expect(cluster.adminEntries).toMatchObject({ value: [], unsettled: expect.stringContaining('aws-auth') });
    expect(api.operations()).not.toContain('eks.ListAccessEntries');
  });

  it.each([
    ['CONFIG_MAP', configMaps, ['arn:aws:iam::1:role/a'], undefined],
    ['API_AND_CONFIG_MAP', { items: [] }, [], undefined],
    ['API_AND_CONFIG_MAP', 'not-recorded' as const, [], expect.stringContaining('aws-auth')],
    ['API', 'not-recorded' as const, [], undefined],
  ])('in mode %s with %j knows %j', async (mode, maps, principals, unsettled) => {
    const api = fakeApi({
      'eks.DescribeCluster': inMode(mode),
      'eks.ListAccessEntries': { accessEntries: [] },
      'kubernetes.ListConfigMaps': maps,
    });
    const { adminEntries } = answered(
      await createFacts(api).get({ fact: 'cluster', ...here, platform: 'eks', name: 'prod' }),
    );
    expect(adminEntries.value.map(({ principal }) => principal)).toEqual(principals);
    expect(adminEntries.unsettled).toEqual(unsettled);
  });
});
