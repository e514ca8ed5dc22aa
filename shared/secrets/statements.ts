// Credentials in statements that have no sign between name and value: SQL, calls that set something, directives of a configuration.
// SPDX-License-Identifier: Apache-2.0
import { isCaption } from './captions.ts';
import type { SecretPiece } from './embedded.ts';
import { secretSort } from './names.ts';
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
    if (isLiteralSecret(match[2] ?? match[1] ?? '', 'chosen')) yield pieceOf(match, 1);
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
      yield pieceOf(match, 1);
  }
}

const directive = /^\s{0,80}([A-Za-z][\w.-]{0,60})[ \t]{1,20}"?([^\s"(){};,]{6,400})"?;?\s{0,8}$/;

/** `requirepass x`, `password x`: two words alone on a line, of which the second is none of a sentence. */
export function isSecretDirective(line: string): boolean {
  const [, name = '', value = ''] = directive.exec(line) ?? [];
  const odd = /\d/.test(value) && /[A-Za-z]/.test(value);
  return odd && secretSort(name) === 'chosen' && isLiteralSecret(value, 'chosen');
}

/** The piece that ends `behind` characters before the match does. */
function pieceOf({ 0: whole, index, ...groups }: RegExpExecArray, behind: number): SecretPiece {
  const value = groups[2] ?? groups[1] ?? '';
  const end = index + whole.length - behind;
  return { kind: 'named-secret', where: 'text', start: end - value.length, end };
}
