// Ends that were heard of: confirmed by a look where one is possible, and the event's word where none is.
import { describe, expect, it } from 'vitest';
import { settled, withConfirmedEnds } from '../../shared/gather/ends.ts';
import type { FactAnswer, FactFailure, Facts } from '../../shared/model/facts.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { account, call, native, observe, region } from '../intake/events/records.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;

/** Every named end that AWS events tell, with what a look finds that is still there. */
const ends: readonly [string, JsonObject, unknown][] = [
  ['DeleteService', call('ecs:DeleteService', { service: 'web', cluster: 'shop' }), { status: 'ACTIVE' }],
  ['DeleteCluster of ECS', call('ecs:DeleteCluster', { cluster: 'shop' }), { kind: 'cluster' }],
  ['DeleteCluster of EKS', call('eks:DeleteCluster', { name: 'pay' }), { kind: 'cluster' }],
  ['DeleteRepository', call('ecr:DeleteRepository', { repositoryName: 'web' }), { kind: 'repository' }],
  ['DeleteRole', call('iam:DeleteRole', { roleName: 'r' }), { kind: 'principal' }],
  ['DeleteUser', call('iam:DeleteUser', { userName: 'u' }), { kind: 'principal' }],
  ['DeleteGroup', call('iam:DeleteGroup', { groupName: 'g' }), { kind: 'principal' }],
  [
    'DeletePolicy',
    call('iam:DeletePolicy', { policyArn: `arn:aws:iam::${account}:policy/p` }),
    { kind: 'principal' },
  ],
  ['DeleteSecurityGroup', call('ec2:DeleteSecurityGroup', { groupId: 'sg-1' }), { kind: 'network' }],
  [
    'TerminateInstances',
    call('ec2:TerminateInstances', { instancesSet: { items: [{ instanceId: 'i-1' }] } }),
    { kind: 'host' },
  ],
  [
    'an instance that is terminated',
    native('EC2 Instance State-change Notification', { 'instance-id': 'i-1', state: 'terminated' }),
    { kind: 'host' },
  ],
  [
    'a container instance that left its cluster',
    native('ECS Container Instance State Change', {
      ...{ containerInstanceArn: arn('ecs', 'container-instance/shop/1'), status: 'INACTIVE', version: 3 },
      ec2InstanceId: 'i-1',
    }),
    { kind: 'host' },
  ],
];

function facts(answer: FactAnswer): Facts & { asked: number } {
  const counting = {
    asked: 0,
    get: async () => {
      counting.asked++;
      return answer as never;
    },
  };
  return counting;
}

const failure = (code: FactFailure): FactAnswer => ({ ok: false, code, reason: code });

describe.each(ends)('%s', (_, raw, found) => {
  const observation = observe(raw);

  it('ends nothing that a look still finds: that is judged', async () => {
    const there = facts({ ok: true, asOf: '2026-01-01T00:00:00.000Z', value: found as never });
    const { gone, pending } = await withConfirmedEnds(observation, there);
    expect([gone.length, pending.length, there.asked]).toEqual([0, 1, 1]);
  });

  it('is an end where it is not there, and where nobody can look', async () => {
    for (const code of ['not-found', 'denied', 'timeout', 'no-facts'] as const)
      expect((await withConfirmedEnds(observation, facts(failure(code)))).gone).toHaveLength(1);
    expect(await withConfirmedEnds(observation, null)).toBe(observation);
  });
});

describe('a service that is deleted', () => {
  it.each(['DRAINING', 'INACTIVE'])('is gone although ECS still shows it as %s', async (status) => {
    const [[, raw] = ['', {}]] = ends;
    const shown = facts({ ok: true, asOf: 't', value: { status } as never });
    expect(await withConfirmedEnds(observe(raw), shown)).toMatchObject({
      gone: [{ identity: expect.stringContaining('service/shop/web') }],
      pending: [],
    });
  });
});

describe('an end that names the very thing', () => {
  it.each([
    [
      'a task',
      native('ECS Task State Change', {
        ...{
          taskArn: arn('ecs', 'task/shop/1'),
          clusterArn: arn('ecs', 'cluster/shop'),
          lastStatus: 'STOPPED',
        },
        ...{ taskDefinitionArn: arn('ecs', 'task-definition/web:1'), version: 2 },
      }),
    ],
    [
      'an image',
      native('ECR Image Action', {
        ...{ 'action-type': 'DELETE', result: 'SUCCESS', 'repository-name': 'web' },
        'image-digest': `sha256:${'ab'.repeat(32)}`,
      }),
    ],
  ])('%s needs no look', async (_, raw) => {
    const asked = facts(failure('denied'));
    expect((await withConfirmedEnds(observe(raw), asked)).gone.length).toBeGreaterThan(0);
    expect(asked.asked).toBe(0);
  });
});

describe('what was deleted only just now', () => {
  const eventAt = 1_000_000;

  /** Found by the first looks, then not any more. */
  async function ask(after: number, shown: number, deadline = Number.POSITIVE_INFINITY) {
    let now = eventAt + after;
    let looks = 0;
    const base: Facts = {
      get: async () =>
        (++looks <= shown ? { ok: true, value: {}, asOf: 't' } : failure('not-found')) as never,
    };
    const sleep = async (milliseconds: number) => {
      now += milliseconds;
    };
    const looking = settled(base, { now: () => now, sleep, eventAt, deadline });
    const answer = await looking.get({ fact: 'principal', account, region, arn: 'a' });
    return { answer: answer.ok ? 'found' : answer.code, looks, now: now - eventAt };
  }

  it('is looked at again when that shows everywhere, once', async () => {
    expect(await ask(1_000, 1)).toEqual({ answer: 'not-found', looks: 2, now: 15_000 });
    expect(await ask(1_000, 9)).toEqual({ answer: 'found', looks: 2, now: 15_000 });
  });

  it('is not waited for where it is not found, or the event is older', async () => {
    expect(await ask(0, 0)).toEqual({ answer: 'not-found', looks: 1, now: 0 });
    expect(await ask(15_000, 9)).toEqual({ answer: 'found', looks: 1, now: 15_000 });
    // A claim from the future waits no longer.
    expect(await ask(-60_000, 9)).toMatchObject({ answer: 'found', looks: 2, now: -45_000 });
  });

  it('cannot be told where no time is left', async () => {
    expect(await ask(1_000, 9, eventAt + 2_000)).toEqual({ answer: 'timeout', looks: 1, now: 1_000 });
  });
});
