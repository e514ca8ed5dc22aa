// Takes credentials out of what is written down or shown: of each the secret piece alone, and in its place a mark. Pure.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, stringOf } from '../model/json.ts';
import { rememberedNo } from '../model/remembered.ts';
import { piecesInArguments, piecesOfClients } from './arguments.ts';
import type { SecretPiece } from './embedded.ts';
import { piecesOfLines } from './lines.ts';
import { isMark, redactedAs, shownAs, withoutMarks } from './redacted.ts';
import { holdsSecret, secretPieces } from './secrets.ts';

/** How one kind of writing is kept free of credentials. */
export interface Redaction {
  /** What stands in the place of a credential of this kind. */
  readonly mark: (kind: string) => string;
  /** At the top of an answer stand the tokens that hold its pages together: they are kept. */
  readonly pages: boolean;
  /** Whether a key may promise that its value is secret; of an object of Seawall's own none does. */
  readonly byName: boolean;
  /** Levels that are written at all, and characters of one text. */
  readonly deepest: number;
  readonly longest: number;
}

/** Answers of AWS in a snapshot: nothing is lost but credentials, and marks fit into whatever is around them. */
export const forSnapshot: Redaction = {
  mark: redactedAs,
  pages: true,
  byName: true,
  deepest: Number.POSITIVE_INFINITY,
  longest: Number.POSITIVE_INFINITY,
};

/** What people and programs are shown: verdicts, findings, messages. */
export const forShowing: Redaction = { ...forSnapshot, mark: shownAs, pages: false };

/** The same for what Seawall itself named. */
export const forShowingOwn: Redaction = { ...forShowing, byName: false };

/** The journal, whose entries are kept for good. */
export const forJournal: Redaction = { ...forShowing, deepest: 40, longest: 16 * 1024 };

/** The same object without credentials. */
export function redacted(value: JsonObject, redaction: Redaction): JsonObject {
  return objectWithout(value, 0, redaction);
}

/** Of a text without a name. */
const holdsPieces = rememberedNo(
  (text) =>
    holdsSecret(text) ||
    piecesOfClients(text).next().done !== true ||
    piecesOfLines(text).next().done !== true,
  () => true,
);

/** The same text without credentials; `name` is what it is the value of, where it is one. */
export function redactedText(name: string | null, text: string, redaction: Redaction): string {
  if (name === null && !holdsPieces(text)) return cut(text, redaction);
  const told = [...(name === null ? piecesOfClients(text) : []), ...piecesOfLines(text)];
  return cut(replaced(text, [...told, ...secretPieces(name, text)], redaction), redaction);
}

/** The same of a command in one text: what `redactedText` takes out, and what an option before it gives away. */
export function redactedCommand(text: string, redaction: Redaction): string {
  return listWithout([text], null, 0, redaction).map(stringOf)[0] ?? '';
}

// They end with the conversation, and look as random as any credential.
const paging = /^(?:next)?(?:token|marker)$/i;

function objectWithout(value: JsonObject, depth: number, redaction: Redaction): JsonObject {
  const entries: [string, Json][] = [];
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined) continue;
    if (depth === 0 && redaction.pages && typeof child === 'string' && paging.test(key)) {
      entries.push([key, child]);
      continue;
    }
    const name = redaction.byName ? nameOf(value, key) : null;
    entries.push([keyWithout(key, redaction), without(child, name, depth + 1, redaction)]);
  }
  return Object.fromEntries(entries);
}

/** Keys are names, but of maps somebody else chose them. */
function keyWithout(key: string, redaction: Redaction): string {
  return redactedText(null, key, redaction);
}

/** Keys that hold what is called by the key beside them: variables, tags, parameters, filters. In AWS's APIs with capitals too. */
const namedBy: ReadonlyMap<string, readonly string[]> = new Map([
  ['value', ['name', 'Name', 'key', 'Key']],
  ['Value', ['Name', 'name', 'Key', 'key']],
  ['values', ['name', 'Name', 'key', 'Key']],
  ['Values', ['Name', 'name', 'Key', 'key']],
  ['parameterValue', ['parameterKey']],
  ['ParameterValue', ['ParameterKey']],
]);

/** `{"name": "DB_PASSWORD", "value": "…"}` names its value beside it; everywhere else the key does. */
function nameOf(owner: JsonObject, key: string): string {
  const beside = namedBy.get(key)?.map((other) => (Object.hasOwn(owner, other) ? owner[other] : null));
  // What a mark says of a name that was taken out is no name.
  return withoutMarks(beside?.map(stringOf).find((name) => name !== null) ?? key);
}

function without(value: Json, name: string | null, depth: number, redaction: Redaction): Json {
  if (depth > redaction.deepest) return '(nested too deep)';
  if (typeof value === 'string') return redactedText(name, value, redaction);
  if (Array.isArray(value)) return listWithout(value, name, depth, redaction);
  return isObject(value) ? objectWithout(value, depth, redaction) : value;
}

/** Words of a command belong together: `["--password", "…"]` names the second by the first. */
function listWithout(
  list: readonly Json[],
  name: string | null,
  depth: number,
  redaction: Redaction,
): Json[] {
  const found = piecesInArguments(list.map((item) => stringOf(item) ?? ''));
  return list.map((item, index) => {
    if (typeof item !== 'string') return without(item, name, depth + 1, redaction);
    const pieces = [...(found.get(index) ?? []), ...secretPieces(name, item), ...piecesOfLines(item)];
    return cut(replaced(item, pieces, redaction), redaction);
  });
}

/** Identifiers of access keys (IAM User Guide, "IAM identifiers"): people must see which key it is, and nobody gets in by it. */
const accessKeyId = /^(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}$/;

function replaced(text: string, pieces: Iterable<SecretPiece>, { mark }: Redaction): string {
  const found = [...pieces];
  if (found.length === 0) return text;
  let result = '';
  let done = 0;
  for (const { kind, start, end } of joined(text, found)) {
    result += text.slice(done, start) + mark(kind);
    done = end;
  }
  return result + text.slice(done);
}

/** In their order, each character in one of them at most. The surest name a kind, and no piece is taken out twice. */
function joined(text: string, pieces: readonly SecretPiece[]): readonly SecretPiece[] {
  const found = pieces.filter(({ start, end }) => {
    const piece = text.slice(start, end);
    return !accessKeyId.test(piece) && !isMark(piece);
  });
  const sorted = found.toSorted((a, b) => a.start - b.start);
  const all: SecretPiece[] = [];
  for (const piece of sorted) {
    const last = all.at(-1);
    if (last === undefined || piece.start >= last.end) all.push(piece);
    else if (piece.end > last.end) all.splice(-1, 1, { ...last, end: piece.end });
  }
  return all;
}

function cut(text: string, { longest }: Redaction): string {
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}
