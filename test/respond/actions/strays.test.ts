// stop-workload and owners that a pod or task only says it has: what is bad is stopped, and what is good is left alone.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AwsApi } from '../../../shared/gather/api.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { fakeApi } from '../../gather/fake-api.ts';
import { eksApi } from '../../gather/kubernetes/eks.ts';
import { type Cluster, clusterServer } from '../../gather/kubernetes/server.ts';
import { action } from './moto.ts';
import { account, findingOn, planned, region } from './round-trip.ts';

const stop = action('stop-workload');
const passes = async (object: object) => !JSON.stringify(object).includes('"privileged":true');
const containers = (privileged: boolean) => [
  { name: 'web', image: 'web:1', securityContext: { privileged } },
];

describe('a pod', () => {
  let cluster: Cluster;
  let api: AwsApi;

  beforeAll(async () => {
    cluster = await clusterServer();
    api = eksApi(cluster);
  });
  afterAll(() => cluster.close());
  beforeEach(() => cluster.objects.clear());

  const groups: Readonly<Record<string, string>> = {
    pods: '/api/v1',
    jobs: '/apis/batch/v1',
    cronjobs: '/apis/batch/v1',
  };
  const put = (resource: string, name: string, object: JsonObject) =>
    cluster.put(`${groups[resource] ?? '/apis/apps/v1'}/namespaces/shop/${resource}/${name}`, object);
  const claims = (kind: string, name: string, uid: string) => ({
    ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid, controller: true }],
  });
  const pod = (name: string, privileged: boolean, metadata: JsonObject = {}) =>
    put('pods', name, { metadata, spec: { containers: containers(privileged) } });
  const owner = (resource: string, name: string, privileged: boolean, metadata: JsonObject, more = {}) =>
    put(resource, name, {
      metadata,
      spec: { replicas: 2, template: { spec: { containers: containers(privileged) } }, ...more },
    });
  const about = (id: string, more: Partial<Finding> = {}) =>
    findingOn({ kind: 'workload', platform: 'kubernetes', id }, [], {
      cluster: 'shop',
      namespace: 'shop',
      ...more,
    });
  const plan = async (finding: Finding) => planned(await stop.prepare(finding, api, { passes }));
  const evicted = async (finding: Finding) =>
    (await plan(finding)).calls.map(({ operation, parameters }) => `${operation} ${parameters.name}`);
  const eviction = (name: string) => [`createCoreV1NamespacedPodEviction ${name}`];

  it.each<[string, JsonObject]>([
    ['a name without its uid', claims('Deployment', 'frontend', 'made-up')],
    ['an empty uid', claims('Deployment', 'frontend', '')],
    ['the very uid', claims('Deployment', 'frontend', 'd')],
    ['an owner that is not there', claims('StatefulSet', 'frontend', 'd')],
    ['a daemon that is not there', claims('DaemonSet', 'frontend', 'd')],
    ['a daemon under another uid', claims('DaemonSet', 'agent', 'made-up')],
    ['a Job that passes', claims('Job', 'tidy', 'j')],
    ['a CronJob that passes', claims('CronJob', 'nightly', 'c')],
    ['a good Deployment’s ReplicaSet', claims('ReplicaSet', 'frontend-1', 'r')],
  ])('that names %s is evicted, and nothing else is touched', async (_, metadata) => {
    owner('deployments', 'frontend', false, { uid: 'd' });
    owner('replicasets', 'frontend-1', false, { uid: 'r', ...claims('Deployment', 'frontend', 'd') });
    owner('daemonsets', 'agent', false, { uid: 'a' });
    owner('jobs', 'tidy', false, { uid: 'j' });
    put('cronjobs', 'nightly', { metadata: { uid: 'c' }, spec: { jobTemplate: {} } });
    pod('evil', true, metadata);
    expect(await evicted(about('Pod/shop/evil'))).toEqual(eviction('evil'));
  });

  it('that passes as it is stays, whatever the log said of it, unless something was done in it', async () => {
    pod('good', false);
    expect(await stop.prepare(about('Pod/shop/good'), api, { passes })).toMatchObject({
      ...{ ok: false, heldBy: 'changed-since' },
      reason: expect.stringContaining('passes as it is'),
    });
    expect(await evicted(about('Pod/shop/good', { kind: 'incident' }))).toEqual(eviction('good'));
  });

  it('that says an operator runs it is evicted if people approve', async () => {
    pod('evil', true, claims('Rollout', 'frontend', 'x'));
    const { calls, askFirst } = await plan(about('Pod/shop/evil'));
    expect(calls).toHaveLength(1);
    expect(askFirst).toContain('a Rollout runs it');
  });

  it('kept on an owner that passes is evicted by itself, and its good siblings are not', async () => {
    owner('deployments', 'web', false, { uid: 'd' });
    for (const name of ['good', 'bad', 'worse']) pod(name, name !== 'good');
    put('pods', 'over', {
      metadata: {},
      spec: { containers: containers(true) },
      status: { phase: 'Succeeded' },
    });
    const finding = about('Deployment/shop/web', { instances: ['good', 'bad', 'gone', 'over', 'worse'] });
    expect(await evicted(finding)).toEqual([...eviction('bad'), ...eviction('worse')]);
    const { words, before, after, undo } = await plan(finding);
    expect([words, before.length, after.length, undo]).toEqual(['evict 2 pods of shop', 2, 2, []]);
    expect(
      await stop.prepare(about('Deployment/shop/web', { instances: ['good'] }), api, { passes }),
    ).toEqual({
      ...{ ok: false, heldBy: 'changed-since' },
      reason: 'Deployment shop/web passes as it is: another template changes nothing',
    });
  });

  it('of an owner that is bad itself is stopped with it', async () => {
    owner('deployments', 'web', true, { uid: 'd' });
    owner('replicasets', 'web-1', true, { uid: 'r', ...claims('Deployment', 'web', 'd') });
    pod('web-1-x', true, claims('ReplicaSet', 'web-1', 'r'));
    const { calls } = await plan(about('Pod/shop/web-1-x'));
    expect(calls.map(({ operation }) => operation)).toEqual(['patchAppsV1NamespacedDeployment']);
  });

  it('of a ReplicaSet that hides behind a good Deployment is stopped with the ReplicaSet', async () => {
    owner('deployments', 'frontend', false, { uid: 'd' });
    owner('replicasets', 'evil', true, { uid: 'r', ...claims('Deployment', 'frontend', 'd') });
    const { calls } = await plan(about('ReplicaSet/shop/evil'));
    expect(calls.map(({ operation, parameters }) => [operation, parameters.name])).toEqual([
      ['patchAppsV1NamespacedReplicaSet', 'evil'],
    ]);
  });
});

