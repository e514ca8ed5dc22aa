// The canary: its way through the functions is measured, nobody is shown it, and what watches is looked at.
import { describe, expect, it } from 'vitest';
import { canaryIn, measureCanary } from '../../functions/wiring/canary/steps.ts';
import { findSilenced } from '../../functions/wiring/canary/watchers.ts';
import { evaluatorOf } from '../../functions/wiring/evaluate/evaluator.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { failure } from '../../shared/gather/api.ts';
import { decodeLogs } from '../../shared/intake/events/cloudwatch-logs.ts';
import { canaryControl, canaryIdentity, canarySentAt, isSentAt } from '../../shared/model/canary.ts';
import { objectOf } from '../../shared/model/json.ts';
import { functionsFor } from '../serverless/deployment.ts';
import { policyFrom } from '../support/judging.ts';

const sent = '2026-11-20T10:00:00.000Z';
const received = Date.parse('2026-11-20T10:00:04.000Z');
const event = (detail: object = { sent }, source = 'seawall.canary') => ({
  ...{ version: '0', id: 'c1', source, 'detail-type': 'Seawall Canary' },
  ...{ account: '111122223333', time: '2026-11-20T10:00:00Z', region: 'eu-central-1', resources: [], detail },
});

async function judge(raw: object) {
  const store = memoryStore();
  const metrics: Record<string, number> = {};
  const evaluate = evaluatorOf({
    ...{ policy: policyFrom(), store, decodeLogs, random: () => 0.5, sleep: async () => {} },
    api: { call: async () => failure('denied', 'no') },
    logger: { info: () => {}, warn: () => {} },
    metrics: { addMetric: (name: string, _: unknown, value: number) => (metrics[name] = value) },
    now: () => received,
  });
  await evaluate(raw, received + 60_000);
  const view = { now: sent, quiet: Number.POSITIVE_INFINITY, waiver: () => null };
  return { store, metrics, listed: await listFindings(store, view) };
}

describe('a canary', () => {
  it('is judged bad, is measured at each step, and is on no list', async () => {
    const { metrics, listed, store } = await judge(event());
    expect(metrics).toMatchObject({
      VerdictFail: 1,
      CanaryTaken: 4000,
      CanaryJudged: 4000,
      ControlBroken: 0,
    });
    expect(listed).toEqual([]);
    // Nor is there a history of it that would never end.
    const rows = await store.read(`history/x`);
    expect(rows).toEqual([]);
  });

  it('that does not say when it was sent is unreadable', async () => {
    for (const bad of [{}, { sent: 'now' }, { sent: '2026-11-20' }, { sent: '2026-99-20T10:00:00.000Z' }])
      expect((await judge(event(bad))).metrics).toMatchObject({ EventUnreadable: 1 });
  });

  it('comes to one function by a rule of its own, and out to notify alone', () => {
    expect(functionsFor(event())).toEqual(['access-changed']);
    expect(functionsFor(event({ sent }, 'somebody.else'))).toEqual([]);
    const found = { source: 'seawall', 'detail-type': 'Canary Found', detail: { version: 1, sent } };
    expect(functionsFor(found)).toEqual(['notify']);
  });

  it('is known by its control, and by no name that somebody can give', () => {
    expect(canarySentAt(canaryIdentity(sent))).toBe(sent);
    for (const name of ['canary|', 'canary|now', `arn:canary|${sent}`, sent])
      expect(canarySentAt(name)).toBeNull();
    expect(isSentAt(`${sent}x`)).toBe(false);
    expect(canaryControl).toBe('control-plane/canary');
  });

  it('is read from the message of the bus, and nothing else is', () => {
    const body = (more: object) =>
      JSON.stringify({ source: 'seawall', 'detail-type': 'Canary Found', detail: { sent }, ...more });
    expect(canaryIn(body({}))).toBe(sent);
    for (const other of [
      '{',
      'null',
      body({ source: 'x' }),
      body({ 'detail-type': 'Finding Changed' }),
      body({ detail: { sent: 1 } }),
    ])
      expect(canaryIn(other)).toBeNull();
  });

  it('never took less than no time', () => {
    const values: number[] = [];
    measureCanary('CanaryTold', sent, Date.parse(sent) - 5, {
      addMetric: (_name, _unit, value) => values.push(value),
    });
    expect(values).toEqual([0]);
  });
});

describe('what watches', () => {
  const answers: Readonly<Record<string, object[]>> = {
    ListRulesCommand: [
      { Rules: [{ Name: 'seawall-test-a', State: 'ENABLED' }], NextToken: 'more' },
      { Rules: [{ Name: 'seawall-test-pipeline-touched', State: 'DISABLED' }] },
      { Rules: [{ Name: 'seawall-test-round', State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }] },
    ],
    DescribeAlarmsCommand: [
      {
        MetricAlarms: [
          { AlarmName: 'seawall-test-canary-late', ActionsEnabled: false },
          { AlarmName: 'seawall-test-canary-silent', ActionsEnabled: true },
        ],
      },
    ],
    ListEventSourceMappingsCommand: [
      {
        EventSourceMappings: [{ UUID: 'u1', FunctionArn: 'f:seawall-test-publish', State: 'Disabled' }],
        NextMarker: 'm',
      },
      {
        EventSourceMappings: [
          { UUID: 'u2', FunctionArn: 'f:seawall-test-notify', State: 'Enabled' },
          { UUID: 'u3', FunctionArn: 'f:somebody-else', State: 'Disabled' },
        ],
      },
    ],
  };

  it('is named where it is off: rules of both buses, alarms, ways to functions; what is others’ is not', async () => {
    const asked: Record<string, number> = {};
    const client = {
      send: async (command: object) => {
        const name = command.constructor.name;
        const place = asked[name] ?? 0;
        asked[name] = place + 1;
        return objectOf(answers[name]?.[place] as never);
      },
    } as never;
    const parts = {
      events: client,
      cloudwatch: client,
      lambda: client,
      prefix: 'seawall-test-',
      bus: 'seawall',
    };
    expect(await findSilenced(parts)).toEqual([
      'rule seawall-test-pipeline-touched is disabled',
      'alarm seawall-test-canary-late is silenced',
      'event source mapping u1 of f:seawall-test-publish is disabled',
    ]);
    const refusing = { send: async () => Promise.reject(new Error('not allowed')) } as never;
    const refused = { ...parts, events: refusing, cloudwatch: refusing, lambda: refusing };
    expect(await findSilenced(refused)).toEqual(Array.from({ length: 4 }, () => 'not shown: not allowed'));
  });
});
