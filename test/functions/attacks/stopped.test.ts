// A pod that hides behind a good Deployment: found by the deployed evaluator, and stopped by the deployed responder.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { responderOf } from '../../../functions/wiring/respond/responder.ts';
import { listFindings } from '../../../shared/findings/listing.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import type { AwsApi } from '../../../shared/gather/api.ts';
import { fakeApi } from '../../gather/fake-api.ts';
import { eksApi } from '../../gather/kubernetes/eks.ts';
import { type Cluster, clusterServer } from '../../gather/kubernetes/server.ts';
import { policyFrom } from '../../support/judging.ts';
import { arn, audit, auditLog, deployedOn, minute, onBothStores, privileged } from './deployed.ts';

const policy = policyFrom({ mode: 'enforce' });
let cluster: Cluster;
let kubernetes: AwsApi;

beforeAll(async () => {
  cluster = await clusterServer();
  kubernetes = eksApi(cluster);
});
afterAll(() => cluster.close());

/** Hints the responder at the control's finding, as the bus would. */
async function respondTo(store: RecordStore, api: AwsApi) {
  const view = { now: minute(5), quiet: 7 * 86_400_000, waiver: () => null };
  const [finding] = (await listFindings(store, view)).filter(({ control }) => control === privileged);
  let now = Date.parse(minute(5));
  const respond = responderOf({
    ...{
      policy,
      store,
      api,
      sessionFor: () => api,
      own: () => false,
      tell: async () => {},
      distrust: () => {},
      now: () => now,
      random: () => 0.5,
    },
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  });
  return respond.look({ detail: { version: 1, change: { finding: { id: finding?.id ?? '' } } } });
}

const containers = (isPrivileged: boolean) => [
  { name: 'web', image: 'web:1', securityContext: { privileged: isPrivileged } },
];

onBothStores((store) => {
  it('a pod is evicted although the Deployment that it names passes, and that is left alone', async () => {
    cluster.objects.clear();
    const { send, states } = deployedOn(store(), {}, policy);
    const deployment = {
      ...{ apiVersion: 'apps/v1', kind: 'Deployment' },
      metadata: { name: 'frontend', namespace: 'shop', uid: 'u-frontend' },
      spec: { replicas: 2, template: { spec: { containers: containers(false) } } },
    };
    const pod = {
      ...{ apiVersion: 'v1', kind: 'Pod' },
      metadata: {
        ...{ name: 'evil', namespace: 'shop', uid: 'u-evil' },
        ownerReferences: [{ kind: 'Deployment', name: 'frontend', uid: 'u-frontend', controller: true }],
      },
      spec: { containers: containers(true) },
    };
    const at = '/apis/apps/v1/namespaces/shop/deployments/frontend';
    cluster.put(at, deployment);
    cluster.put('/api/v1/namespaces/shop/pods/evil', pod);
    await send(auditLog(audit('create', 'pods/evil', pod, minute(1))), 2);
    await send(auditLog(audit('update', 'deployments/frontend', deployment, minute(3))), 4);
    expect(await states()).toEqual(['Pod/shop/evil open']);
    const untouched = JSON.stringify(cluster.objects.get(at));
    expect(await respondTo(store(), kubernetes)).toMatchObject({ response: { outcome: 'done' } });
    expect([...cluster.objects.keys()]).toEqual([at]);
    expect(JSON.stringify(cluster.objects.get(at))).toBe(untouched);
  });

  it('a task that says a good service started it is stopped', async () => {
    const task = {
      ...{ taskArn: arn('ecs', 'task/shop/1'), clusterArn: arn('ecs', 'cluster/shop'), version: 1 },
      ...{
        group: 'service:web',
        startedBy: 'ecs-svc/123',
        taskDefinitionArn: arn('ecs', 'task-definition/evil:1'),
      },
    };
    let desiredStatus = 'RUNNING';
    const answers = {
      'ecs.DescribeServices': { services: [{ serviceName: 'web', status: 'ACTIVE', deployments: [] }] },
      'ecs.DescribeTaskDefinition': {
        taskDefinition: {
          ...{ family: 'evil', requiresCompatibilities: ['EC2'] },
          containerDefinitions: [{ name: 'web', image: 'web:1', privileged: true }],
        },
      },
      'ecs.DescribeTasks': () => ({ tasks: [{ ...task, desiredStatus, lastStatus: desiredStatus }] }),
      'ecs.StopTask': () => {
        desiredStatus = 'STOPPED';
        return { task };
      },
    };
    const { send, states } = deployedOn(store(), answers, policy);
    const running = {
      ...{
        version: '0',
        id: 'e-1',
        'detail-type': 'ECS Task State Change',
        source: 'aws.ecs',
        resources: [],
      },
      ...{ account: '111122223333', region: 'eu-central-1', time: minute(1) },
      detail: { ...task, lastStatus: 'RUNNING' },
    };
    await send(running, 2);
    expect(await states()).toEqual(['evil open']);
    const api = fakeApi(answers);
    expect(await respondTo(store(), api)).toMatchObject({ response: { outcome: 'done' } });
    expect(api.operations()).toContain('ecs.StopTask');
    expect(desiredStatus).toBe('STOPPED');
  });
});
