// Expands the words of shell text: variables, substitutions, defaults, braces, and the splitting of what they give.
// SPDX-License-Identifier: Apache-2.0

import { trimmedEnd } from '../model/trimmed.ts';
import { glued, joinedPieces, type Piece, spaced } from './fields.ts';
import type { Assignment } from './nodes.ts';
import type { Expansion, Token, WordToken } from './shell-word.ts';
import { type Field, plainField, type Value } from './value.ts';
import { hold, spend, type World } from './world.ts';

/** Reads the commands of a substitution, and says what they print. */
export type Substitute = (tokens: readonly Token[]) => Value;

export interface Expanding {
  readonly world: World;
  readonly substitute: Substitute;
}

export function expandWords(words: readonly WordToken[], expanding: Expanding): readonly Field[] {
  const found: Field[] = [];
  for (const word of words) for (const field of expandWord(word, expanding)) found.push(field);
  return found;
}

function expandWord(word: WordToken, expanding: Expanding): readonly Field[] {
  if (word.expansions.length === 0) return braced(word) ?? [plainField(word.text)];
  if (!spend(expanding.world, word.text.length)) return [plainField(word.text)];
  const pieces = piecesOf(rangeOf(word, 0), expanding);
  const made = joinedPieces(pieces);
  const [only] = made;
  const gone = made.length === 1 && only?.text === '' && word.quotedFrom === Infinity;
  return gone ? [] : made;
}

function rangeOf({ text, expansions }: WordToken, start: number): Range {
  return { text, start, end: text.length, expansions };
}

/** The same as one word, nothing split: the target of a redirect, lines of a here-document. */
export function expandWhole(word: WordToken, expanding: Expanding, start = 0): Field {
  const pieces = piecesOf(rangeOf(word, start), expanding);
  const fields = joinedPieces(pieces.map((piece) => ({ ...piece, splitAt: '' })));
  return fields.length === 1 && fields[0] !== undefined ? fields[0] : spaced(fields);
}

export function assign(assignment: Assignment, expanding: Expanding): void {
  const { variables } = expanding.world;
  const { name, appends, word, from, elements } = assignment;
  const given = elements === null ? [expandWhole(word, expanding, from)] : expandWords(elements, expanding);
  const before = appends ? (variables.get(name) ?? []) : [];
  const [first] = before;
  const whole = first === undefined || elements !== null ? [...before, ...given] : [glued([first, ...given])];
  variables.set(name, whole);
}

/** `{apk,add,curl}` is three words in bash. */
function braced({ text, quotedFrom }: WordToken): readonly Field[] | null {
  if (
    quotedFrom !== Infinity ||
    !text.startsWith('{') ||
    !/^\{[^{}$]{0,1000}\}$/.test(text) ||
    !text.includes(',')
  )
    return null;
  return text.slice(1, -1).split(',').map(plainField);
}

/** An expansion with those that stand within it. */
interface Nested {
  readonly expansion: Expansion;
  readonly inner: Expansion[];
}

/** Expansions are sorted by their ends, so those within another stand right before it. */
function nested(all: readonly Expansion[]): readonly Nested[] {
  const found: Nested[] = [];
  for (const expansion of all.toReversed()) {
    const last = found.at(-1);
    if (last !== undefined && expansion.start >= last.expansion.start) last.inner.push(expansion);
    else found.push({ expansion, inner: [] });
  }
  for (const { inner } of found) inner.reverse();
  return found.reverse();
}

interface Range {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly expansions: readonly Expansion[];
}

function piecesOf({ text, start, end, expansions }: Range, expanding: Expanding): Piece[] {
  const pieces: Piece[] = [];
  let at = start;
  const separators = expanding.world.variables.get('IFS')?.[0]?.text.slice(0, 16) ?? ' \t\n';
  const literalTo = (to: number) => {
    if (to > at) pieces.push({ fields: [plainField(text.slice(at, to))], splitAt: '', literal: true });
  };
  for (const one of nested(expansions)) {
    if (one.expansion.start < start) continue;
    literalTo(one.expansion.start);
    pieces.push({
      fields: expanded(text, one, expanding),
      splitAt: one.expansion.quoted ? '' : separators,
      literal: false,
    });
    at = one.expansion.end;
  }
  literalTo(end);
  return pieces;
}

