// The service that a task says it belongs to: what counts as saying so, and what of a service confirms it.
import { describe, expect, it } from 'vitest';
import {
  claimOf,
  confirms,
  deploymentLinks,
  serviceNamedBy,
} from '../../../shared/intake/workload/ecs-claim.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { startOf } from '../../../shared/model/owner.ts';

const place = { account: '111122223333', region: 'eu-central-1', cluster: 'shop' };
const arn = (what: string) => `arn:aws:ecs:${place.region}:${place.account}:${what}`;
const definition = arn('task-definition/web:3');
const claim = { service: 'web', deployment: 'ecs-svc/1', definition };
const task = { group: 'service:web', startedBy: 'ecs-svc/1', taskDefinitionArn: definition };
const service = { serviceName: 'web', serviceArn: arn('service/shop/web') };
const deployment = { id: 'ecs-svc/1', taskDefinition: definition };

describe('a task', () => {
  it.each<[string, JsonObject]>([
    ['as a service starts it', {}],
    ['with its containers’ names under overrides', { overrides: { containerOverrides: [{ name: 'web' }] } }],
    [
      'with empty overrides',
      { overrides: { containerOverrides: [{ name: 'web', command: [], environment: [] }] } },
    ],
    [
      'with the agent that GuardDuty puts beside it',
      {
        containers: [{ name: 'aws-guardduty-agent-x' }],
        overrides: { containerOverrides: [{ name: 'aws-guardduty-agent-x', environment: [{ name: 'A' }] }] },
      },
    ],
  ])('%s says which', (_, more) => {
    expect(claimOf({ ...task, ...more })).toEqual(claim);
  });

  it.each<[string, JsonObject]>([
    ['a family', { group: 'family:web' }],
    ['a group of its own', { group: 'web' }],
    ['no name', { group: 'service:' }],
    ['a path', { group: 'service:a/b' }],
    ['a long name', { group: `service:${'a'.repeat(256)}` }],
    ['a person as its starter', { startedBy: 'kim' }],
    ['nobody as its starter', { startedBy: null }],
    ['something else than a text', { startedBy: ['ecs-svc/1'] }],
  ])('that names %s says none', (_, more) => {
    expect([claimOf({ ...task, ...more }), serviceNamedBy({ ...task, ...more })]).toEqual([null, null]);
  });

  it.each<[string, JsonObject]>([
    ['another command', { containerOverrides: [{ name: 'web', command: ['sh'] }] }],
    [
      'another environment',
      { containerOverrides: [{ name: 'web', environment: [{ name: 'A', value: 'b' }] }] },
    ],
    ['another role', { taskRoleArn: 'arn:aws:iam::111122223333:role/admin' }],
    ['another execution role', { executionRoleArn: 'arn:aws:iam::111122223333:role/admin' }],
    ['more memory', { memory: '4096' }],
    [
      'a container that only bears the agent’s name',
      { containerOverrides: [{ name: 'aws-guardduty-agent-x', command: ['sh'] }] },
    ],
  ])('that was started with %s is no service’s', (_, overrides) => {
    const started = { ...task, containers: [{ name: 'aws-guardduty-agent-x', image: 'evil' }], overrides };
    expect(claimOf(started)).toBeNull();
    // Its load balancers are looked at all the same.
    expect(serviceNamedBy(started)).toBe('web');
  });
});

describe('a service', () => {
  it('confirms what its deployments, or its task sets, start', () => {
    expect(confirms({ ...service, deployments: [deployment] }, claim)).toBe(true);
    expect(confirms({ ...service, deployments: [], taskSets: [deployment] }, claim)).toBe(true);
  });

  it.each<[string, JsonObject]>([
    ['it has none', {}],
    ['another deployment', { deployments: [{ ...deployment, id: 'ecs-svc/11' }] }],
    [
      'another definition',
      { deployments: [{ ...deployment, taskDefinition: arn('task-definition/web:4') }] },
    ],
    [
      'the two of different ones',
      { deployments: [{ id: 'ecs-svc/1' }, { id: 'ecs-svc/2', taskDefinition: definition }] },
    ],
    ['another name', { serviceName: 'webb', deployments: [deployment] }],
    ['no name', { serviceName: null, deployments: [deployment] }],
    ['nonsense', { deployments: 'ecs-svc/1', taskSets: [null, 1, 'x'] }],
  ])('confirms nothing else: %s', (_, more) => {
    expect(confirms({ ...service, ...more }, claim)).toBe(false);
  });

  it('tells whose the tasks of its deployments are', () => {
    const answered = {
      ...service,
      deployments: [deployment, { id: 'ecs-svc/2' }],
      taskSets: [{ ...deployment, id: 'x' }],
    };
    const owner = { kind: 'Service', name: 'web', identity: service.serviceArn, uid: null };
    expect(deploymentLinks(answered)).toEqual([
      { ...place, uid: startOf(claim), identity: null, owner },
      { ...place, uid: startOf({ ...claim, deployment: 'x' }), identity: null, owner },
    ]);
    // An old ARN does not tell in which cluster.
    for (const serviceArn of [arn('service/web'), 'web', null])
      expect(deploymentLinks({ ...answered, serviceArn })).toEqual([]);
  });
});
