// Credentials in the files of programs that have a notation of their own: ACLs, user lists, key files, setters. Pure.
// SPDX-License-Identifier: Apache-2.0
import { isCaption } from './captions.ts';
import type { SecretPiece } from './embedded.ts';
import { secretSort } from './names.ts';
import { isLiteralSecret } from './values.ts';

/** A notation: the text must hold `mark` for the pattern to be asked; the last group of it is the credential. */
interface Notation {
  readonly mark: string;
  readonly form: RegExp;
  /** The notation is so plain that only a value counts which no word of a sentence looks like. */
  readonly odd?: true;
}

const notations: readonly Notation[] = [
  // HAProxy, "userlist": `user NAME insecure-password VALUE`.
  { mark: 'insecure-password', form: /\binsecure-password[ \t]{1,20}([^\s"']{1,256})/g },
  // redis.conf and users.acl: `user NAME on >VALUE`; `#…` is a digest.
  {
    mark: '>',
    form: /^[ \t]{0,40}(?:acl[ \t]{1,8}setuser|user)[ \t]{1,8}[^\s>]{1,64}(?:[ \t]{1,8}[^\s>]{1,64}){1,12}[ \t]{1,8}>([^\s"'>]{1,256})(?=\s|$)/gim,
  },
  // ipsec.secrets(5): `: PSK "VALUE"`.
  { mark: ':', form: /:[ \t]{0,8}(?:PSK|XAUTH|EAP)[ \t]{1,8}"([^"\n]{1,256})"/g },
  // chap-secrets of pppd(8): client, server, secret, addresses.
  {
    mark: '"',
    form: /^[ \t]{0,8}"?[\w.*@-]{1,64}"?[ \t]{1,20}"?[\w.*-]{1,64}"?[ \t]{1,20}"([^"\s]{6,128})"[ \t]{1,20}(?:\*|-|\d[\d.]{6,14})[ \t]{0,8}$/gm,
    odd: true,
  },
  // snmpd.conf(5): `createUser NAME SHA VALUE`, and communities that may write.
  {
    mark: 'createUser',
    form: /\bcreateUser[ \t]{1,8}[^\s]{1,64}[ \t]{1,8}(?:MD5|SHA(?:-\d{3})?)[ \t]{1,8}"?([^\s"]{8,128})/g,
  },
  { mark: 'community', form: /^[ \t]{0,8}r[ow]community6?[ \t]{1,8}"?([^\s"]{6,64})/gm, odd: true },
  // userlist.txt of PgBouncer: `"NAME" "VALUE"`, where an MD5 is enough to log in at the server (its documentation, "Authentication file format").
  { mark: '" "md5', form: /^[ \t]{0,8}"[^"\n]{1,64}"[ \t]{1,8}"(md5[0-9a-f]{32})"[ \t]{0,8}$/gm },
  { mark: '" "', form: /^[ \t]{0,8}"[\w.@-]{1,64}" "([^"\s]{8,256})"[ \t]{0,8}$/gm, odd: true },
  // Postfix, "Enabling SASL authentication": `[HOST]:PORT NAME:VALUE`.
  {
    mark: ':',
    form: /^(?:\[[\w-]{1,63}\.[\w.-]{1,200}\](?::\d{1,5})?|[\w.-]{1,253}:\d{1,5})[ \t]{1,20}[\w.@+-]{1,64}:(?!\/\/)([^\s:@]{6,256})[ \t]{0,8}$/gm,
    odd: true,
  },
  // .curlrc: `user = "NAME:VALUE"`.
  {
    mark: 'user',
    form: /^[ \t]{0,8}-{0,2}(?:proxy-)?user[ \t]{0,4}[=: \t][ \t]{0,4}"[\w.@-]{1,64}:([^\s":]{8,256})"[ \t]{0,8}$/gm,
    odd: true,
  },
  // Oracle's Easy Connect: `NAME/VALUE@//HOST:PORT/SERVICE`, and what its clients take behind `userid=`.
  { mark: '@//', form: /(?<![\w.$/-])[\w.$]{1,64}\/([^\s/@"']{1,128})@\/\/[\w.-]{1,253}/g },
  { mark: 'userid=', form: /\buserid=["']?[\w.$]{1,64}\/([^\s/@"']{1,128})@/g },
];

/** Of a line that has no sign to go by: a digit among letters. */
const isOdd = (value: string): boolean => /\d/.test(value) && /[A-Za-z]/.test(value);

/** Named by what stands around it: its first group must promise a secret. */
const named: readonly RegExp[] = [
  // `ds.setPassword("…")`, `WithApiKey('…')`, `.password("…")`.
  /(?:\bset|\bwith|\bWith|\bSet|\.)([A-Za-z]\w{1,60})\(\s?["'`]([^"'`\n]{1,400})["'`](?:\.toCharArray\(\))?\s?\)/g,
  // Erlang: `{default_pass, <<"…">>}`.
  /\{\s?([a-z]\w{1,60})\s?,\s?(?:<<)?"([^"\n]{1,256})"(?:>>)?\s?\}/g,
  // `<property name="connection.password">…</property>`, `<setting name="Password"><value>…`.
  /\b(?:name|key|id)\s?=\s?["']([A-Za-z][\w.-]{1,80})["'](?:\s[\w:]{1,40}="[^"<>]{0,80}"){0,3}\s?>(?:\s{0,20}<value>)?([^<>]{1,400})<\//g,
];

/** Credentials in notations of single programs, and those that a setter, a tuple or an element names. */
export function* settingsForms(text: string): Generator<SecretPiece> {
  for (const notation of notations) if (text.includes(notation.mark)) yield* inNotation(notation, text);
  if (/[({>]/.test(text)) for (const form of named) yield* namedBy(form, text);
  yield* listOfUsers(text);
}

function* inNotation({ form, odd }: Notation, text: string): Generator<SecretPiece> {
  for (const match of text.matchAll(form)) {
    const value = match[1] ?? '';
    if (isLiteralSecret(value, 'chosen') && (odd !== true || isOdd(value))) yield pieceOf(match, value);
  }
}

function* namedBy(form: RegExp, text: string): Generator<SecretPiece> {
  for (const match of text.matchAll(form)) if (isNamed(match)) yield pieceOf(match, match[2] ?? '');
}

function isNamed([whole, name = '', value = '']: RegExpExecArray): boolean {
  const sort = secretSort(name);
  if (sort === null || sort === 'vague' || isCaption(value)) return false;
  // A method without `set` may look for what it is given.
  return (isOdd(value) || !whole.startsWith('.')) && isLiteralSecret(value, sort);
}

// Below `chpasswd:`: what follows it, as far as the lines are indented.
const list = /\bchpasswd:[ \t]{0,8}((?:\n[ \t][^\n]{0,400}){1,40})/g;
const listed = /^[ \t]{1,20}(?:-[ \t]{1,4})?["']?[a-z_][\w.-]{0,31}:([^\s"':]{4,256})["']?[ \t]{0,8}$/gm;

/** cloud-init, "Set passwords": `NAME:VALUE` one below the other; of `RANDOM` it makes one itself. */
function* listOfUsers(text: string): Generator<SecretPiece> {
  if (!text.includes('chpasswd:')) return;
  for (const { 0: block, 1: lines = '', index } of text.matchAll(list))
    for (const match of lines.matchAll(listed)) {
      const value = match[1] ?? '';
      const piece = pieceOf(match, value);
      const from = index + block.length - lines.length;
      if (value !== 'RANDOM' && isLiteralSecret(value, 'chosen'))
        yield { ...piece, start: piece.start + from, end: piece.end + from };
    }
}

function pieceOf(match: RegExpExecArray, value: string): SecretPiece {
  const start = match.index + match[0].lastIndexOf(value);
  return { kind: 'named-secret', where: 'text', start, end: start + value.length };
}
