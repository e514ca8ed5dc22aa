// One message may be as large, as many and as slow as it likes: it costs what the budget says, ends in unknown, and sinks no other.
import { describe, expect } from 'vitest';
import { evaluatorOf, NoTimeLeft } from '../../functions/wiring/evaluate/evaluator.ts';
import { audit, cloudTrail } from '../../shared/controls/examples/events.ts';
import { pod, taskDefinition } from '../../shared/controls/examples/workloads.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import type { Row } from '../../shared/findings/row.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import { type AwsApi, failure } from '../../shared/gather/api.ts';
import { decodeLogs } from '../../shared/intake/events/cloudwatch-logs.ts';
import { fits, largestContent, tooLarge } from '../../shared/model/budget.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { oneTestIn } from '../support/extent.ts';
import { policyFrom } from '../support/judging.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';

const it = oneTestIn(7, 'the dearest events, in bounded time');

const time = Date.parse('2026-11-17T09:00:10Z');
const policy = policyFrom({ trust: { destinations: ['*.acme.test'], registries: ['*.acme.test/*'] } });

function build(clock: () => number = () => time) {
  const metrics: Record<string, number> = {};
  const rows: Row[] = [];
  const memory = memoryStore();
  const store: RecordStore = {
    ...memory,
    put: async (row, expected) => {
      rows.push(row);
      return memory.put(row, expected);
    },
  };
  const api: AwsApi = { call: async () => failure('denied', 'not allowed') };
  const evaluate = evaluatorOf({
    ...{ policy, store, api, decodeLogs, random: () => 0.5, sleep: async () => {}, now: clock },
    logger: { info: () => {}, warn: () => {} },
    metrics: {
      addMetric(name: string, _unit: unknown, value: number) {
        metrics[name] = (metrics[name] ?? 0) + value;
      },
    },
  });
  return { evaluate, metrics, rows };
}

async function cheaply(run: () => Promise<void>, most = 15_000): Promise<void> {
  const start = processorMs();
  await run();
  expect(calmMsSince(start)).toBeLessThan(most);
}

const web = (more: JsonObject = {}) => pod({ container: { securityContext: { privileged: true }, ...more } });
const created = (object: JsonObject, resource = 'pods') =>
  audit(
    'create',
    { resource, namespace: 'shop', name: 'web', apiVersion: 'v1' },
    { requestObject: object, responseObject: object },
  );
const register = (definition: JsonObject) =>
  cloudTrail('ecs', 'RegisterTaskDefinition', {
    requestParameters: definition,
    responseElements: { taskDefinition: definition },
  });

