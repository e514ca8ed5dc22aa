// Finds a character of a YAML text in the file: past quotes, escapes, folded lines and indentation.
// SPDX-License-Identifier: Apache-2.0

/**
 * Where the character at `offset` of `value` stands in `raw`, the text as written in the file. Exact but for
 * escapes other than of quotes, backslashes and line ends, after which it may be a few characters off.
 */
export function offsetWithin(raw: string, value: string, offset: number): number {
  let at = start(raw);
  for (let index = 0; index <= offset && index < value.length; index++) {
    at = next(raw, at, value[index] ?? '');
    if (index < offset) at++;
  }
  return Math.min(at, raw.length);
}

/** Past the opening quote, or the header line of a block (`|`, `>-`). */
function start(raw: string): number {
  if (/^["']/.test(raw)) return 1;
  return /^[|>]/.test(raw) ? raw.indexOf('\n') + 1 : 0;
}

function next(raw: string, from: number, wanted: string): number {
  const blank = /\s/.test(wanted);
  for (let at = from; at < raw.length; at++) {
    const character = raw[at] ?? '';
    if (character === wanted || (blank && /\s/.test(character))) return at;
    // `\n` of a double-quoted text stands for one character.
    if (blank && character === '\\') return at + 1;
  }
  return raw.length;
}