describe('a task', () => {
  const arn = (what: string) => `arn:aws:ecs:${region}:${account}:${what}`;
  const [good, bad] = [arn('task-definition/web:2'), arn('task-definition/evil:1')];
  const service = {
    ...{ serviceArn: arn('service/shop/web'), serviceName: 'web', status: 'ACTIVE', desiredCount: 2 },
    ...{ taskDefinition: good, deployments: [{ id: 'ecs-svc/1', taskDefinition: good }] },
  };
  const task = (number: number) => arn(`task/shop/${number}`);
  const running = (definition: string, more: JsonObject = {}) => ({
    ...{ group: 'service:web', startedBy: 'ecs-svc/1', desiredStatus: 'RUNNING', lastStatus: 'RUNNING' },
    taskDefinitionArn: definition,
    ...more,
  });

  /** ECS with these tasks, the first of them number 1. */
  function ecs(tasks: readonly JsonObject[], known: JsonObject = service): AwsApi {
    return fakeApi({
      'ecs.DescribeTasks': ({ tasks: asked }) => ({
        tasks: tasks
          .map((one, index): JsonObject => ({ taskArn: task(index + 1), ...one }))
          .filter(({ taskArn }) => JSON.stringify(asked).includes(`"${taskArn}"`)),
      }),
      'ecs.DescribeServices': ({ services }) => ({
        services: JSON.stringify(services).includes('web') ? [known] : [],
        failures: [],
      }),
      'ecs.DescribeTaskDefinition': ({ taskDefinition }) => ({
        taskDefinition: { containerDefinitions: [{ privileged: taskDefinition === bad }] },
      }),
      'ecs.ListServiceDeployments': { serviceDeployments: [] },
    });
  }

  const about = (id: string, ...numbers: readonly number[]) =>
    findingOn({ kind: 'workload', platform: 'ecs', id }, [], {
      instances: numbers.map(task),
      cluster: 'shop',
    });
  const prepare = (finding: Finding, api: AwsApi) => stop.prepare(finding, api, { passes });
  const stopped = async (finding: Finding, api: AwsApi) =>
    planned(await prepare(finding, api)).calls.map(({ operation, parameters }) => [
      operation,
      parameters.task,
    ]);

  it.each<[string, JsonObject]>([
    ['a deployment that the service does not know', { startedBy: 'ecs-svc/9' }],
    ['the service’s own deployment, for another definition', {}],
    [
      'the service’s own deployment and definition, under another command',
      { taskDefinitionArn: good, overrides: { containerOverrides: [{ name: 'web', command: ['sh'] }] } },
    ],
    ['a service that is not there', { group: 'service:other' }],
  ])('that names %s is stopped', async (_, more) => {
    const api = ecs([running(bad, more)]);
    expect(await stopped(about('evil', 1), api)).toEqual([['StopTask', task(1)]]);
    expect(await stopped(about(service.serviceArn, 1), api)).toEqual([['StopTask', task(1)]]);
  });

  it('that its service knows is left to the service', async () => {
    const api = ecs([running(good)]);
    expect(await prepare(about('web', 1), api)).toMatchObject({
      reason: expect.stringContaining('belongs to service web'),
    });
    expect(await prepare(about(service.serviceArn, 1), api)).toMatchObject({
      reason: expect.stringContaining('passes by itself'),
    });
  });

  it('that outlives what its service runs is stopped alone', async () => {
    const api = ecs([running(good), running(bad), running(bad, { desiredStatus: 'STOPPED' })]);
    expect(await stopped(about(service.serviceArn, 1, 2, 3), api)).toEqual([['StopTask', task(2)]]);
    const none = ecs([running(bad)], { ...service, desiredCount: 0 });
    expect(await stopped(about(service.serviceArn, 1), none)).toEqual([['StopTask', task(1)]]);
  });
});
