// Puts words together from the pieces that expansion gave, splitting what stands unquoted at its blanks.
// SPDX-License-Identifier: Apache-2.0
import { type Field, type Origin, originsOf, plainField } from './value.ts';

/** A piece of a word: what stands there as written, or what an expansion gave. */
export interface Piece {
  readonly fields: readonly Field[];
  /** Characters that part words in it (`IFS`, where it is unquoted); empty: it stays one word. */
  readonly splitAt: string;
  readonly literal: boolean;
}

/** Variables may double each other; no word that means anything is longer. */
const longestWord = 100_000;

/** One word of several, with blanks between them. */
export function spaced(fields: readonly Field[]): Field {
  const text = fields.map((field) => field.text).join(' ');
  const isKnown = fields.every((field) => field.code === field.text);
  return {
    text,
    code: isKnown ? text : fields.map(({ code }) => code).join(' '),
    origins: originsOf(fields),
    content: null,
  };
}

/** One word of several, nothing between them. */
export function glued(fields: readonly Field[]): Field {
  return (
    joinedPieces(fields.map((field) => ({ fields: [field], splitAt: '', literal: false })))[0] ??
    plainField('')
  );
}

/** A word being put together; `open` is the word that what comes next belongs to. */
interface Joining {
  readonly done: Field[];
  open: Field | null;
}

export function joinedPieces(pieces: readonly Piece[]): readonly Field[] {
  const joining: Joining = { done: [], open: null };
  for (const { fields, splitAt, literal } of pieces) {
    for (const [index, field] of fields.entries()) {
      if (index > 0) close(joining);
      if (field.content === null && field.code === field.text && holdsAny(field.text, splitAt))
        addSplit(joining, field, splitAt);
      else add(joining, field, literal ? [] : field.origins);
    }
  }
  close(joining);
  return joining.done;
}

function close(joining: Joining): void {
  if (joining.open !== null) joining.done.push(joining.open);
  joining.open = null;
}

function add(joining: Joining, field: Field, origins: readonly Origin[]): void {
  const { open } = joining;
  if (open === null) {
    joining.open = { ...field, origins };
    return;
  }
  if (open.code.length + field.code.length > longestWord) return;
  const text = open.text + field.text;
  // Known text is the same string twice, so that comparing both takes no time.
  const isKnown = open.code === open.text;
  const code = isKnown && field.code === field.text ? text : open.code + field.code;
  // With more behind it, known text is no longer what came from there; unknown text still begins the word.
  const kept = open.text === '' ? origins : isKnown ? [] : open.origins;
  joining.open = { text, code, origins: kept, content: open.content };
}

function holdsAny(text: string, characters: string): boolean {
  return characters !== '' && [...characters].some((character) => text.includes(character));
}

function addSplit(joining: Joining, { text, origins }: Field, splitAt: string): void {
  let word = '';
  for (const character of text) {
    if (!splitAt.includes(character)) {
      word += character;
      continue;
    }
    if (word !== '') add(joining, plainField(word), origins);
    close(joining);
    word = '';
  }
  if (word !== '') add(joining, plainField(word), origins);
}
