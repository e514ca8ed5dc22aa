// Owners that a pod or task only claims: it stays a finding of its own, whatever the owner does, and it is stopped.
import { expect } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import { oneTestIn } from '../../support/extent.ts';
import { arn, audit, auditLog, call, deployedOn, event, minute, onBothStores } from './deployed.ts';

const it = oneTestIn(7, 'attacks on functions');

const replicaSets = 'system:serviceaccount:kube-system:replicaset-controller';
const deployments = 'system:serviceaccount:kube-system:deployment-controller';
const spec = (isPrivileged: boolean) => ({
  containers: [{ name: 'web', image: 'web:1', securityContext: { privileged: isPrivileged } }],
});
const named = (kind: string, name: string, owner: JsonObject | null, more: JsonObject) => ({
  ...{ apiVersion: kind === 'Pod' ? 'v1' : kind.endsWith('Job') ? 'batch/v1' : 'apps/v1', kind },
  metadata: {
    ...{ name, namespace: 'shop', uid: `u-${name}` },
    ...(owner === null ? {} : { ownerReferences: [{ controller: true, ...owner }] }),
  },
  spec: more,
});
const pod = (name: string, isPrivileged: boolean, owner: JsonObject | null = null) =>
  named('Pod', name, owner, spec(isPrivileged));
const template = (kind: string, name: string, isPrivileged: boolean, owner: JsonObject | null = null) =>
  named(kind, name, owner, { template: { spec: spec(isPrivileged) } });
const refTo = (kind: string, name: string) => ({ kind, name, uid: `u-${name}` });
const apply = (isPrivileged: boolean, minutes: number) =>
  auditLog(
    audit(
      'update',
      'deployments/frontend',
      template('Deployment', 'frontend', isPrivileged),
      minute(minutes),
    ),
  );

