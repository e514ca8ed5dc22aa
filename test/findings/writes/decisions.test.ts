// What people decide about findings, what time alone changes, incidents and sleepers.
import { describe, expect, test } from 'vitest';
import { findingOf } from '../../../shared/findings/finding.ts';
import { decide, lastChange, step, stepAll, tick } from '../../../shared/findings/lifecycle.ts';
import { goneSight, lookOf } from '../../../shared/findings/look.ts';
import { context, looked, minute, task } from '../fixtures.ts';
import { live } from '../live.ts';

describe('what people decide', () => {
  const acknowledge = { kind: 'acknowledge', by: 'kim', reason: 'known', approver: true } as const;
  const opened = () => live([looked('fail', 1)]).row;

  test('acknowledged, then passes: resolved; fails again: open anew', () => {
    const noted = decide(opened(), acknowledge, context());
    expect(noted.change).toMatchObject({
      type: 'acknowledged',
      previous: 'open',
      finding: { status: 'acknowledged' },
    });
    expect(noted.row.told.last).toMatchObject({ seq: 2, by: 'kim', reason: 'known' });
    expect(live([looked('fail', 2)], noted.row)).toMatchObject({
      told: [],
      finding: { status: 'acknowledged' },
    });
    const passed = live([looked('pass', 3)], noted.row);
    expect(passed).toMatchObject({ told: ['resolved'], finding: { status: 'resolved' } });
    const again = live([looked('fail', 4)], passed.row);
    expect(again).toMatchObject({ told: ['reopened'], finding: { status: 'open', reopened: 1 } });
  });

  test('an acknowledgement does not outlive a pass that arrives late', () => {
    const noted = decide(opened(), acknowledge, context()).row;
    const { told, finding } = live([looked('fail', 5), looked('pass', 3)], noted);
    expect(told).toEqual(['reopened']);
    expect(finding?.status).toBe('open');
  });

  test('nothing to acknowledge on what is resolved or never failed', () => {
    for (const verdicts of [[looked('fail', 1), looked('pass', 2)], [looked('pass', 1)]]) {
      const { row } = live(verdicts);
      expect(decide(row, acknowledge, context())).toEqual({ row, change: null });
    }
  });

  test('a waiver holds to the end of its day and then ends by itself', () => {
    const waive = { kind: 'waive', by: 'kim', reason: 'migration', until: '2026-03-05' } as const;
    const waived = decide(opened(), waive, context());
    expect(waived.change).toMatchObject({
      type: 'waived',
      finding: { status: 'waived', waivedUntil: '2026-03-05' },
    });
    const lastMoment = context({ now: '2026-03-05T23:59:59.000Z' });
    expect(tick(waived.row, lastMoment).change).toBeNull();
    const after = tick(waived.row, context({ now: '2026-03-06T00:00:00.000Z' }));
    expect(after.change).toMatchObject({
      type: 'waiver-ended',
      previous: 'waived',
      finding: { status: 'open' },
    });
    const ended = decide(waived.row, { kind: 'end-waiver', by: 'kim', reason: null }, context());
    expect(ended.change).toMatchObject({
      type: 'waiver-ended',
      finding: { status: 'open', waivedUntil: null },
    });
    expect(ended.row.told.last?.by).toBe('kim');
  });

  test('a waiver that is over, or that cannot be read, is none', () => {
    for (const until of ['2026-02-28', 'soon']) {
      const row = opened();
      expect(decide(row, { kind: 'waive', by: 'kim', reason: 'x', until }, context()).row).toBe(row);
    }
  });

  test('the policy waives: born waived is told as waived, and the longer of two waivers counts', () => {
    const waiver = () => ({ until: '2026-03-02' });
    const born = step(null, lookOf(looked('fail', 1)), context({ waiver }));
    expect(born.change).toMatchObject({
      type: 'waived',
      previous: null,
      finding: { waivedUntil: '2026-03-02' },
    });
    const until = '2026-03-04T10:00:00Z';
    const both = decide(born.row, { kind: 'waive', by: 'kim', reason: 'x', until }, context({ waiver }));
    expect(both.change?.finding.waivedUntil).toBe(until);
    const later = live([looked('fail', 5)], opened());
    expect(tick(later.row, context({ waiver })).change?.type).toBe('waived');
  });

  test('the policy is asked about the subject as judged and the identity', () => {
    const asked: unknown[] = [];
    const waiver = (target: unknown) => {
      asked.push(target);
      return null;
    };
    step(null, lookOf(looked('fail', 1, { instance: task(1) })), context({ waiver }));
    expect(asked[0]).toMatchObject({
      subjectId: task(1),
      identity: expect.stringContaining('service/shop/web'),
    });
  });

  test('a response at work shows as remediating until it is done, fails or takes too long', () => {
    const at = { kind: 'remediate', response: 'r1', until: minute(90) } as const;
    const begun = decide(opened(), at, context());
    expect(begun.change).toMatchObject({ type: 'updated', finding: { status: 'remediating' } });
    expect(live([looked('pass', 61)], begun.row).told).toEqual(['resolved']);
    expect(tick(begun.row, context({ now: minute(91) })).change?.finding.status).toBe('open');
    expect(decide(begun.row, { kind: 'end-remediation' }, context()).change?.finding.status).toBe('open');
  });
});

