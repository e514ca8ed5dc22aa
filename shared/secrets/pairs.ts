// Pairs inside a longer text whose name promises a secret: `name=value`, `"name": "value"`, `name: "value"`. Linear time.
// SPDX-License-Identifier: Apache-2.0
import { isCaption, isWithinCaptions, isWording } from './captions.ts';
import { isAssigned, isCode, isComparison, isMessage, type TextKind } from './code.ts';
import type { SecretPiece } from './embedded.ts';
import { namesAnObject, secretSort } from './names.ts';
import { isLiteralSecret, looksRandom } from './values.ts';

/** A value in quotes (`b"…"` of Python and `N'…'` of SQL too), or one that ends where a list, an object or a connection string goes on. */
const value =
  /[ \t]{0,4}(?:(?:[bBrRuU]{1,2}|[NEL@])?(?:\\{0,3}"([^"\n]{0,400})"|'([^'\n]{0,400})')|(<[A-Za-z][^<>\n]{0,80}>|[^\s;,&"'(){}[\]]{1,400}))/y;

const longestName = 81;
const longestCode = 400;

/** No name promises a secret without one of these (secret-names.ts). */
const mayPromise = /pass|pwd|pw|pswd|secret|mnemonic|token|key|cred|pat|psk|authtok|masterauth/i;

/** Values of pairs whose name promises a secret and whose value is one. */
export function* secretPairs(text: string, as: TextKind = 'plain'): Generator<SecretPiece> {
  if (!mayPromise.test(text)) return;
  const connection = text.includes(';');
  const kind = connection ? 'connection-string-password' : 'named-secret';
  const where = connection ? 'connection string' : 'text';
  let from = 0;
  for (const { 0: sign, index } of text.matchAll(/=>|[=:]/g)) {
    const pair = index < from ? null : pairAt(text, sign, index, from);
    if (pair === null) continue;
    const { name, found } = pair;
    const elsewhere = isTakenFromElsewhere(text, name, found, as);
    // A value may hold pairs itself, as the query of a URL does; one that is a secret holds nothing else, nor does a label.
    if (!elsewhere || isLabel(found)) from = found.from;
    if (!elsewhere) yield { kind, where, start: found.start, end: found.start + found.text.length };
  }
}

/** The pair around a sign; null where the name promises no secret, or the value is none. */
function pairAt(
  text: string,
  sign: string,
  index: number,
  from: number,
): { readonly name: Name; readonly found: Value } | null {
  const name = isComparison(text, index) ? null : nameBefore(text, index, from);
  const found = name === null ? null : valueAfter(text, index + sign.length);
  return name !== null && found !== null && promises(name, sign, found) ? { name, found } : null;
}

/** The colon of `"Password:"` belongs to it. */
function isLabel({ text, quoted }: Value): boolean {
  return quoted && isCaption(text);
}

const element = /<([A-Za-z_][\w.:-]{0,80})>([^<>]{1,400})<\//g;

/** `<password>…</password>`. */
export function* secretElements(text: string): Generator<SecretPiece> {
  if (!text.includes('</')) return;
  for (const { 1: name = '', 2: said = '', index } of text.matchAll(element)) {
    if (!isSecret(name, said.trim())) continue;
    const start = index + name.length + 2;
    yield { kind: 'named-secret', where: 'text', start, end: start + said.length };
  }
}

interface Value {
  readonly text: string;
  readonly quoted: boolean;
  readonly start: number;
  /** Where the text goes on behind it. */
  readonly from: number;
}

function valueAfter(text: string, from: number): Value | null {
  value.lastIndex = from;
  const found = value.exec(text);
  if (found === null) return null;
  const [whole, double, single, bare] = found;
  const said = (double ?? single ?? bare ?? '').replace(/\\{1,3}$/, '');
  const start = from + whole.lastIndexOf(said);
  return { text: said, quoted: bare === undefined, start, from: value.lastIndex };
}

function isSecret(name: string, said: string): boolean {
  const sort = secretSort(name);
  return (
    said !== '' &&
    sort !== null &&
    sort !== 'vague' &&
    isLiteralSecret(said, sort) &&
    !namesAnObject(name, said)
  );
}

