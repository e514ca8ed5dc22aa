// What a finding's journal says of responses before: how often it came back, which occurrences were answered, and who took one back.
import { describe, expect, it } from 'vitest';
import { remediated } from './journals.ts';

const day = 86_400_000;
const now = '2026-03-31T12:00:00.000Z';
const daysAgo = (days: number) => new Date(Date.parse(now) - days * day).toISOString();
const done = ['planned', 'approved', 'sending', 'sent', 'verified'] as const;

describe('rounds of fixing', () => {
  it('are the occurrences before that a response mended within 30 days', () => {
    const seen = remediated([
      { occurrence: 0, at: daysAgo(31), kinds: done },
      { occurrence: 1, at: daysAgo(30), kinds: done },
      { occurrence: 2, at: daysAgo(2), kinds: done },
      { occurrence: 3, at: daysAgo(1), kinds: done },
    ]);
    expect(seen.rounds('f', 3, now)).toBe(2);
    expect(seen.rounds('f', 1, now)).toBe(0);
  });

  it.each([
    ['waits', ['planned', 'approval']],
    ['was denied', ['planned', 'approval', 'denied']],
    ['failed', ['planned', 'sending', 'call-failed', 'failed']],
    ['was taken back', [...done, 'undo-requested', 'undo-sending', 'undo-sent', 'undone']],
  ] as const)('are none where one %s', (_, kinds) => {
    expect(remediated([{ occurrence: 0, at: daysAgo(1), kinds }]).rounds('f', 1, now)).toBe(0);
  });

  it('are none where what ran only let something go', () => {
    const one = { occurrence: 0, at: daysAgo(1), kinds: done, detail: { follows: 'r-9' } };
    expect(remediated([one]).rounds('f', 1, now)).toBe(0);
  });
});

describe('an occurrence', () => {
  it.each([
    ['planned', ['planned'], true],
    ['denied', ['planned', 'approval', 'denied'], true],
    ['refused', ['planned', 'refused'], false],
    ['expired', ['planned', 'approval', 'expired'], false],
  ] as const)('whose response was %s is answered: %s', (_, kinds, answered) => {
    const seen = remediated([{ occurrence: 4, at: daysAgo(1), kinds }]);
    expect([seen.has('f', 4), seen.has('f', 5)]).toEqual([answered, false]);
  });
});

describe('who took a response back', () => {
  const undone = [...done, 'undo-requested', 'undone'] as const;

  it('is whoever asked for it, of the newest response', () => {
    expect(remediated([{ occurrence: 0, at: daysAgo(2), kinds: undone, by: 'kim' }]).undoneBy('f')).toBe(
      'kim',
    );
    expect(remediated([{ occurrence: 0, at: daysAgo(2), kinds: undone }]).undoneBy('f')).toBe('somebody');
    const again = { occurrence: 1, at: daysAgo(1), kinds: done };
    expect(
      remediated([{ occurrence: 0, at: daysAgo(2), kinds: undone, by: 'kim' }, again]).undoneBy('f'),
    ).toBeNull();
  });

  it('is nobody where it had run out', () => {
    const one = { occurrence: 0, at: daysAgo(2), kinds: undone, by: 'seawall', undo: { over: true } };
    expect(remediated([one]).undoneBy('f')).toBeNull();
    expect(remediated([]).undoneBy('f')).toBeNull();
  });
});

it('the action limit’s count is handed on as it is', () => {
  expect(remediated([], 7).within('c', null, now, 1)).toBe(7);
});
