// What a survey finds by lists, page by page; a list that is refused leaves the others whole.
import { describe, expect, it } from 'vitest';
import { controls } from '../../shared/controls/index.ts';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { dataUrls } from '../../shared/gather/data-url.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import { survey } from '../../shared/inventory/survey.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { judge } from '../../shared/pipeline.ts';
import { fakeApi, readAt } from '../gather/fake-api.ts';
import { defaultPolicy } from '../support/default-policy.ts';
import { policyFrom } from '../support/judging.ts';

const home = { account: '111122223333', region: 'eu-central-1' };
const ecs = (kind: string, name: string) => `arn:aws:ecs:eu-central-1:111122223333:${kind}/shop/${name}`;
const cluster = 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop';
const definition = 'arn:aws:ecs:eu-central-1:111122223333:task-definition/web:7';
const containers = [{ name: 'web', image: 'web:1', privileged: true }];

const account: Parameters<typeof fakeApi>[0] = {
  'ecs.ListClusters': { clusterArns: [cluster] },
  'ecs.DescribeClusters': { clusters: [{ clusterArn: cluster, clusterName: 'shop' }] },
  'ecs.ListServices': ({ nextToken }: JsonObject) =>
    nextToken === undefined
      ? { serviceArns: [ecs('service', 'web')], nextToken: 'more' }
      : { serviceArns: [ecs('service', 'api')] },
  'ecs.DescribeServices': ({ services }: JsonObject) => ({
    services: (services as string[]).map((serviceArn) => ({
      serviceArn,
      serviceName: serviceArn.split('/').at(-1) ?? '',
      clusterArn: cluster,
      taskDefinition: definition,
    })),
  }),
  'ecs.ListTasks': { taskArns: Array.from({ length: 101 }, (_, index) => ecs('task', String(index))) },
  'ecs.DescribeTasks': ({ tasks }: JsonObject) => ({
    tasks: (tasks as string[]).map((taskArn) => ({
      taskArn,
      taskDefinitionArn: definition,
      clusterArn: cluster,
    })),
  }),
  'ecs.DescribeTaskDefinition': {
    taskDefinition: { taskDefinitionArn: definition, family: 'web', containerDefinitions: containers },
  },
  'eks.ListClusters': { clusters: ['pay'] },
  'ecr.DescribeRepositories': { repositories: [{ repositoryName: 'web' }] },
  'ecr.GetRegistryPolicy': 'not-found',
  'ecr.DescribeRegistry': {
    registryId: '111122223333',
    replicationConfiguration: {
      rules: [{ destinations: [{ region: 'eu-west-1', registryId: '999988887777' }] }],
    },
  },
  'ecr.GetRegistryScanningConfiguration': { scanningConfiguration: { scanType: 'BASIC', rules: [] } },
  'ecr.DescribePullThroughCacheRules': {
    pullThroughCacheRules: [{ ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' }],
  },
  'ec2.DescribeInstances': {
    Reservations: [
      {
        Instances: [
          { InstanceId: 'i-1', State: { Name: 'running' } },
          { InstanceId: 'i-2', State: { Name: 'terminated' } },
        ],
      },
    ],
  },
  'ec2.DescribeSecurityGroups': { SecurityGroups: [{ GroupId: 'sg-1' }] },
  'iam.GetAccountAuthorizationDetails': ({ Marker }: JsonObject) =>
    Marker === undefined
      ? {
          UserDetailList: [{ UserName: 'kim', Arn: 'arn:aws:iam::111122223333:user/kim' }],
          IsTruncated: true,
          Marker: 'm',
        }
      : {
          RoleDetailList: [{ RoleName: 'web', Arn: 'arn:aws:iam::111122223333:role/web' }],
          IsTruncated: false,
        },
};

const count = (names: readonly string[]) => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

describe('a survey', () => {
  it('finds everything that lists name, whatever the pages', async () => {
    const api = fakeApi(account);
    const { observations, missing } = await survey(api, home, true, readAt);
    expect(missing).toEqual([]);
    expect(count(observations.map(({ name }) => name))).toEqual({
      'ecs cluster': 1,
      'ecs service': 2,
      'ecs task': 101,
      'eks cluster': 1,
      repository: 1,
      registry: 4,
      instance: 1,
      'security group': 1,
      account: 1,
    });
    const principals = observations.find(({ name }) => name === 'account')?.subjects ?? [];
    expect(principals.map(({ name }) => name)).toEqual(['kim', 'web']);
    // A hundred tasks and ten services a call, never one each.
    expect(count(api.operations())).toMatchObject({ 'ecs.DescribeTasks': 2, 'ecs.DescribeServices': 1 });
  });

  it('gives what controls can judge as it runs', async () => {
    const api = fakeApi(account);
    const { observations } = await survey(api, home, false, readAt);
    const service = observations.find(({ name }) => name === 'ecs service');
    if (service === undefined) throw new Error('no service found');
    const facts = createFacts(api, dataUrls);
    const verdicts = await judge(service, {
      catalogue: catalogueOf(controls),
      policy: defaultPolicy(controls),
      facts,
      clock: 'facts',
    });
    expect(verdicts.find(({ control }) => control === 'namespace-isolation/no-privileged')).toMatchObject({
      outcome: 'fail',
      dormant: false,
      identity: ecs('service', 'web'),
    });
  });

  it('gives what is set for the registry as a whole, each part as an event names it', async () => {
    const { observations } = await survey(fakeApi(account), home, false, readAt);
    const registry = observations.filter(({ name }) => name === 'registry');
    const arn = 'arn:aws:ecr:eu-central-1:111122223333:registry';
    expect(registry.map(({ id }) => id)).toEqual([
      arn,
      `${arn}/replication`,
      `${arn}/scanning`,
      `${arn}/pull-through-cache/quay`,
    ]);
    const policy = policyFrom({
      ...{ version: 1, trust: { registries: ['ghcr.io/acme/*'] } },
      organisation: { accounts: { '111122223333': 'production' } },
    });
    const judging = {
      catalogue: catalogueOf(controls),
      policy,
      facts: createFacts(fakeApi(account), dataUrls),
    };
    const verdicts = await Promise.all(registry.map((one) => judge(one, { ...judging, clock: 'facts' })));
    const failed = verdicts.flat().filter(({ outcome }) => outcome === 'fail');
    expect(failed.map(({ control, severity, response }) => [control, severity, response])).toEqual([
      ['control-plane/registry-not-public', 'high', null],
      ['resource-usage/detectors-on', 'medium', null],
      ['image-provenance/trusted-registry', 'high', null],
    ]);
  });

  it('calls nothing gone of a kind of which one list was refused', async () => {
    const { complete } = await survey(
      fakeApi({ ...account, 'ecr.DescribeRegistry': 'denied' }),
      home,
      false,
      readAt,
    );
    expect(complete.has('ecr repository')).toBe(false);
    expect(complete.has('eks cluster')).toBe(true);
  });

  it('names what it may not list, and goes on', async () => {
    const { observations, missing } = await survey(
      fakeApi({ ...account, 'eks.ListClusters': 'denied' }),
      home,
      false,
      readAt,
    );
    expect(missing).toEqual(['111122223333, eu-central-1: eks.ListClusters: denied']);
    expect(observations.some(({ name }) => name === 'repository')).toBe(true);
  });
});