describe('an incident', () => {
  const shell = (at: number) => looked('fail', at, { life: 'incident', control: 'live-access/no-shell' });
  const week = 7 * 24 * 60;

  test('never passes and does not end with its subject', () => {
    const { row, finding } = live([
      shell(1),
      looked('pass', 2, { life: 'incident', control: 'live-access/no-shell' }),
    ]);
    expect(finding?.status).toBe('open');
    const ended = stepAll(row, [goneSight(minute(3), 'gone', { instance: null, whole: true })], context());
    expect(findingOf(ended.row, context())?.status).toBe('open');
  });

  test('closes after the quiet time, and its return is news', () => {
    const { row } = live([shell(1)]);
    const later = context({ now: minute(week + 2) });
    expect(findingOf(row, later)?.status).toBe('resolved');
    expect(findingOf(row, context({ now: minute(week + 1) }))?.status).toBe('open');
    expect(tick(row, later).change).toMatchObject({ type: 'resolved', previous: 'open' });
    const back = step(row, lookOf(shell(week + 3)), context({ now: minute(week + 3) }));
    expect(back.change).toMatchObject({ type: 'reopened', previous: 'resolved', finding: { reopened: 1 } });
  });

  test('closes by acknowledgement, and opens again with what happened later', () => {
    const { row } = live([shell(5)]);
    const noted = decide(row, { kind: 'acknowledge', by: 'kim', reason: 'drill', approver: true }, context());
    expect(noted.change).toMatchObject({ type: 'acknowledged', finding: { status: 'resolved' } });
    expect(live([shell(4)], noted.row)).toMatchObject({ told: [], finding: { status: 'resolved' } });
    expect(live([shell(6)], noted.row)).toMatchObject({ told: ['reopened'], finding: { status: 'open' } });
  });

  test('that is old news when it is first seen is kept and not told', () => {
    const { row, change } = step(null, lookOf(shell(1)), context({ now: minute(week * 2) }));
    expect(change).toBeNull();
    expect(findingOf(row, context({ now: minute(week * 2) }))?.status).toBe('resolved');
  });
});

describe('a dormant finding', () => {
  test('wakes when something takes it, and a newer look at the definition does not put it to sleep', () => {
    const { told, finding, row } = live([
      looked('fail', 1, { dormant: true }),
      looked('fail', 2, { instance: task(1) }),
      looked('fail', 3, { dormant: true }),
    ]);
    expect(told).toEqual(['opened', 'woken']);
    expect(finding?.dormant).toBe(false);
    const asleepAgain = looked('fail', 5, { dormant: true });
    expect(live([looked('pass', 4), asleepAgain], row).finding?.dormant).toBe(false);
    const fine = looked('pass', 4, { instance: task(1) });
    expect(live([looked('pass', 4), fine, asleepAgain], row).finding?.dormant).toBe(true);
  });

  test('stays what it was when it resolves', () => {
    expect(live([looked('fail', 1, { dormant: true }), looked('pass', 2)]).finding?.dormant).toBe(true);
    expect(live([looked('fail', 1), looked('pass', 2)]).finding?.dormant).toBe(false);
  });
});

describe('the last change of a row', () => {
  test('is the change that was told', () => {
    const { row, change } = live([looked('fail', 1), looked('pass', 2)]);
    expect(lastChange(row, context())).toEqual(change);
    expect(lastChange(live([looked('pass', 2)]).row, context())).toBeNull();
  });
});
