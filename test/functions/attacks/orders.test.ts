// Owners, looks and ends of one Deployment and of one service, in any order and again: the record ends the same.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryStore } from '../../../shared/findings/memory.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { runs } from '../../support/extent.ts';
import { arn, audit, auditLog, call, deployedOn, event, minute, privileged } from './deployed.ts';

const controller = (name: string) => `system:serviceaccount:kube-system:${name}-controller`;
const spec = (isPrivileged: boolean) => ({
  containers: [{ name: 'web', image: 'web:1', securityContext: { privileged: isPrivileged } }],
});
const named = (kind: string, name: string, owner: string | null, more: JsonObject): JsonObject => {
  const [ownerKind = '', ownerName = ''] = owner?.split('/') ?? [];
  const reference = { controller: true, kind: ownerKind, name: ownerName, uid: `u-${ownerName}` };
  return {
    ...{ apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1', kind, spec: more },
    metadata: {
      ...{ name, namespace: 'shop', uid: `u-${name}` },
      ownerReferences: owner === null ? [] : [reference],
    },
  };
};
const pod = (name: string, isPrivileged: boolean) =>
  named('Pod', name, 'ReplicaSet/web-1', spec(isPrivileged));
const line = (verb: string, path: string, object: JsonObject, minutes: number, by = 'kim') =>
  auditLog(audit(verb, path, object, minute(minutes), by));

/** Each with what it leaves failing, if it is the last of its kind: told apart from how the record reckons. */
const deployment = (isPrivileged: boolean) =>
  named('Deployment', 'web', null, { template: { spec: spec(isPrivileged) } });
const replicaSet = named('ReplicaSet', 'web-1', 'Deployment/web', { template: { spec: spec(true) } });
const kubernetes = [
  line('create', 'deployments/web', deployment(true), 0),
  line('create', 'replicasets/web-1', replicaSet, 1, controller('deployment')),
  line('create', 'pods/a', pod('a', true), 2, controller('replicaset')),
  line('create', 'pods/b', pod('b', true), 3, controller('replicaset')),
  line('patch', 'pods/a', pod('a', true), 4),
  line('update', 'deployments/web', deployment(false), 5),
  line('delete', 'pods/a', pod('a', true), 6),
  line('delete', 'replicasets/web-1', replicaSet, 7, controller('deployment')),
];

const taskDefinition = arn('ecs', 'task-definition/web:1');
const service = {
  ...{ serviceArn: arn('ecs', 'service/shop/web'), serviceName: 'web', status: 'ACTIVE', taskDefinition },
  deployments: [{ id: 'ecs-svc/1', taskDefinition }],
};
const task = (id: string, lastStatus: string, minutes: number) =>
  event(
    'ECS Task State Change',
    'ecs',
    {
      ...{ taskArn: arn('ecs', `task/shop/${id}`), clusterArn: arn('ecs', 'cluster/shop'), version: minutes },
      ...{ group: 'service:web', startedBy: 'ecs-svc/1', lastStatus, taskDefinitionArn: taskDefinition },
      overrides: { containerOverrides: [{ name: 'web' }] },
    },
    minutes,
  );
const ecs = [
  call('ecs:UpdateService', 0, {
    responseElements: { service },
    requestParameters: { cluster: 'shop', service: 'web' },
  }),
  task('a', 'PENDING', 1),
  task('a', 'RUNNING', 2),
  task('b', 'RUNNING', 3),
  task('a', 'STOPPED', 4),
];

/** No AWS to ask: an owner is known by its own event alone, whenever that comes. */
const definitionAlone = {
  'ecs.DescribeTaskDefinition': {
    taskDefinition: {
      ...{ family: 'web', requiresCompatibilities: ['EC2'] },
      containerDefinitions: [{ name: 'web', image: 'web:1', privileged: true }],
    },
  },
};

async function statesAfter(events: readonly unknown[]) {
  const { send, states } = deployedOn(memoryStore(), definitionAlone);
  for (const one of events) await send(one, 30);
  return states(privileged);
}

const shuffled = (events: readonly unknown[]) =>
  fc
    .array(fc.constantFrom(...events), { maxLength: 4 })
    .chain((again) =>
      fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }),
    );

const open = (states: readonly string[]) => states.filter((state) => state.endsWith(' open'));

it('whatever order audit events come in, what runs and fails is open on its owner alone', {
  timeout: 60_000,
}, async () => {
  expect(open(await statesAfter(kubernetes))).toEqual(['Deployment/shop/web open']);
  expect(open(await statesAfter([...kubernetes, line('delete', 'pods/b', pod('b', true), 8)]))).toEqual([]);
  await fc.assert(
    fc.asyncProperty(shuffled(kubernetes), async (events) => {
      expect(open(await statesAfter(events))).toEqual(['Deployment/shop/web open']);
    }),
    runs(150),
  );
});

it('whatever order task events come in, a task is on its service once that is known', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(shuffled(ecs), async (events) => {
      // A later event of the running task finds the service known, wherever the tasks were kept before.
      const states = open(await statesAfter([...events, task('b', 'RUNNING', 5)]));
      expect(states).toEqual([`${service.serviceArn} open`]);
    }),
    runs(150),
  );
});
