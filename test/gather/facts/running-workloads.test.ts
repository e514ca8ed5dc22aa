// What runs on a host, in a cluster, in a region: from AWS and from a snapshot.
import { describe, expect, it } from 'vitest';
import { ec2TaskDefinition, pod } from '../../../shared/controls/examples/workloads.ts';
import { createFacts } from '../../../shared/gather/facts.ts';
import { recent, recentCache } from '../../../shared/gather/recent.ts';
import { parseSnapshot, snapshotApi } from '../../../shared/gather/snapshot.ts';
import type { FactRequestOf } from '../../../shared/model/facts.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { answered, fakeApi } from '../fake-api.ts';

const here = { account: '111122223333', region: 'eu-central-1' };
const arn = (resource: string) => `arn:aws:ecs:eu-central-1:111122223333:${resource}`;
const host = arn('container-instance/shop/aaaa');
const other = arn('container-instance/shop/bbbb');
const instanceId = 'i-0123456789abcdef0';
const ask = (change: Partial<FactRequestOf<'running-workloads'>> = {}) =>
  ({ fact: 'running-workloads', ...here, platform: 'ecs', cluster: 'shop', host: null, ...change }) as const;

const task = (name: string, on: string, change: JsonObject = {}): JsonObject => ({
  taskArn: arn(`task/shop/${name}`),
  clusterArn: arn('cluster/shop'),
  taskDefinitionArn: arn('task-definition/shop-web:7'),
  containerInstanceArn: on,
  ...change,
});
const ofService = { group: 'service:log', startedBy: 'ecs-svc/1' };
const tasks = [task('t1', host), task('t2', host, ofService), task('t3', other)];
const described = (input: JsonObject): JsonObject => ({
  tasks: tasks.filter(({ taskArn }) => (input.tasks as string[]).includes(taskArn as string)),
});
const listed = ({ containerInstance }: JsonObject): JsonObject => ({
  taskArns: tasks
    .filter((one) => containerInstance === undefined || one.containerInstanceArn === containerInstance)
    .map(({ taskArn }) => taskArn as string),
});
const service: JsonObject = {
  serviceName: 'log',
  deployments: [{ id: 'ecs-svc/1', taskDefinition: arn('task-definition/shop-web:7') }],
  schedulingStrategy: 'DAEMON',
  networkConfiguration: { awsvpcConfiguration: { securityGroups: ['sg-1'], subnets: [] } },
};
const definition = {
  taskDefinition: ec2TaskDefinition(),
  tags: [{ key: 'seawall.dev/trust', value: 'low' }],
};
const answers = {
  'ecs.ListClusters': { clusterArns: [arn('cluster/shop')] },
  'ecs.ListTasks': listed,
  'ecs.DescribeTasks': described,
  'ecs.DescribeServices': { services: [service] },
  'ecs.DescribeTaskDefinition': definition,
  'ecs.ListContainerInstances': { containerInstanceArns: [host] },
};
const names = (workloads: readonly { instance: string | null }[]) =>
  workloads.map(({ instance }) => instance?.split('/').at(-1));

describe('from AWS', () => {
  it('the tasks of one host, as definition and service make them', async () => {
    const api = fakeApi(answers);
    const found = answered(await createFacts(api).get(ask({ host })));
    expect(names(found)).toEqual(['t1', 't2']);
    expect(found[0]).toMatchObject({
      tags: { 'seawall.dev/trust': 'low' },
      host,
      cluster: 'shop',
      everyHost: false,
      role: expect.stringContaining('shop-web-task'),
      networkMode: 'awsvpc',
    });
    expect(found[1]).toMatchObject({ everyHost: true, securityGroups: ['sg-1'] });
    // What a task says of itself makes it no daemon: the service must know the deployment, of that definition.
    for (const change of [{ id: 'ecs-svc/2' }, { taskDefinition: arn('task-definition/shop-web:8') }]) {
      const deployments = [{ id: 'ecs-svc/1', taskDefinition: arn('task-definition/shop-web:7'), ...change }];
      const stranger = { ...answers, 'ecs.DescribeServices': { services: [{ ...service, deployments }] } };
      const [, claimed] = answered(await createFacts(fakeApi(stranger)).get(ask({ host })));
      expect(claimed).toMatchObject({ everyHost: false, securityGroups: null });
    }
    // One definition for all its tasks.
    expect(api.operations().filter((name) => name === 'ecs.DescribeTaskDefinition')).toHaveLength(1);
  });

  it('the tasks of an EC2 instance, and of all clusters', async () => {
    const api = fakeApi(answers);
    expect(names(answered(await createFacts(api).get(ask({ host: instanceId }))))).toEqual(['t1', 't2']);
    expect(api.requests[0]).toMatchObject({
      operation: 'ListContainerInstances',
      input: { cluster: 'shop', filter: `ec2InstanceId == ${instanceId}` },
    });
    const all = await createFacts(fakeApi(answers)).get(ask({ cluster: null }));
    expect(names(answered(all))).toEqual(['t1', 't2', 't3']);
  });

  it('a definition that cannot be had leaves its tasks known, and what it says unsettled', async () => {
    const api = fakeApi({ ...answers, 'ecs.DescribeTaskDefinition': 'denied' });
    const [first] = answered(await createFacts(api).get(ask({ host })));
    expect(first).toMatchObject({ role: null, tags: null, instance: arn('task/shop/t1') });
  });

  it('a list that fails, and one too long, is no answer', async () => {
    const denied = fakeApi({ ...answers, 'ecs.ListTasks': 'denied' });
    expect(await createFacts(denied).get(ask())).toMatchObject({ ok: false, code: 'denied' });
    const many = { taskArns: Array.from({ length: 1001 }, (_, n) => arn(`task/shop/${n}`)) };
    expect(await createFacts(fakeApi({ ...answers, 'ecs.ListTasks': many })).get(ask())).toMatchObject({
      ok: false,
      reason: expect.stringContaining('more than 1000'),
    });
    const none = fakeApi({ ...answers, 'ecs.ListContainerInstances': { containerInstanceArns: [] } });
    expect(await createFacts(none).get(ask({ host: instanceId }))).toMatchObject({ code: 'not-found' });
  });
});

