// What is asked about and not there is not waited for within one run: its event is recorded at once and comes back later.
import { describe, expect, it } from 'vitest';
import { comesBackTo, returnsOf } from '../../functions/wiring/evaluate/come-back.ts';
import { evaluatorOf } from '../../functions/wiring/evaluate/evaluator.ts';
import { cloudTrail } from '../../shared/controls/examples/events.ts';
import { taskDefinition } from '../../shared/controls/examples/workloads.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { type ApiAnswer, failure } from '../../shared/gather/api.ts';
import { policyFrom } from '../support/judging.ts';

const eventAt = Date.parse('2026-11-17T09:00:00Z');
const missing: ApiAnswer = failure('not-found', 'no such role');
// A bad definition whose role is gone by now.
const event = cloudTrail('ecs', 'RegisterTaskDefinition', {
  eventTime: '2026-11-17T09:00:00Z',
  responseElements: {
    taskDefinition: {
      ...taskDefinition({ container: { privileged: true } }),
      taskRoleArn: 'arn:aws:iam::111122223333:role/gone',
    },
  },
});

function build(withQueue = true, answers: (now: number) => ApiAnswer = () => missing) {
  const clock = { now: eventAt + 5000 };
  const store = memoryStore();
  const returned: { seconds: number; returns: number }[] = [];
  const evaluate = evaluatorOf({
    ...{ policy: policyFrom({}), store, random: () => 0.5, now: () => clock.now },
    api: { call: async () => answers(clock.now) },
    async sleep(milliseconds) {
      clock.now += milliseconds;
    },
    logger: { info: () => {}, warn: () => {} },
    metrics: { addMetric() {} },
    decodeLogs: () => null,
    ...(withQueue
      ? {
          comeBack: async (_: unknown, seconds: number, returns: number) =>
            void returned.push({ seconds, returns }),
        }
      : {}),
  });
  const failed = async () => {
    const ids: string[] = [];
    for await (const { control } of store.list()) ids.push(control);
    return ids;
  };
  return { clock, evaluate, returned, failed };
}

describe('an event that asks about what is not there', () => {
  it('takes some seconds of the run, is recorded as far as it is known, and comes back', async () => {
    const { clock, evaluate, returned, failed } = build();
    const began = clock.now;
    await evaluate(event, clock.now + 60_000);
    expect(clock.now - began).toBeLessThanOrEqual(5000);
    expect(await failed()).toContain('namespace-isolation/no-privileged');
    expect(returned).toMatchObject([{ returns: 1 }]);
  });

  it('comes back ever later, a last time when patience is over, and never after it', async () => {
    const { clock, evaluate, returned } = build();
    for (let returns = 0; returns < 20; returns++) {
      await evaluate(event, clock.now + 60_000, undefined, returns);
      const last = returned.at(-1);
      if (last === undefined || returned.length <= returns) break;
      clock.now += last.seconds * 1000;
    }
    expect(returned.length).toBeGreaterThan(2);
    expect(returned.length).toBeLessThan(8);
    expect(clock.now - eventAt).toBeGreaterThan(300_000);
    expect(Math.max(...returned.map(({ seconds }) => seconds))).toBeLessThanOrEqual(120);
  });

  it('does not come back for ever, whatever it says of its time', async () => {
    const { clock, evaluate, returned } = build();
    await evaluate(event, clock.now + 60_000, undefined, 8);
    await evaluate(event, clock.now + 60_000, undefined, Number.MAX_SAFE_INTEGER);
    expect(returned).toEqual([]);
  });

  it('does not come back where all was found, or what fails fails for good', async () => {
    const { clock, evaluate, returned } = build(true, () => failure('denied', 'not allowed'));
    await evaluate(event, clock.now + 60_000);
    expect(returned).toEqual([]);
  });

  it('waits at once where it came by no queue', async () => {
    const { clock, evaluate, returned } = build(false);
    const began = clock.now;
    await evaluate(event, clock.now + 60_000);
    expect(clock.now - began).toBeGreaterThan(10_000);
    expect(returned).toEqual([]);
  });
});

describe('the queue', () => {
  it('gets the very event, after some time, with how often it has come back', async () => {
    const sent: { input: unknown }[] = [];
    const client = { send: async (command: { input: unknown }) => void sent.push(command) };
    const { comeBack } = comesBackTo('https://queue.test', client as never);
    await comeBack?.({ a: 1 }, 15, 2);
    expect(sent[0]?.input).toMatchObject({
      ...{ QueueUrl: 'https://queue.test', MessageBody: '{"a":1}', DelaySeconds: 15 },
      MessageAttributes: { 'seawall-returns': { DataType: 'Number', StringValue: '2' } },
    });
    expect(comesBackTo('')).toEqual({});
    expect(comesBackTo(undefined)).toEqual({});
  });

  it.each([
    [undefined, 0],
    ['3', 3],
    ['-1', Number.MAX_SAFE_INTEGER],
    ['many', Number.MAX_SAFE_INTEGER],
  ])('its count is read: %j', (stringValue, count) => {
    const attributes =
      stringValue === undefined ? undefined : { 'seawall-returns': { stringValue, dataType: 'Number' } };
    expect(returnsOf(attributes)).toBe(count);
  });
});
