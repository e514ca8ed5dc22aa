// Credentials with no sign between them and what names them: SQL, calls, fields of their own, directives, options, pipes. Pure.
// SPDX-License-Identifier: Apache-2.0
import { isCaption } from './captions.ts';
import type { SecretPiece } from './embedded.ts';
import { namesAnObject, secretSort } from './names.ts';
import { isLiteralSecret } from './values.ts';

// PostgreSQL: `WITH PASSWORD 'x'`; MySQL: `IDENTIFIED [WITH plugin] BY 'x'`.
const sql =
  /\b(?:password|identified(?:\s{1,4}with\s{1,4}[\w'`"]{1,64})?\s{1,4}by(?:\s{1,4}password)?)\s{1,4}[NE]?'([^'\n]{1,256})'/gi;
// Oracle and MySQL take double quotes too; MySQL has `SET PASSWORD FOR user = 'x'` besides.
const sqlInOtherWords =
  /\b(?:identified\s{1,4}by\s{1,4}"([^"\n]{1,256})"|set\s{1,4}password\s{1,4}for\s{1,4}[^\s=]{1,160}\s{0,4}=\s{0,4}(?:password\s?\(\s?)?'([^'\n]{1,256})')/gi;

/** Passwords that SQL sets. */
export function* sqlPasswords(text: string): Generator<SecretPiece> {
  if (!/password|identified/i.test(text)) return;
  for (const match of [...text.matchAll(sql), ...text.matchAll(sqlInOtherWords)])
    if (isLiteralSecret(valueIn(match), 'chosen')) yield pieceOf(match);
}

const call =
  /\b(?:define|setenv|putenv|setproperty|setdefault|addproperty|put|set)\s?\(\s?["']([A-Za-z_][\w.-]{0,80})["']\s?,\s?["']([^"'\n]{1,400})["']/gi;

/** `define('DB_PASSWORD', 'x')`, `os.Setenv("DB_PASSWORD", "x")`, `System.setProperty("db.password", "x")`. */
export function* secretCalls(text: string): Generator<SecretPiece> {
  if (!text.includes('(')) return;
  for (const match of text.matchAll(call)) {
    const sort = secretSort(match[1] ?? '');
    if (
      sort !== null &&
      sort !== 'vague' &&
      isLiteralSecret(match[2] ?? '', sort) &&
      !isCaption(match[2] ?? '')
    )
      yield pieceOf(match);
  }
}

// `{"name": "DB_PASSWORD", "value": "x"}`, `Name=…,Value=…`, `key="…" value="…"`, and JSON within JSON.
const fields =
  /\b(?:name|key|parameterkey)\\{0,3}["']?\s{0,4}[=:]\s{0,4}\\{0,3}["']?([A-Za-z_][\w.-]{0,80})\\{0,3}["']?,?\s{0,40}\\{0,3}["']?(?:parameter)?value\\{0,3}["']?\s{0,4}[=:]\s{0,4}(?:\\{0,3}["']([^"'\\\n]{1,400})|([^\s,;"'{}[\]<>\\]{1,400}))/gi;
// `fastcgi_param DB_PASSWORD x;`, `SetEnv DB_PASSWORD x`, `requirepass x`: alone on their line.
const directive =
  /^[ \t]{0,80}(?:(?:setenv|fastcgi_param|uwsgi_param|env|setx)[ \t]{1,20})?([A-Za-z][\w.-]{0,60})[ \t]{1,20}(?:"([^\s"(){};,]{6,400})"|([^\s"(){};,]{6,400}));?[ \t]{0,8}$/gim;
// The same of one line, whatever stands around the second word.
const directiveLine = /^\s{0,80}([A-Za-z][\w.-]{0,60})[ \t]{1,20}"?([^\s"(){};,]{6,400})"?;?\s{0,8}$/;
// `--password x`, `-storepass x`, of whatever program.
const option =
  /(?<![\w-])--?([A-Za-z][\w-]{2,60})[ \t]{1,4}(?:["']([^"'\s]{1,400})|([^\s"'-][^\s"']{0,400}))/g;
// `echo kim:x | chpasswd`, `echo x | docker login --password-stdin`.
const piped =
  /\b(?:echo|printf)[ \t](?:-n[ \t])?["']?([^\s"'|]{1,256})["']?[ \t]{0,4}\|[ \t]{0,4}([^\n|]{1,200})/g;
// `os.environ["DB_PASSWORD"] = "x"`
const subscript = /\[["']([A-Za-z_][\w.-]{0,80})["']\][ \t]{0,4}=[ \t]{0,4}["']([^"'\n]{1,400})["']/g;

/** Fields of their own for a name and its value, which may stand on two lines. */
export function* namedFields(text: string): Generator<SecretPiece> {
  if (!/value/i.test(text)) return;
  for (const match of text.matchAll(fields)) if (isNamed(match)) yield pieceOf(match);
}

/** Credentials beside their name. */
export function* secretsBeside(text: string): Generator<SecretPiece> {
  yield* namedFields(text);
  const found = [
    ...[...text.matchAll(directive)].filter((match) => isOdd(match) && isNamed(match) && isPassword(match)),
    ...(text.includes('-') ? [...text.matchAll(option)] : []).filter(
      (match) => isOdd(match) && isNamed(match),
    ),
    ...(text.includes('[') ? [...text.matchAll(subscript)] : []).filter(isNamed),
  ];
  yield* found.map(pieceOf);
  yield* pipedPasswords(text);
}

/** `requirepass x`, `password x`: two words alone on a line, of which the second is none of a sentence. */
export function isSecretDirective(line: string): boolean {
  const match = directiveLine.exec(line);
  return match !== null && isOdd(match) && isPassword(match) && isLiteralSecret(valueIn(match), 'chosen');
}

/** What programs read as a password from standard input: chpasswd(8), `--password-stdin` of clients of registries. */
function* pipedPasswords(text: string): Generator<SecretPiece> {
  if (!/chpasswd|-stdin/.test(text)) return;
  for (const { 0: whole, 1: said = '', 2: program = '', index } of text.matchAll(piped)) {
    const ofUser = /^(?:sudo[ \t])?chpasswd\b/.test(program);
    const value = ofUser ? said.slice(said.indexOf(':') + 1) : said;
    if (!(ofUser || program.includes('--password-stdin')) || !isLiteralSecret(value, 'chosen')) continue;
    const start = index + whole.indexOf(said) + said.length - value.length;
    yield { kind: 'named-secret', where: 'text', start, end: start + value.length };
  }
}

function isNamed(match: RegExpExecArray): boolean {
  const [name, value] = [match[1] ?? '', valueIn(match)];
  const sort = secretSort(name);
  if (sort === null || sort === 'vague' || isCaption(value)) return false;
  return isLiteralSecret(value, sort) && !namesAnObject(name, value);
}

/** No word of a sentence has a digit between its letters, nor has a type or a unit in the help of a program. */
function isOdd(match: RegExpExecArray): boolean {
  const value = valueIn(match);
  return /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** Of a token it may be the name as often as not. */
function isPassword([, name = '']: RegExpExecArray): boolean {
  return secretSort(name) === 'chosen';
}

function valueIn(match: RegExpExecArray): string {
  return match[2] ?? match[3] ?? match[1] ?? '';
}

function pieceOf(match: RegExpExecArray): SecretPiece {
  const value = valueIn(match);
  const start = match.index + match[0].lastIndexOf(value);
  return { kind: 'named-secret', where: 'text', start, end: start + value.length };
}