describe('from a snapshot', () => {
  const facts = (operations: JsonObject) => {
    const accounts = { '111122223333': { regions: { 'eu-central-1': operations } } };
    const parsed = parseSnapshot({ version: 1, takenAt: '2026-11-17T08:00:00Z', accounts }, 'facts.json');
    if (!parsed.ok || parsed.problems.length > 0) throw new Error(JSON.stringify(parsed.problems));
    return createFacts(snapshotApi(parsed.snapshot));
  };
  const cluster = 'shop';
  const whole = {
    'ECS.ListTasks': [{ input: { cluster }, output: listed({}) }],
    'ECS.DescribeTasks': [{ input: { cluster, tasks: listed({}).taskArns as string[] }, output: { tasks } }],
    'ECS.DescribeServices': [
      {
        input: { cluster, services: ['log'] },
        output: { services: [{ ...service, clusterArn: arn('cluster/shop') }] },
      },
    ],
    'ECS.DescribeTaskDefinition': [
      { input: { taskDefinition: arn('task-definition/shop-web:7') }, output: definition },
    ],
    'ECS.ListContainerInstances': [{ input: { cluster }, output: { containerInstanceArns: [host, other] } }],
    'ECS.DescribeContainerInstances': [
      {
        input: { cluster, containerInstances: [host, other] },
        output: {
          containerInstances: [
            { containerInstanceArn: host, ec2InstanceId: instanceId },
            { containerInstanceArn: other, ec2InstanceId: 'i-0fedcba9876543210' },
          ],
        },
      },
    ],
  };

  it('the tasks of one host out of the whole list, by container instance or EC2 instance', async () => {
    expect(names(answered(await facts(whole).get(ask({ host }))))).toEqual(['t1', 't2']);
    expect(names(answered(await facts(whole).get(ask({ host: instanceId }))))).toEqual(['t1', 't2']);
  });

  it('of a list that was not recorded to its end, or not described, nobody can tell', async () => {
    const cut = {
      ...whole,
      'ECS.ListTasks': [{ input: { cluster }, output: { ...listed({}), nextToken: 'n' } }],
    };
    expect(await facts(cut).get(ask({ host }))).toMatchObject({ code: 'not-recorded' });
    const blind = { ...whole, 'ECS.DescribeTasks': [] };
    expect(await facts(blind).get(ask({ host }))).toMatchObject({ code: 'not-recorded' });
  });

  it('the pods of a node', async () => {
    const on = (name: string, nodeName: string, change: JsonObject = {}) => ({
      ...pod({ metadata: { name }, spec: { nodeName } }),
      ...change,
    });
    const items = [on('a', 'n1'), on('b', 'n2'), on('c', 'n1', { status: { phase: 'Succeeded' } })];
    const pods = facts({ 'Kubernetes.ListPods': [{ input: { cluster }, output: { items } }] });
    const asked = ask({ platform: 'kubernetes', host: 'n1' });
    expect(names(answered(await pods.get(asked)))).toEqual(['a']);
    expect(await facts({}).get(asked)).toMatchObject({ code: 'not-recorded' });
  });
});

it('a region is asked for once a minute, a host each time, a failure again', async () => {
  let now = 0;
  const api = fakeApi(answers);
  const facts = recent(createFacts(api), recentCache(), () => now);
  const lists = () => api.operations().filter((name) => name === 'ecs.ListTasks').length;
  await facts.get(ask());
  await facts.get(ask());
  expect(lists()).toBe(1);
  now = 60_000;
  await facts.get(ask());
  expect(lists()).toBe(2);
  await facts.get(ask({ host }));
  await facts.get(ask({ host }));
  expect(lists()).toBe(4);
  const broken = fakeApi({ ...answers, 'ecs.ListTasks': 'throttled' });
  const failing = recent(createFacts(broken), recentCache(), () => now);
  await failing.get(ask());
  await failing.get(ask());
  expect(broken.operations()).toHaveLength(2);
});
