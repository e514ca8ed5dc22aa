// The time at which a queue took a message.
import { expect, it } from 'vitest';
import { sentAt } from '../../functions/wiring/evaluate/sent-at.ts';

it('is what the queue’s attribute says, and unknown where that is no time', () => {
  expect(sentAt('1763370010000')).toBe(1_763_370_010_000);
  for (const other of [undefined, '', ' ', '-1', 'x', '1e9', '9'.repeat(16)])
    expect(sentAt(other)).toBeUndefined();
});
