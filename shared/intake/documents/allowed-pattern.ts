// Whether an AllowedPattern of a template leaves no room for what would make a value more than one name.
// SPDX-License-Identifier: Apache-2.0

/** A star, a question mark and a policy variable make a pattern of a name (IAM User Guide, "IAM JSON policy elements: Resource"). */
const wild = /[*?${}]/;

/** Escapes that match letters, digits, `_`, blanks, or a place: nothing of what is wild. */
const tameEscapes = 'wdsbBnrtAzZ';

/**
 * True where no text that the whole of the pattern takes holds a star, a question mark or a variable (CloudFormation: the pattern
 * must match the entire value). Only patterns out of plain parts are understood: any other leaves everything possible.
 */
export function isOneName(pattern: string): boolean {
  if (pattern.length > 500) return false;
  for (let at = 0; at < pattern.length; at++) {
    const end = tameEnd(pattern, at);
    if (end === null) return false;
    at = end - 1;
  }
  return pattern !== '';
}

/** Where the part that begins here ends; null where it may match something wild. */
function tameEnd(pattern: string, at: number): number | null {
  const char = pattern[at] ?? '';
  if (char === '\\') return escaped(pattern, at);
  if (char === '[') return classEnd(pattern, at);
  if (char === '.') return null;
  if (char === '{') return counted(pattern, at);
  // A group that is no plain one: what stands ahead or behind takes nothing, but may say anything.
  if (char === '(' && pattern[at + 1] === '?') return pattern.startsWith('(?:', at) ? at + 3 : null;
  return at + 1;
}

function escaped(pattern: string, at: number): number | null {
  const next = pattern[at + 1] ?? '';
  const isTame = /[A-Za-z0-9]/.test(next) ? tameEscapes.includes(next) : next !== '' && !wild.test(next);
  return isTame ? at + 2 : null;
}

/** `{2,40}` repeats; any other brace is one. */
function counted(pattern: string, at: number): number | null {
  const count = /^\{\d{1,6}(?:,\d{0,6})?\}/.exec(pattern.slice(at, at + 20))?.[0];
  return count === undefined ? null : at + count.length;
}

/** Characters that a class may name by a range from one sort to itself: `a-z`, not `!-~`. */
const range = /^(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9])/;

function classEnd(pattern: string, start: number): number | null {
  if (pattern[start + 1] === '^') return null;
  for (let at = start + 1; at < pattern.length; ) {
    if (pattern[at] === ']' && at > start + 1) return at + 1;
    const end = memberEnd(pattern, at);
    if (end === null) return null;
    at = end;
  }
  return null;
}

function memberEnd(pattern: string, at: number): number | null {
  const char = pattern[at] ?? '';
  if (range.test(pattern.slice(at, at + 3))) return at + 3;
  // A hyphen between two others may stand for a range.
  const next = pattern[at + 1];
  if (next === '-' && pattern[at + 2] !== ']' && pattern[at + 2] !== undefined && char !== '\\') return null;
  if (char === '\\') return escaped(pattern, at);
  return wild.test(char) || char === '[' ? null : at + 1;
}