function expanded(text: string, { expansion, inner }: Nested, expanding: Expanding): readonly Field[] {
  const written = text.slice(expansion.start, expansion.end);
  if (expansion.name === null) return [substituted(written, expansion, expanding)];
  const value = variableOf(expansion, expanding.world);
  const { operator } = expansion;
  const alternative = /^:?[-=?+]/.exec(operator)?.[0];
  if (alternative !== undefined && alternative.endsWith('+') === (value !== null)) {
    const end = expansion.end - 1;
    const start = end - operator.length + alternative.length;
    const pieces = piecesOf({ text, start, end, expansions: inner }, expanding);
    return [glued(pieces.flatMap(({ fields }) => fields))];
  }
  return value === null ? [plainField(written)] : value.map((field) => edited(field, operator));
}

function variableOf(
  { name, operator, quoted }: Expansion,
  { variables, positional, zeroth }: World,
): readonly Field[] | null {
  if (name === '@' || name === '*') return positional === null ? null : listed(positional, name, quoted);
  if (name === '0') return zeroth === null ? null : [zeroth];
  if (name !== null && /^\d$/.test(name)) {
    const field = positional?.[Number(name) - 1];
    return field === undefined ? null : [field];
  }
  const fields = variables.get(name ?? '');
  if (fields === undefined) return null;
  const all = /^\[([@*])\]/.exec(operator)?.[1];
  if (all !== undefined) return listed(fields, all, quoted);
  return fields.slice(0, 1);
}

function listed(fields: readonly Field[], sign: string, quoted: boolean): readonly Field[] {
  return sign === '*' && quoted ? [spaced(fields)] : fields;
}

/** What prints nothing known is held, so that the text around it can be read again as shell text. */
function substituted(written: string, { tokens }: Expansion, { world, substitute }: Expanding): Field {
  const value = substitute(tokens);
  if (/^[<>]\(/.test(written)) return { ...plainField(written), content: value };
  const { text, origins } = value;
  if (text === null) return hold(world, written, origins);
  const printed = trimmedEnd(text, '\n');
  return { text: printed, code: printed, origins, content: null };
}

/** The commonest of the forms that take or leave a part: `${x#a}`, `${x%a}`, `${x/a/b}`, `${x:1:2}`. */
function edited(field: Field, operator: string): Field {
  const cut = cutOff(field.text, operator);
  return cut === null || cut === field.text ? field : { ...field, text: cut, code: cut };
}

function cutOff(text: string, operator: string): string | null {
  const [, sign = '', rest = ''] = /^(##?|%%?|\/\/?|:|,,?|\^\^?)(.*)$/s.exec(operator) ?? [];
  switch (sign.charAt(0)) {
    case '#':
      return text.startsWith(rest) ? text.slice(rest.length) : text;
    case '%':
      return text.endsWith(rest) ? text.slice(0, text.length - rest.length) : text;
    case ',':
      return text.toLowerCase();
    case '^':
      return text.toUpperCase();
    case '/':
      return withReplaced(text, rest, sign === '//');
    case ':':
      return sliced(text, rest);
    default:
      return null;
  }
}

function withReplaced(text: string, rest: string, everywhere: boolean): string {
  const [pattern = '', put = ''] = rest.split('/', 2);
  if (pattern === '') return text;
  return everywhere ? text.replaceAll(pattern, () => put) : text.replace(pattern, () => put);
}

function sliced(text: string, range: string): string | null {
  const [, begin, length] = /^ ?(\d{1,6})(?::(\d{1,6}))?$/.exec(range) ?? [];
  if (begin === undefined) return null;
  return text.slice(Number(begin), length === undefined ? undefined : Number(begin) + Number(length));
}
