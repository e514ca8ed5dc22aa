// Letters in another order, or exchanged.
import { expect, it } from 'vitest';
import { reversed, translated } from '../../shared/commands/text-tools.ts';
import { known, nothing } from '../../shared/commands/value.ts';

it.each<[words: string[], text: string, expected: string | null]>([
  [['a-z', 'n-za-m'], 'ncx nqq phey', 'apk add curl'],
  [['_', ' '], 'apk_add', 'apk add'],
  [['a-c', 'x'], 'abcd', 'xxxd'],
  [['-d', '\\n'], 'ab', 'ab'],
  [['-d', 'x'], 'axpxk', 'apk'],
  [['-s', 'a'], 'aab', null],
  [['-c', 'a', 'b'], 'ac', null],
])('tr %j of %s: %s', (words, text, expected) => {
  expect(translated(words, known(text)).text).toBe(expected);
});

it('turns each line around, and says nothing of what it does not know', () => {
  expect(reversed(known('kpa\nlruc')).text).toBe('apk\ncurl');
  expect([reversed(nothing).text, translated(['a', 'b'], nothing).text]).toEqual([null, null]);
});
