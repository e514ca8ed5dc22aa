// What a message waits for: things that AWS shows late, and verdicts that only need time. It comes back, later, and not for ever.
import { describe, expect, it } from 'vitest';
import { awaiting } from '../../functions/wiring/evaluate/awaiting.ts';

const now = () => Date.parse('2026-11-17T09:00:00Z');
const parts = { policy: { patience: { notFoundMs: 300_000 } }, now, comeBack: async () => {} };
const waiting = (returns = 0, given: object = parts) =>
  awaiting(given as Parameters<typeof awaiting>[0], returns);

describe('a verdict that waits until a time', () => {
  it.each([
    ['2026-11-17T09:05:00.000Z', 301],
    ['2026-11-17T12:00:00.000Z', 900],
    ['2026-11-17T08:00:00.000Z', 1],
  ])('%s has its event come again after %d seconds', (at, seconds) => {
    const one = waiting();
    one.until('2026-11-18T00:00:00.000Z');
    one.until(at);
    expect(one.seconds()).toBe(seconds);
  });

  it('does not come for ever, not without a queue, and not where nothing waits', () => {
    const until = (one: ReturnType<typeof awaiting>) => {
      one.until('2026-11-17T09:05:00.000Z');
      return one.seconds();
    };
    expect(until(waiting(8))).toBeNull();
    expect(until(waiting(0, { ...parts, comeBack: undefined }))).toBeNull();
    expect(waiting().seconds()).toBeNull();
  });
});

it('the sooner of two reasons counts', () => {
  const one = waiting();
  one.options.stillMissing?.();
  one.saw({ time: '2026-11-17T08:59:50Z' });
  expect(one.seconds()).toBe(15);
  one.until('2026-11-17T09:00:03.000Z');
  expect(one.seconds()).toBe(4);
});
