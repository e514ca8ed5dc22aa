// Times that claim to lie ahead, and ends that were only heard of: nothing that still fails is closed, and what comes after counts.
import { expect } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import { oneTestIn } from '../../support/extent.ts';
import { arn, audit, auditLog, call, deployedOn, event, minute, onBothStores } from './deployed.ts';

const it = oneTestIn(7, 'attacks on functions');

const deployment = (isPrivileged: boolean): JsonObject => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment' },
  metadata: { name: 'web', namespace: 'shop', uid: 'u-web' },
  spec: {
    template: {
      spec: { containers: [{ name: 'web', image: 'web:1', securityContext: { privileged: isPrivileged } }] },
    },
  },
});
const applied = (isPrivileged: boolean, at: string) =>
  auditLog(audit('update', 'deployments/web', deployment(isPrivileged), at));
const deleted = (uid: string | null, at: string) =>
  auditLog(
    audit(
      'delete',
      'deployments/web',
      { kind: 'Status', status: 'Success', details: uid === null ? {} : { uid } },
      at,
    ),
  );
const futures = [
  '2999-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '+010000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
];
const web = 'Deployment/shop/web';

onBothStores((store) => {
  it.each(futures)('a forged end of %s closes nothing, and later updates count', async (at) => {
    const { send, states } = deployedOn(store());
    await send(applied(true, minute(0)), 1);
    for (const uid of [null, '', 'made-up', 'U-WEB']) await send(deleted(uid, at), 2);
    expect(await states()).toEqual([`${web} open`]);
    await send(applied(false, minute(10)), 11);
    expect(await states()).toEqual([`${web} resolved`]);
    await send(applied(true, minute(20)), 21);
    expect(await states()).toEqual([`${web} open`]);
  });

  it.each(futures)('a forged fail of %s is closed by the next pass that comes', async (at) => {
    const { send, states, metrics } = deployedOn(store());
    await send(applied(true, at), 1);
    expect(await states()).toEqual([`${web} open`]);
    await send(applied(false, minute(10)), 11);
    expect(await states()).toEqual([`${web} resolved`]);
    expect(metrics.EventFromFuture).toBe(1);
  });

  it.each(futures)('a forged pass of %s hides no later fail', async (at) => {
    const { send, states } = deployedOn(store());
    await send(applied(false, at), 1);
    await send(applied(true, minute(10)), 11);
    expect(await states()).toEqual([`${web} open`]);
  });

  it('the end of the very object closes it, and its successor of the same name is another', async () => {
    const { send, states } = deployedOn(store());
    await send(applied(true, minute(0)), 1);
    await send(deleted('u-web', minute(2)), 3);
    expect(await states()).toEqual([`${web} resolved`]);
    // The end of the former, heard again and late, is none of the new one.
    const next = { ...deployment(true), metadata: { name: 'web', namespace: 'shop', uid: 'u-next' } };
    await send(auditLog(audit('create', 'deployments/web', next, minute(4))), 5);
    await send(deleted('u-web', futures[0] ?? ''), 6);
    expect(await states()).toEqual([`${web} open`]);
  });

  it.each(futures)('an end of %s that bears the very uid closes nothing that fails later', async (at) => {
    const { send, states } = deployedOn(store());
    await send(applied(true, minute(0)), 1);
    await send(deleted('u-web', at), 2);
    await send(applied(true, minute(20)), 21);
    expect(await states()).toEqual([`${web} open`]);
  });

  it('an end of AWS closes nothing that a look still finds, and closes what is gone', async () => {
    const service = arn('ecs', 'service/shop/web');
    let status = 'ACTIVE';
    const { send, states, operations } = deployedOn(store(), {
      'ecs.DescribeServices': () => ({
        services: [
          {
            serviceArn: service,
            serviceName: 'web',
            status,
            taskDefinition: arn('ecs', 'task-definition/web:1'),
          },
        ],
      }),
      'ecs.DescribeTaskDefinition': {
        taskDefinition: {
          family: 'web',
          containerDefinitions: [{ name: 'web', image: 'web:1', privileged: true }],
        },
      },
    });
    const steady = event('ECS Deployment State Change', 'ecs', { deploymentId: 'ecs-svc/1' }, 0);
    await send({ ...steady, resources: [service] }, 1);
    expect(await states()).toEqual([`${service} open`]);
    const end = (minutes: number) =>
      call('ecs:DeleteService', minutes, { requestParameters: { service: 'web', cluster: 'shop' } });
    await send(end(2), 3);
    expect(await states()).toEqual([`${service} open`]);
    status = 'DRAINING';
    await send(end(4), 5);
    expect(await states()).toEqual([`${service} resolved`]);
    // What ECS still tells of it opens nothing again.
    await send({ ...steady, id: 'e-late', resources: [service] }, 6);
    expect(await states()).toEqual([`${service} resolved`]);
    expect(operations()).toContain('ecs.DescribeServices');
  });
});
