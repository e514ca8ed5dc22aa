// Tools that print what they read with its letters in another order or exchanged, where the text is known: `rev`, `tr`.
// SPDX-License-Identifier: Apache-2.0
import type { Value } from './value.ts';

/** `echo 'lruc dda kpa' | rev`: text that is written backwards. */
export function reversed({ text, origins }: Value): Value {
  const lines = text?.split('\n').map((line) => [...line].reverse().join(''));
  return { text: lines?.join('\n') ?? null, origins };
}

/** `tr 'a-z' 'n-za-m'`, `tr _ ' '`: tr(1). Of options only `-d` is followed. */
export function translated(words: readonly string[], { text, origins }: Value): Value {
  const [from = '', to] = words.filter((word) => !word.startsWith('-')).map(inOrder);
  const deletes = words.includes('-d');
  const others = words.some((word) => /^-[^d]/.test(word));
  if (text === null || others || (to === undefined && !deletes)) return { text: null, origins };
  const letters = [...from];
  const letter = (one: string) => {
    const at = letters.indexOf(one);
    return at < 0 ? one : deletes ? '' : (to?.[at] ?? to?.at(-1) ?? '');
  };
  return { text: [...text].map(letter).join(''), origins };
}

/** `a-e` is `abcde`. */
function inOrder(set: string): string {
  return set.slice(0, 200).replace(/([a-zA-Z0-9])-([a-zA-Z0-9])/g, (_, first: string, last: string) => {
    const [start, end] = [first.charCodeAt(0), last.charCodeAt(0)];
    return String.fromCharCode(
      ...Array.from({ length: Math.max(end - start + 1, 0) }, (_one, at) => start + at),
    );
  });
}
