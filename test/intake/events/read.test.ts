// What an event claims of its time is believed up to five minutes past the time at which it reached us.
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../shared/intake/events/read.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Observation } from '../../../shared/model/observation.ts';
import { call, context, native } from './records.ts';

const received = '2026-11-02T09:15:00.000Z';

function read(raw: unknown, at: string | undefined = received): Observation {
  const intake = readEvent(raw, at === undefined ? context : { ...context, received: at });
  if (intake.kind !== 'observed') throw new Error(`${intake.kind}: ${intake.reason}`);
  return intake.observation;
}

/** One event of each way in, at a time of its own choice. */
const ways: readonly [string, (time: unknown) => JsonObject][] = [
  ['CloudTrail', (time) => call('iam:CreateUser', { userName: 'x' }, { eventTime: time as string })],
  [
    'EventBridge',
    (time) =>
      native(
        'ECS Deployment State Change',
        {},
        {
          time: time as string,
          resources: ['arn:aws:ecs:eu-central-1:111122223333:service/shop/web'],
        },
      ),
  ],
  [
    'an audit log',
    (time) => ({
      kind: 'Event',
      ...{ apiVersion: 'audit.k8s.io/v1', auditID: 'a', stage: 'ResponseComplete', verb: 'delete' },
      objectRef: { resource: 'deployments', namespace: 'shop', name: 'web', apiGroup: 'apps' },
      ...{ user: { username: 'kim' }, responseStatus: { code: 200 } },
      requestReceivedTimestamp: time as string,
    }),
  ],
];

describe.each(ways)('%s', (_, event) => {
  it.each([
    ['2026-11-02T09:12:00Z', '2026-11-02T09:12:00.000Z'],
    ['2026-11-02T09:20:00Z', '2026-11-02T09:20:00.000Z'],
    ['1999-01-01T00:00:00Z', '1999-01-01T00:00:00.000Z'],
  ])('is believed of %s', (time, taken) => {
    const { time: seen, claimed, received: at, ref } = read(event(time));
    expect([seen, claimed, at, ref.time]).toEqual([taken, undefined, received, taken]);
  });

  it.each([
    ['2026-11-02T09:20:01Z', '2026-11-02T09:20:01.000Z'],
    ['2999-01-01T00:00:00Z', '2999-01-01T00:00:00.000Z'],
    ['+010000-01-01T00:00:00Z', '+010000-01-01T00:00:00.000Z'],
    ['+275760-01-01T00:00:00Z', '+275760-01-01T00:00:00.000Z'],
  ])('is not believed of %s', (time, claimed) => {
    const seen = read(event(time));
    expect([seen.time, seen.claimed]).toEqual(['2026-11-02T09:20:00.000Z', claimed]);
    expect(seen.ref.time).toBe('2026-11-02T09:20:00.000Z');
  });

  it('is taken as it is where nothing says when it came', () => {
    const intake = readEvent(event('2999-01-01T00:00:00Z'), context);
    expect(intake).toMatchObject({ observation: { time: '2999-01-01T00:00:00.000Z' } });
  });

  it.each([
    '2026-13-45T00:00:00Z',
    'tomorrow',
    '',
    null,
    {},
  ])('%j is no time, and never the newest', (time) => {
    const { time: seen, claimed } = read(event(time));
    expect([seen, claimed]).toEqual([null, undefined]);
  });
});
