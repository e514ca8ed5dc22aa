// Makes hostile text harmless for Slack: no mention, link, formatting or direction change can be smuggled in. Pure.
// SPDX-License-Identifier: Apache-2.0
import { table } from '../../model/table.ts';

/**
 * What cannot be seen, or changes how its neighbours are seen: control and format characters (bidi, zero width, tags),
 * line separators, lone surrogates, and letters that are blank.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u2800\u3164\uffa0]/u;
/** Marks stacked on one letter, which can grow over the lines around it. */
const stacked = /(\p{M}{3})\p{M}+/gu;

/** Slack wants exactly these three escaped (https://docs.slack.dev/messaging/formatting-message-text#escaping). */
const entities: Readonly<Record<string, string>> = table({ '&': '&amp;', '<': '&lt;', '>': '&gt;' });
/** In plain_text nothing is parsed; look-alikes keep even a careless reader of the payload from seeing a mention. */
const lookAlikes: Readonly<Record<string, string>> = table({ '<': '‹', '>': '›' });

const ellipsis = '…';

/** Hostile text as inline code, where Slack formats nothing. At most `max` characters, quotes and escapes included. */
export function code(text: string, max: number): string {
  const shown = bounded(text, max - 2, (char) => (char === '`' ? escaped(char) : (entities[char] ?? char)));
  return `\`${shown === '' ? ' ' : shown}\``;
}

/** Hostile text for a `plain_text` object, at most `max` characters. */
export function plain(text: string, max: number): string {
  return bounded(text, max, (char) => lookAlikes[char] ?? char);
}

/** Hostile text for a line of plain text outside Slack, at most `max` characters: nothing in it is unseen or ends the line. */
export function visible(text: string, max: number): string {
  return bounded(text, max, (char) => char);
}

/** Text of Seawall or of the policy's authors for a `mrkdwn` object: formatted as written, without mentions or links. */
export function own(text: string, max: number): string {
  return bounded(text, max, (char) => (char === '\n' ? char : (entities[char] ?? char)), '\n');
}

/** A control character as a reader can see it: `\u{202e}`. */
function escaped(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Renders character by character until the next would not fit, so that no escape is ever cut in half. */
function bounded(text: string, max: number, render: (char: string) => string, kept = ''): string {
  // No character renders to nothing: what lies beyond `max` cannot be shown, and is not looked at.
  const start = text.slice(0, max + 1).replace(stacked, '$1');
  const pieces: string[] = [];
  const ends: number[] = [];
  let length = 0;
  for (const char of start) {
    const piece = unseen.test(char) && char !== kept ? escaped(char) : render(char);
    length += piece.length;
    pieces.push(piece);
    ends.push(length);
  }
  if (length <= max && text.length <= max + 1) return pieces.join('');
  const fitting = ends.filter((end) => end <= max - ellipsis.length).length;
  return pieces.slice(0, fitting).join('') + ellipsis;
}