onBothStores((store) => {
  it.each<[string, JsonObject]>([
    ['a Deployment', { kind: 'Deployment', name: 'frontend' }],
    ['a Deployment by its very uid', refTo('Deployment', 'frontend')],
    ['its ReplicaSet by its very uid', refTo('ReplicaSet', 'frontend-1')],
    ['a DaemonSet', refTo('DaemonSet', 'frontend')],
    ['a Job that looks like a CronJob’s', refTo('Job', 'frontend-28000000')],
  ])('a pod that names %s is its own, and the next good update closes nothing', async (_, owner) => {
    const { send, states } = deployedOn(store());
    await send(apply(false, 0), 1);
    const rs = template('ReplicaSet', 'frontend-1', false, refTo('Deployment', 'frontend'));
    await send(auditLog(audit('create', 'replicasets/frontend-1', rs, minute(1), deployments)), 2);
    await send(auditLog(audit('create', 'pods/evil', pod('evil', true, owner), minute(2))), 3);
    expect(await states()).toEqual(['Pod/shop/evil open']);
    await send(apply(false, 4), 5);
    // Nor does anything the controllers do to it, or that somebody sends in their stead.
    for (const user of [replicaSets, deployments, 'kim'])
      await send(auditLog(audit('patch', 'pods/evil', pod('evil', true, owner), minute(6), user)), 7);
    expect(await states()).toEqual(['Pod/shop/evil open']);
    await send(auditLog(audit('delete', 'pods/evil', pod('evil', true, owner), minute(8))), 9);
    expect(await states()).toEqual(['Pod/shop/evil resolved']);
  });

  it('a pod’s own fail stands until it is gone, although its confirmed owner passes', async () => {
    const { send, states } = deployedOn(store());
    await send(apply(true, 0), 1);
    const rs = template('ReplicaSet', 'frontend-1', true, refTo('Deployment', 'frontend'));
    await send(auditLog(audit('create', 'replicasets/frontend-1', rs, minute(1), deployments)), 2);
    const made = pod('frontend-1-x', true, refTo('ReplicaSet', 'frontend-1'));
    await send(auditLog(audit('create', 'pods/frontend-1-x', made, minute(2), replicaSets)), 3);
    expect(await states()).toEqual(['Deployment/shop/frontend open']);
    await send(apply(false, 4), 5);
    expect(await states()).toEqual(['Deployment/shop/frontend open']);
    await send(auditLog(audit('delete', 'pods/frontend-1-x', made, minute(6))), 7);
    expect(await states()).toEqual(['Deployment/shop/frontend resolved']);
  });

  it('a pod that is heard of before its ReplicaSet’s owner joins that owner, once', async () => {
    const { send, states } = deployedOn(store());
    const made = pod('frontend-1-x', true, refTo('ReplicaSet', 'frontend-1'));
    await send(auditLog(audit('create', 'pods/frontend-1-x', made, minute(2), replicaSets)), 3);
    expect(await states()).toEqual(['ReplicaSet/shop/frontend-1 open']);
    const rs = template('ReplicaSet', 'frontend-1', true, refTo('Deployment', 'frontend'));
    await send(auditLog(audit('create', 'replicasets/frontend-1', rs, minute(1), deployments)), 4);
    const joined = ['Deployment/shop/frontend open', 'ReplicaSet/shop/frontend-1 resolved'];
    expect(await states()).toEqual(joined);
    await send(auditLog(audit('create', 'replicasets/frontend-1', rs, minute(1), deployments)), 5);
    expect(await states()).toEqual(joined);
  });

  it.each<[string, string, string]>([
    ['ReplicaSet', 'replicasets', 'Deployment'],
    ['Job', 'jobs', 'CronJob'],
  ])('a %s that is deleted resolves no owner of its', async (kind, resource, above) => {
    const { send, states } = deployedOn(store());
    const whole =
      above === 'CronJob'
        ? named('CronJob', 'frontend', null, { jobTemplate: { spec: { template: { spec: spec(true) } } } })
        : template('Deployment', 'frontend', true);
    const one = `${above}/shop/frontend`;
    await send(auditLog(audit('create', `${above.toLowerCase()}s/frontend`, whole, minute(0))), 1);
    expect(await states()).toEqual([`${one} open`]);
    for (const [index, user] of ['kim', deployments, replicaSets].entries()) {
      const child = template(kind, `frontend-${index}`, false, refTo(above, 'frontend'));
      const path = `${resource}/frontend-${index}`;
      await send(auditLog(audit('create', path, child, minute(2), user)), 3);
      await send(auditLog(audit('delete', path, child, minute(4), user)), 5);
      const status = { kind: 'Status', status: 'Success', details: { uid: `u-frontend-${index}` } };
      await send(auditLog(audit('delete', path, status, minute(6), user)), 7);
    }
    expect((await states()).filter((state) => state.startsWith(one))).toEqual([`${one} open`]);
  });

  it('a task that says a service started it is its family’s, and the service closes nothing', async () => {
    const service = arn('ecs', 'service/shop/web');
    const [good, bad] = [arn('ecs', 'task-definition/web:1'), arn('ecs', 'task-definition/evil:1')];
    const known = {
      ...{ serviceArn: service, serviceName: 'web', status: 'ACTIVE', taskDefinition: good },
      deployments: [{ id: 'ecs-svc/1', taskDefinition: good }],
    };
    const { send, states } = deployedOn(store(), {
      'ecs.DescribeServices': { services: [known] },
      'ecs.DescribeTaskDefinition': ({ taskDefinition }) => ({
        taskDefinition: {
          family: taskDefinition === bad ? 'evil' : 'web',
          containerDefinitions: [{ name: 'web', image: 'web:1', privileged: taskDefinition === bad }],
        },
      }),
    });
    const task = (id: string, startedBy: string, more: JsonObject, minutes: number) =>
      event(
        'ECS Task State Change',
        'ecs',
        {
          ...{
            taskArn: arn('ecs', `task/shop/${id}`),
            clusterArn: arn('ecs', 'cluster/shop'),
            version: minutes,
          },
          ...{ group: 'service:web', startedBy, lastStatus: 'RUNNING', taskDefinitionArn: bad, ...more },
        },
        minutes,
      );
    await send(task('1', 'ecs-svc/123', {}, 0), 1);
    await send(task('2', 'ecs-svc/1', {}, 2), 3);
    expect(await states()).toEqual(['evil open']);
    // The service passes, by an event of its own and by one of a task that is really its own.
    const updated = {
      responseElements: { service: known },
      requestParameters: { service: 'web', cluster: 'shop' },
    };
    await send(call('ecs:UpdateService', 4, updated), 5);
    await send(task('3', 'ecs-svc/1', { taskDefinitionArn: good }, 6), 7);
    expect(await states()).toEqual(['evil open']);
    await send(task('1', 'ecs-svc/123', { lastStatus: 'STOPPED' }, 8), 9);
    expect(await states()).toEqual(['evil open']);
    await send(task('2', 'ecs-svc/1', { lastStatus: 'STOPPED' }, 10), 11);
    expect(await states()).toEqual(['evil resolved']);
  });
});
