// Credentials that are known by their form, found wherever they stand in a text.
// SPDX-License-Identifier: Apache-2.0
import type { SecretPiece } from './embedded.ts';
import { encodedPrivateKeys, type SecretFormat, secretFormats } from './formats.ts';

/** The shortest of them is a token of Slack with ten characters behind its mark. */
const shortest = 15;

/** How nearly all forms begin: not in the middle of a word. */
const wordStart = '(?<![A-Za-z0-9])';

// Most texts hold none: one look tells, where a look for each form would cost as many. What begins alike is asked once at each
// place, and V8 then sees at the first letter that none of the others can follow: half of the time.
const anyForm = new RegExp(oneOf(secretFormats.map(({ pattern }) => pattern.source)));

function oneOf(sources: readonly string[]): string {
  const alike = sources
    .filter((source) => source.startsWith(wordStart))
    .map((source) => source.slice(wordStart.length));
  const others = sources.filter((source) => !source.startsWith(wordStart));
  return [`${wordStart}(?:${alike.join('|')})`, ...others].join('|');
}

/** How the encodings of all keys begin. */
const anyEncoded = 'LS0tLS1CRUdJTi';

/** There is at least one; one look tells. */
export function holdsKnownForm(text: string): boolean {
  return text.length >= shortest && (anyForm.test(text) || text.includes(anyEncoded));
}

/** Every credential of a known form. */
export function* knownForms(text: string): Generator<SecretPiece> {
  if (!holdsKnownForm(text)) return;
  for (const format of secretFormats) if (format.pattern.test(text)) yield* ofForm(format, text);
  for (const begin of encodedPrivateKeys) {
    const start = text.indexOf(begin);
    if (start >= 0) yield { kind: 'private-key', where: 'value', start, end: endOfBase64(text, start) };
  }
}

function* ofForm({ kind, pattern, until }: SecretFormat, text: string): Generator<SecretPiece> {
  let covered = 0;
  for (const { 0: found, index } of text.matchAll(new RegExp(pattern, 'g'))) {
    if (index < covered || isFiller(found)) continue;
    covered = endOf(text, index + found.length, until);
    const where = found.length === text.trim().length ? 'value' : 'text';
    yield { kind, where, start: index, end: covered };
  }
}

/** `ghp_xxxxxxxx…` in documentation: the right form, filled with next to nothing. */
function isFiller(found: string): boolean {
  return new Set(found.slice(-16)).size < 5 && !found.endsWith('-----');
}

function endOf(text: string, from: number, until: RegExp | undefined): number {
  if (until === undefined) return from;
  const end = new RegExp(until, 'g');
  end.lastIndex = from;
  return end.test(text) ? end.lastIndex : text.length;
}

function endOfBase64(text: string, start: number): number {
  let end = start;
  while (end < text.length && /[A-Za-z0-9+/=\s]/.test(text.charAt(end))) end++;
  return end;
}
