// What is asked about and not there is not waited for within one run: its event is recorded at once and comes back later.
import { describe, expect, it } from 'vitest';
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

function build(answer: ApiAnswer = missing) {
  const clock = { now: eventAt + 5000 };
  const store = memoryStore();
  const returned: string[] = [];
  const again = async (_: unknown, at: string) => void returned.push(at);
  const evaluate = evaluatorOf({
    ...{ policy: policyFrom({}), store, random: () => 0.5, now: () => clock.now },
    api: { call: async () => answer },
    async sleep(milliseconds) {
      clock.now += milliseconds;
    },
    logger: { info: () => {}, warn: () => {} },
    metrics: { addMetric() {} },
    decodeLogs: () => null,
  });
  const failed = async () => {
    const ids: string[] = [];
    for await (const { control } of store.list()) ids.push(control);
    return ids;
  };
  return { clock, evaluate, again, returned, failed };
}

describe('an event that asks about what is not there', () => {
  it('takes some seconds of the run, is recorded as far as it is known, and comes back', async () => {
    const { clock, evaluate, again, returned, failed } = build();
    const began = clock.now;
    await evaluate(event, clock.now + 60_000, undefined, again);
    expect(clock.now - began).toBeLessThanOrEqual(5000);
    expect(await failed()).toContain('namespace-isolation/no-privileged');
    expect(returned).toHaveLength(1);
  });

  it('comes back three times, the last when patience is over, and never after it', async () => {
    const { clock, evaluate, again, returned } = build();
    for (let returns = 0; returns <= returned.length; returns++) {
      await evaluate(event, clock.now + 60_000, undefined, again);
      clock.now = Math.max(clock.now, Date.parse(returned[returns] ?? '') || 0);
    }
    expect(returned).toHaveLength(3);
    expect(clock.now - eventAt).toBeGreaterThan(300_000);
  });

  it('does not come back where what fails fails for good', async () => {
    const { clock, evaluate, again, returned } = build(failure('denied', 'not allowed'));
    await evaluate(event, clock.now + 60_000, undefined, again);
    expect(returned).toEqual([]);
  });

  it('waits at once where it cannot come back: by no queue, or too often already', async () => {
    const { clock, evaluate } = build();
    const began = clock.now;
    await evaluate(event, clock.now + 60_000);
    expect(clock.now - began).toBeGreaterThan(10_000);
  });
});
