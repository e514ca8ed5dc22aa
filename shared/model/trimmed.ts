// Takes characters off the end of a text in linear time: a regular expression such as /x+$/ begins again at every x.
// SPDX-License-Identifier: Apache-2.0

/** The text without the characters of `set` at its end. */
export function trimmedEnd(text: string, set: string): string {
  let end = text.length;
  while (end > 0 && set.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The text without the characters of `set` at both ends. */
export function trimmed(text: string, set: string): string {
  const kept = trimmedEnd(text, set);
  let start = 0;
  while (start < kept.length && set.includes(kept.charAt(start))) start++;
  return kept.slice(start);
}
