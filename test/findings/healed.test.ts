// Rows that hold times of the future: what comes after counts again, and rows without are left alone.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingOf } from '../../shared/findings/finding.ts';
import { healed } from '../../shared/findings/healed.ts';
import { decide, step, stepAll } from '../../shared/findings/lifecycle.ts';
import { goneSight, lookOf } from '../../shared/findings/look.ts';
import type { Row } from '../../shared/findings/row.ts';
import { context, looked, minute, task } from './fixtures.ts';
import { live } from './live.ts';

const latest = minute(65);
/** As versions before took looks: whatever time they claimed. */
const credulous = context({ now: minute(60) });
const aware = context({ now: minute(60), latest });
const futures = ['2999-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '+010000-01-01T00:00:00.000Z'];

const status = (row: Row) => findingOf(row, aware)?.status;

function poisonedBy(asOf: string, how: 'end' | 'pass' | 'whole'): Row {
  const { row } = live([looked('fail', 1)]);
  const whole = how === 'whole';
  const sight =
    how === 'pass'
      ? lookOf(looked('pass', 1)).sight
      : goneSight(minute(1), 'forged', { instance: null, whole });
  return stepAll(row, [{ ...sight, asOf }], credulous).row;
}

describe('a row with a time of the future', () => {
  test.each(
    futures.flatMap((asOf) => (['end', 'pass', 'whole'] as const).map((how) => [asOf, how] as const)),
  )('of %s by an %s opens again with the next fail', (asOf, how) => {
    const row = poisonedBy(asOf, how);
    expect(status(row)).toBe('resolved');
    // What was wrong: whoever believes it stays blind.
    expect(step(row, lookOf(looked('fail', 59)), credulous).change).toBeNull();
    const { row: after, change } = step(row, lookOf(looked('fail', 61)), aware);
    expect(change?.type).toBe('reopened');
    expect(step(after, lookOf(looked('pass', 62)), aware).change?.type).toBe('resolved');
  });

  test.each(futures)('of a fail in %s is closed by the next pass', (asOf) => {
    const { row } = step(
      null,
      { ...lookOf(looked('fail', 1)), sight: { ...lookOf(looked('fail', 1)).sight, asOf } },
      credulous,
    );
    expect(step(row, lookOf(looked('pass', 59)), credulous).change).toBeNull();
    expect(step(row, lookOf(looked('pass', 61)), aware).change?.type).toBe('resolved');
  });

  test('of a task counts for that task alone', () => {
    const { row } = live([
      looked('fail', 1, { instance: task(1) }),
      looked('fail', 2, { instance: task(2) }),
    ]);
    const sight = { ...goneSight(minute(1), 'forged', { instance: task(1) }), asOf: futures[0] ?? '' };
    const after = stepAll(row, [sight], credulous).row;
    const again = step(after, lookOf(looked('fail', 61, { instance: task(1) })), aware).row;
    expect(again.seen.failing.map(({ instance, gone }) => [instance, (gone ?? '') < latest])).toEqual([
      [task(1), true],
      [task(2), true],
    ]);
  });

  test('of an acknowledgement holds no longer than what was acknowledged', () => {
    const shell = { life: 'incident', control: 'immutability/no-interactive-access' } as const;
    const look = lookOf(looked('fail', 1, shell));
    const { row } = step(null, { ...look, sight: { ...look.sight, asOf: futures[0] ?? '' } }, credulous);
    const acknowledged = decide(
      row,
      { kind: 'acknowledge', by: 'kim', reason: null, approver: true },
      credulous,
    ).row;
    expect(status(acknowledged)).toBe('resolved');
    expect(status(step(acknowledged, lookOf(looked('fail', 61, shell)), aware).row)).toBe('open');
  });

  test('is never believed in the first place', () => {
    const look = lookOf(looked('fail', 1));
    for (const asOf of futures) {
      const { row } = step(null, { ...look, sight: { ...look.sight, asOf } }, aware);
      expect(row.seen.lastSeen).toBe(latest);
    }
  });
});

test('a row without such times is given back as it is', () => {
  const outcome = fc.constantFrom('pass', 'fail', 'unknown' as const);
  const look = fc.tuple(outcome, fc.integer({ min: 0, max: 60 }), fc.constantFrom(null, task(1), task(2)));
  fc.assert(
    fc.property(fc.array(look, { minLength: 1, maxLength: 20 }), (looks) => {
      const { row } = live(looks.map(([how, at, instance]) => looked(how, at, { instance })));
      expect(healed(row, latest)).toBe(row);
    }),
  );
});
