// A message about a finding holds nothing that looks like a decision.
import { expect, it } from 'vitest';
import { decisionWordIn, decisionWords } from '../../shared/people/not-a-hint.ts';

it.each(decisionWords)('%s is a word of a decision, whatever it holds', (word) => {
  for (const value of ['x', null, false, {}])
    expect(decisionWordIn({ change: {}, [word]: value })).toBe(word);
});

it('a hint has none of them, and what is no object has none', () => {
  expect(decisionWordIn({ version: 1, change: { finding: { id: 'approved' } } })).toBeNull();
  for (const value of [null, 'approve', ['approve'], undefined]) expect(decisionWordIn(value)).toBeNull();
});
