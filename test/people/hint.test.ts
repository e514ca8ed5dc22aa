// Of an event on the bus only the id of a finding is believed, and a decision never.
import { expect, it } from 'vitest';
import { hintIn, hintOf, isScheduled } from '../../shared/people/hint.ts';

const id = 'ab12'.repeat(16);

it('a hint comes back as it went', () => {
  expect(hintIn(hintOf(id))).toEqual({ kind: 'finding', finding: id });
  expect(hintIn({ detail: { notice: { finding: id } } })).toEqual({ kind: 'finding', finding: id });
});

it.each([
  { detail: { change: { finding: { id: `${id}x` } } } },
  { detail: { change: { finding: { id: '../../journal' } } } },
  { detail: { change: { finding: { id: 7 } } } },
  { detail: {} },
  {},
  null,
  'text',
])('%j is no hint', (event) => {
  expect(hintIn(event)).toEqual({ kind: 'other' });
});

it('what looks like a decision is none, even beside a finding', () => {
  const detail = { change: { finding: { id } }, approved: true };
  expect(hintIn({ detail })).toEqual({ kind: 'decision', word: 'approved' });
});

it('the clock is told by source and kind together', () => {
  expect(isScheduled({ source: 'aws.events', 'detail-type': 'Scheduled Event' })).toBe(true);
  expect(isScheduled({ source: 'acme', 'detail-type': 'Scheduled Event' })).toBe(false);
  expect(isScheduled({ source: 'aws.events', 'detail-type': 'Other' })).toBe(false);
});
