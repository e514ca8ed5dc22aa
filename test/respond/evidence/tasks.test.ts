// What is read of the tasks that are about to be stopped, from where, and under which permissions.
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../shared/model/finding.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { bounds } from '../../../shared/respond/evidence/evidence.ts';
import { endsAny } from '../../../shared/respond/evidence/workloads.ts';
import { sessionPolicyFor } from '../../../shared/respond/platform/session-policy.ts';
import { findingOn } from '../actions/round-trip.ts';
import { arn, call, definition, digest, gathered, now, options, place, task } from './gathered.ts';

describe('of a task', () => {
  it('its description, definition, network interfaces, image digests and last lines', async () => {
    const { evidence, api, logs } = await gathered();
    expect(evidence.missing).toEqual([]);
    expect(evidence.workloads).toEqual([
      {
        ...{ kind: 'task', name: arn('1'), description: task('1') },
        definition: definition({ logDriver: 'awslogs', options }),
        networkInterfaces: [{ NetworkInterfaceId: 'eni-1' }],
        images: [{ container: 'web', image: 'shop/web:1', digest }],
        logs: [
          {
            ...{ container: 'web', source: '/shop/web/web/web/1', cut: false },
            lines: ['2026-03-01T12:59:59.000Z hello', '2026-03-01T13:00:00.000Z bye'],
          },
        ],
      },
    ]);
    expect(api.requests.find(({ service }) => service === 'ec2')?.input).toEqual({
      NetworkInterfaceIds: ['eni-1'],
    });
    expect(logs.requests.map(({ input }) => input)).toEqual([
      {
        ...{ logGroupName: '/shop/web', logStreamName: 'web/web/1', startFromHead: false, limit: 400 },
        startTime: now - bounds.age,
      },
    ]);
  });

  it('reads logs in a session for that very stream and Region, and nothing else in it', async () => {
    const elsewhere = { ...options, 'awslogs-region': 'eu-central-1', 'awslogs-group': '/shop/*' };
    const { sessions, logs } = await gathered({
      'ecs.DescribeTaskDefinition': {
        taskDefinition: definition({ logDriver: 'awslogs', options: elsewhere }),
      },
    });
    expect(sessions).toMatchObject([{ account: place.account, region: 'eu-central-1' }]);
    expect(logs.requests.map(({ region }) => region)).toEqual(['eu-central-1']);
    const [read] = sessions[0]?.calls ?? [];
    expect(read === undefined ? null : sessionPolicyFor(read, { ...place, region: 'eu-central-1' })).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          ...{ Effect: 'Allow', Action: 'logs:GetLogEvents' },
          Resource: `arn:*:logs:eu-central-1:111122223333:log-group:/shop/${'$'}{*}:log-stream:web/web/1`,
          Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } },
        },
      ],
    });
  });

  it.each<[string, JsonObject | null, string]>([
    ['no log driver', null, 'no log driver is set'],
    ['another driver', { logDriver: 'awsfirelens', options: {} }, '(awsfirelens)'],
    [
      'no group',
      { logDriver: 'awslogs', options: { 'awslogs-region': 'eu-west-1' } },
      'do not name a log group',
    ],
    [
      'a Region that is a host',
      { logDriver: 'awslogs', options: { ...options, 'awslogs-region': 'evil.example/' } },
      'do not name',
    ],
    [
      'a Region that is none',
      { logDriver: 'awslogs', options: { ...options, 'awslogs-region': 'eu-west-1.evil.example' } },
      'do not name',
    ],
  ])('says of %s that there is no log, and keeps the rest', async (_, configuration, reason) => {
    const { evidence, logs } = await gathered({
      'ecs.DescribeTaskDefinition': { taskDefinition: definition(configuration) },
    });
    expect(evidence.missing).toEqual([expect.stringContaining(reason)]);
    expect(evidence.workloads[0]).toMatchObject({ logs: [], images: [{ digest }] });
    expect(logs.requests).toEqual([]);
  });

  it('reads only streams of the task itself, whatever its definition says', async () => {
    const prefix = '../../other/web/2';
    const { logs } = await gathered({
      'ecs.DescribeTaskDefinition': {
        taskDefinition: definition({
          logDriver: 'awslogs',
          options: { ...options, 'awslogs-stream-prefix': prefix },
        }),
      },
    });
    expect(logs.requests.map(({ input }) => input.logStreamName)).toEqual([`${prefix}/web/1`]);
    const { 'awslogs-stream-prefix': _, ...bare } = options;
    const without = await gathered({
      'ecs.DescribeTaskDefinition': { taskDefinition: definition({ logDriver: 'awslogs', options: bare }) },
    });
    expect(without.logs.requests.map(({ input }) => input.logStreamName)).toEqual(['c0ffee']);
  });

  it.each([
    'ecs.DescribeTaskDefinition',
    'ec2.DescribeNetworkInterfaces',
    'logs.GetLogEvents',
  ])('keeps what it has where %s is denied, and says so', async (operation) => {
    const { evidence } = await gathered({ [operation]: 'denied' });
    expect(evidence.missing).toEqual([`${operation}: ${operation}: denied`]);
    expect(evidence.workloads[0]).toMatchObject({ description: task('1') });
  });

  it('is gone, or cannot be read: that is said', async () => {
    expect((await gathered({ 'ecs.DescribeTasks': { tasks: [] } })).evidence.missing).toEqual([
      'task 1 is gone',
    ]);
    const denied = await gathered({ 'ecs.DescribeTasks': 'denied' });
    expect(denied.evidence.missing).toEqual(['ecs.DescribeTasks: ecs.DescribeTasks: denied']);
  });

  it('is one of those that the finding was seen on, where the calls name none; so many at most', async () => {
    const instances = Array.from({ length: 8 }, (_, index) => arn(`${index}`));
    const finding: Finding = { ...findingOn({ platform: 'ecs' }), instances };
    const calls = [call('UpdateService', { cluster: 'shop', service: 'web', taskDefinition: 'web:1' })];
    const { evidence } = await gathered({}, { finding, calls });
    expect(evidence.workloads.map(({ name }) => name)).toEqual(instances.slice(0, bounds.workloads));
    expect(evidence.missing).toEqual(['of 8 workloads only the first 5 were looked at']);
    const nobody = await gathered({}, { calls });
    expect(nobody.evidence).toMatchObject({ workloads: [], missing: [expect.stringContaining('neither')] });
  });

  it('has no more logs read than may be, of all together', async () => {
    const containers = Array.from({ length: 30 }, (_, index) => ({
      name: `c${index}`,
      logConfiguration: { logDriver: 'awslogs', options },
    }));
    const { logs, evidence } = await gathered({
      'ecs.DescribeTaskDefinition': { taskDefinition: { containerDefinitions: containers } },
    });
    expect(logs.requests).toHaveLength(bounds.logs);
    expect(evidence.missing).toEqual([`of more than ${bounds.logs} logs only the first were read`]);
  });
});

it('is taken only before something ends', () => {
  expect(endsAny([call('ContinueServiceDeployment', {})])).toBe(false);
  expect(endsAny([call('createNetworkingV1NamespacedNetworkPolicy', {}, 'kubernetes')])).toBe(false);
  expect(endsAny([call('ContinueServiceDeployment', {}), call('StopTask', {})])).toBe(true);
});