/** The last word of a name that stands among the words of a sentence. */
const lastWord = /(?:^|[ .-])([A-Z][A-Z0-9_]{1,80}|[a-z][a-z0-9_]{1,80})$/;

/** A word that names nothing else: `secret` and `pass` do. */
const passwords = /^(?:password|passwd|passphrase|passwort|pwd)$/i;

/**
 * A bare colon is punctuation as often as not (`DB_PASSWORD: not set`). Behind the name of a variable counts only what no word
 * of a sentence looks like.
 */
function isSecretOfVariable(name: string, said: string): boolean {
  const [, word] = lastWord.exec(name) ?? [];
  if (word === undefined || !isSecret(word, said)) return false;
  const ofPassword = secretSort(word) === 'chosen' && (word.includes('_') || passwords.test(word));
  const mixed = said.length >= 8 && /\d/.test(said) && /[A-Za-z]/.test(said);
  return looksRandom(said) || (mixed && ofPassword);
}

/** Rules of a form (`'password' => 'required|min:8'`), and one word, which names a type or a cast. */
const ruled = /^[a-z_]{1,40}(?::[\w,]{1,40})?(?:\|[a-z_]{1,40}(?::[\w,]{1,40})?){0,12}$/;

function promises(name: Name, sign: string, found: Value): boolean {
  // Of Ruby, PHP, Puppet and Logstash; without quotes a function stands behind it (`password => hash(password)`).
  if (sign === '=>') return found.quoted && !ruled.test(found.text) && isSecret(name.text, found.text);
  const bare = sign === ':' && !name.quoted && !found.quoted;
  return bare ? isSecretOfVariable(name.text, found.text) : isSecret(name.text, found.text);
}

/** In a script a name is as often given a variable, or the answer of a function. */
function isTakenFromElsewhere(text: string, name: Name, found: Value, as: TextKind): boolean {
  if ((as === 'source' && !found.quoted) || (as === 'captions' && isWording(found.text))) return true;
  // Of psql a variable: `PASSWORD :'name'`.
  if (found.quoted) return isShown(text, found) || /^\s:'$/.test(text.slice(found.start - 3, found.start));
  // `connect(user=user, password=password)`
  const isSame = name.text === found.text || name.text.endsWith(` ${found.text}`);
  if (isSame && /[),]/.test(text.charAt(found.from))) return true;
  const rest = text.slice(found.start, found.start + longestCode).split('\n', 1)[0] ?? '';
  return isCode(rest) || isAssigned(name.text, rest);
}

/** A message or a label, which people read on a page. */
function isShown(text: string, { text: said, start }: Value): boolean {
  return isMessage(said) || isCaption(said) || (isWording(said) && isWithinCaptions(text.slice(0, start)));
}

interface Name {
  readonly text: string;
  readonly quoted: boolean;
}

/** The name that ends before the sign at `sign`, and begins no earlier than `from`: up to 80 characters, blanks among them. */
function nameBefore(text: string, sign: number, from: number): Name | null {
  let end = sign;
  while (end > from && sign - end < 4 && /[ \t]/.test(text.charAt(end - 1))) end--;
  const quote = text.charAt(end - 1);
  if (end > from && (quote === '"' || quote === "'")) return quotedName(text, end - 1, from, quote);
  const run = runBefore(text, end, from);
  for (let start = run; start < end; start++)
    if (begins(text, start)) return { text: text.slice(start, end), quoted: false };
  return null;
}

/** `"name"`, and `\"name\"` of JSON within JSON. */
function quotedName(text: string, close: number, from: number, quote: string): Name | null {
  let end = close;
  while (end > from && close - end < 3 && text.charAt(end - 1) === '\\') end--;
  const start = runBefore(text, end, from);
  const name = text.slice(start, end);
  return text.charAt(start - 1) === quote && /^[A-Za-z_]/.test(name) ? { text: name, quoted: true } : null;
}

function runBefore(text: string, end: number, from: number): number {
  let start = end;
  while (start > from && end - start < longestName && /[\w .-]/.test(text.charAt(start - 1))) start--;
  return start;
}

/** A name begins with a letter that goes on with no word: not the `b` of `a.b`, and not `$NAME`. */
function begins(text: string, start: number): boolean {
  return /[A-Za-z_]/.test(text.charAt(start)) && !/[\w.$]/.test(text.charAt(start - 1));
}
