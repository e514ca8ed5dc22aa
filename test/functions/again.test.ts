// An event that waits comes again through its queue, later, and not for ever.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { againOf, timesAgain } from '../../functions/wiring/evaluate/again.ts';

const sent: Record<string, unknown>[] = [];
vi.mock('../../functions/wiring/evaluate/send-later.ts', () => ({
  sendLater: async (input: Record<string, unknown>) => void sent.push(input),
}));
afterEach(() => void sent.splice(0));

const now = () => Date.parse('2026-11-17T09:00:00Z');
const queue = 'https://sqs.test/queue';

describe('an event that waits', () => {
  it('comes when the time is ripe', async () => {
    await againOf(0, { queue, now })?.({ id: 'x' }, '2026-11-17T09:05:00.000Z');
    expect(sent).toEqual([
      {
        ...{ QueueUrl: queue, MessageBody: '{"id":"x"}', DelaySeconds: 301 },
        MessageAttributes: { again: { DataType: 'Number', StringValue: '1' } },
      },
    ]);
  });

  it.each([
    ['2026-11-17T12:00:00.000Z', 900],
    ['2026-11-17T08:00:00.000Z', 1],
  ])('at %s waits %d seconds: SQS holds no longer, and never less than one', async (at, seconds) => {
    await againOf(1, { queue, now })?.('text', at);
    expect(sent[0]).toMatchObject({ DelaySeconds: seconds, MessageBody: 'text' });
  });

  it('does not come for ever, and not without a queue', () => {
    expect(againOf(3, { queue, now })).toBeUndefined();
    expect(againOf(0, { queue: undefined, now })).toBeUndefined();
  });

  it.each([
    ['2', 2],
    ['-1', 0],
    ['x', 0],
  ])('that says %s has come %d times', (stringValue, times) => {
    expect(timesAgain({ messageAttributes: { again: { dataType: 'Number', stringValue } } })).toBe(times);
    expect(timesAgain({ messageAttributes: {} })).toBe(0);
  });
});