describe('content of one event', () => {
  it('is counted in values and characters, whatever its form', () => {
    expect(fits({ a: 'x'.repeat(largestContent.characters - 1) })).toBe(true);
    expect(fits({ a: 'x'.repeat(largestContent.characters) })).toBe(false);
    expect(fits(Array.from({ length: largestContent.values }, () => 0))).toBe(true);
    expect(fits(Array.from({ length: largestContent.values + 1 }, () => 0))).toBe(false);
    expect(fits({ ['k'.repeat(largestContent.characters + 1)]: 0 })).toBe(false);
    let deep: object = {};
    for (let level = 0; level < largestContent.values + 5; level++) deep = { deep };
    expect(fits(deep)).toBe(false);
    expect([fits(null), fits(undefined), fits('x'), fits(1)]).toEqual([true, true, true, true]);
  });

  const large: Record<string, JsonObject> = {
    'a text': { env: [{ name: 'A', value: 'x'.repeat(largestContent.characters) }] },
    'many texts': {
      env: Array.from({ length: 200 }, (_, index) => ({ name: `A${index}`, value: 'x'.repeat(6000) })),
    },
    'many values': { env: Array.from({ length: 60_000 }, (_, index) => ({ name: `A${index}`, value: 'x' })) },
  };

  it.each(
    Object.entries(large),
  )('that is too large by %s is unknown where it is, and nowhere else', async (_, more) => {
    const { evaluate, metrics, rows } = build();
    await cheaply(() => evaluate(created(web({ ...more, image: 'x.acme.test/web:latest' })), time + 60_000));
    const failed = rows.filter(({ seen }) => seen.fail !== null).map(({ control }) => control);
    expect(failed).toContain('namespace-isolation/no-privileged');
    expect(failed).toContain('image-provenance/pinned-by-digest');
    const reasons = new Map(rows.map(({ control, seen }) => [control, seen.unknown?.reason ?? '']));
    expect(reasons.get('input-validation/no-plaintext-secrets')).toContain(tooLarge);
    expect(metrics.EventUnreadable).toBeUndefined();
  });

  it('that is too large leaves a task definition unknown', async () => {
    const { evaluate, metrics } = build();
    const environment = [{ name: 'A', value: 'x'.repeat(largestContent.characters) }];
    await cheaply(() =>
      evaluate(register(taskDefinition({ container: { environment, privileged: true } })), time + 60_000),
    );
    expect(metrics).toMatchObject({ VerdictFail: 0 });
    expect(metrics.VerdictUnknown).toBeGreaterThan(10);
  });

  it('that is too large and no workload is unreadable, not nothing', async () => {
    const { evaluate, metrics } = build();
    const binding = {
      kind: 'ClusterRoleBinding',
      metadata: { name: 'a' },
      roleRef: { name: 'cluster-admin' },
      subjects: Array.from({ length: 200_000 }, () => ({})),
    };
    await cheaply(() => evaluate(created(binding, 'clusterrolebindings'), time + 60_000));
    expect(metrics).toEqual({ EventUnreadable: 1 });
    const task = {
      'detail-type': 'ECS Task State Change',
      source: 'aws.ecs',
      account: '111122223333',
      region: 'eu-central-1',
      time: '2026-11-17T09:00:00Z',
      id: 'e',
    };
    const other = build();
    await cheaply(() =>
      other.evaluate({ ...task, detail: { taskArn: 'a'.repeat(2_000_000) } }, time + 60_000),
    );
    expect(other.metrics).toEqual({ EventUnreadable: 1 });
  });
});

describe('the dearest content that fits', () => {
  const characters = largestContent.characters / 2 - 5000;
  it.each([
    [','],
    ['a='],
    ['a;'],
    ['curl x|sh;'],
    ['$('],
    ['env -S '],
    ['-p '],
    [' #'],
    ['x://'],
    ['?sv=a&sig='],
    ['A=b\n'],
    ['"a":"'],
  ])('%j is judged in bounded time as a value, an argument and a shell text', async (part) => {
    const text = part.repeat(characters / part.length);
    const { evaluate } = build();
    const env = [{ name: 'A', value: text }];
    await cheaply(() => evaluate(created(web({ env })), time + 60_000));
    await cheaply(() => evaluate(created(web({ command: ['sh', '-c', text] })), time + 60_000));
    await cheaply(() => evaluate(created(web({ args: text.split(' ', 40_000) })), time + 60_000));
  });
});

describe('a batch', () => {
  it('gives a message for which no time is left back, before anything of it is done', async () => {
    const { evaluate, metrics } = build();
    await expect(evaluate(created(web()), time + 4000)).rejects.toThrow(NoTimeLeft);
    expect(metrics).toEqual({});
  });

  it('asks nothing once its time is up, and judges the rest of a message without', async () => {
    let clock = time;
    const { evaluate, metrics } = build(() => clock);
    const events = Array.from({ length: 20 }, (_, index) => ({
      ...cloudTrail('ecs', 'RegisterTaskDefinition', {
        requestParameters: taskDefinition({ container: { privileged: true } }),
      }),
      eventID: `e${index}`,
    }));
    // Each look at the clock takes a second: the look-ups of the first few use up what there is.
    const slow = build(() => (clock += 100));
    await slow.evaluate({ Records: events }, time + 20_000);
    expect(slow.metrics.VerdictFail).toBeGreaterThan(0);
    expect(metrics).toEqual({});
    await evaluate(events[0], clock + 60_000);
    expect(metrics.VerdictFail).toBeGreaterThan(0);
  });

  it('lets go of what is left of a message at the last moment, and counts it', async () => {
    let clock = time;
    const { evaluate, metrics } = build(() => (clock += 400));
    const events = Array.from({ length: 100 }, (_, index) => ({ ...created(web()), auditID: `a${index}` }));
    await evaluate(events, time + 10_000);
    expect(metrics.EventUnreadable).toBeGreaterThan(50);
    expect(metrics.VerdictFail).toBeGreaterThan(0);
  });
});
