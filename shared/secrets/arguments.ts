// Finds credentials among the words of a command: by options that name them, by their form, and in shell text within a word.
// SPDX-License-Identifier: Apache-2.0

import { shellCommands } from '../commands/shell.ts';
import { programName } from '../commands/wrappers.ts';
import type { SecretPiece } from './embedded.ts';
import { cookiesOfCurl, passwordOfLogin } from './logins.ts';
import { redactedKind } from './redacted.ts';
import { namedSecret, secretPieces } from './secrets.ts';
import { isLiteralSecret } from './values.ts';

export interface SecretArgument {
  /** Index into the words given, of the word that holds the credential. */
  readonly index: number;
  readonly kind: string;
}

const joinedPassword: ReadonlySet<string> = new Set(
  'mysql mysqldump mysqladmin mysqlimport mysqlcheck mariadb mariadb-dump mariadb-admin sshpass 7z 7za 7zr 7zz rar unrar'.split(
    ' ',
  ),
);
const dashP: ReadonlySet<string> = new Set(
  'sshpass mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat mongotop cqlsh'.split(' '),
);
/** Clients of registries and clouds: `-p` is the password of their `login`, and a port or a project elsewhere. */
const loginClients: ReadonlySet<string> = new Set(
  'docker podman nerdctl buildah helm oras skopeo crane az oc cf'.split(' '),
);

/** The words of one command, and what all of them decide. */
interface Line {
  readonly words: readonly string[];
  /** Base name of the first word. */
  readonly program: string;
  readonly login: boolean;
}

function lineOf(words: readonly string[]): Line {
  // A health check of Docker says first how its command is to be run.
  const first = words[0] === 'CMD' ? words[1] : words[0];
  return { words, program: programName(first ?? ''), login: words.includes('login') };
}

/** Finds credentials among the words of one command, program first. A word that is shell text is read as such. */
export function secretsInArguments(words: readonly string[]): SecretArgument[] {
  const line = lineOf(words);
  return words.flatMap((word, index) => {
    const taken = redactedKind(word);
    if (taken !== null) return [{ index, kind: taken }];
    for (const { kind } of argumentPieces(line, index)) return [{ index, kind }];
    for (const { kind } of piecesInShell(word)) return [{ index, kind }];
    return [];
  });
}

/** The same with the places within each word, by its index; words without a credential are left out. */
export function piecesInArguments(words: readonly string[]): ReadonlyMap<number, readonly SecretPiece[]> {
  const line = lineOf(words);
  const found = new Map<number, readonly SecretPiece[]>();
  for (const [index, word] of words.entries()) {
    const pieces = [...argumentPieces(line, index), ...piecesInShell(word)];
    if (pieces.length > 0) found.set(index, pieces);
  }
  return found;
}

const client =
  /(?:(?<![\w./-])|(?<=\/bin\/))(?:curl|mysql|mysqldump|mysqladmin|mariadb|mariadb-dump|sshpass|mongo(?:sh|dump|restore|export|import)?|redis-cli|docker|podman|htpasswd|rabbitmqctl|sqlcmd|bcp|sqlplus(?:64)?|expdp|impdp|sqlldr|ldapsearch|openssl|cqlsh|smbclient|rpcclient|7z|unrar|az|oc|cf|lftp|http|skopeo)[ \t]{1,4}(?=\S)/g;
const mostClients = 16;
const longestCommand = 2000;

/** Commands of a few clients as lines of a log have them, among other words: `running curl -u kim:… https://…`. */
export function* piecesOfClients(text: string): Generator<SecretPiece> {
  if (!/[ \t]/.test(text)) return;
  let left = mostClients;
  for (const { index } of text.matchAll(client)) {
    if (left-- <= 0) return;
    const quote = /["'`]/.exec(text.charAt(index - 1))?.[0] ?? '\n';
    const rest = text.slice(index, index + longestCommand).split('\n', 1)[0] ?? '';
    const command = rest.split(quote, 1)[0] ?? '';
    for (const piece of piecesInShell(command))
      yield { ...piece, start: piece.start + index, end: piece.end + index };
  }
}

/** `sh -c 'mysql -pS3cret …'`. */
function* piecesInShell(word: string): Generator<SecretPiece> {
  if (!/\S\s+\S/.test(word)) return;
  for (const words of shellCommands(word)) {
    const line = lineOf(words);
    for (const [index, inner] of words.entries())
      for (const piece of argumentPieces(line, index)) yield placed(piece, inner, word);
  }
}

/** Where the piece of a word stands in the text around it; one whose quotes were taken off is not found again: then all of it counts. */
function placed(piece: SecretPiece, inner: string, text: string): SecretPiece {
  const start = text.indexOf(inner.slice(piece.start, piece.end));
  return start < 0
    ? { ...piece, start: 0, end: text.length }
    : { ...piece, start, end: start + piece.end - piece.start };
}

function* argumentPieces(line: Line, index: number): Generator<SecretPiece> {
  const word = line.words[index] ?? '';
  const [assignment, name] = /^[-/]{0,2}(?:D|p:)?([A-Za-z_][\w.-]{0,100})=/.exec(word) ?? [''];
  const skipped = assignment.length;
  for (const piece of secretPieces(name ?? null, word.slice(skipped)))
    yield { ...piece, start: piece.start + skipped, end: piece.end + skipped };
  if (index === 0) return;
  const start = startOfPassword(line, index);
  if (start !== null) yield { kind: 'named-secret', where: 'value', start, end: word.length };
  const before = line.words[index - 1] ?? '';
  const login = passwordOfLogin(line.program, before, word);
  if (login !== null) yield { kind: 'named-secret', where: 'value', start: login[0], end: login[1] };
  if (line.program === 'curl') yield* cookiesOfCurl(before, word);
}

/** Where the credential begins in a word that the words around it make one; null: they do not. */
function startOfPassword(line: Line, index: number): number | null {
  const { words, program } = line;
  const word = words[index] ?? '';
  const option = nameBefore(line, index);
  if (option !== null && !word.startsWith('-') && namedSecret(option, word) !== null) return 0;
  if (isLastPassword(line, index)) return 0;
  const joined =
    joinedPassword.has(program) && /^-p./.test(word) ? '-p'.length : opensslPassword(line, index);
  if (joined !== null && isLiteralSecret(word.slice(joined), 'chosen')) return joined;
  return isPasswordOfNet(line, index) ? 0 : null;
}

/** `-passin pass:x`; `env:X` and `file:/x` only say where it is (openssl-passphrase-options(1)). */
function opensslPassword({ words }: Line, index: number): number | null {
  const option = words[index - 1] ?? '';
  const isPassword = /^-pass(?:in|out)?$/.test(option) && /^pass:./s.test(words[index] ?? '');
  return isPassword ? 'pass:'.length : null;
}

/** Programs that take a password as their last word, by a word or option that comes before it. */
const lastWord: ReadonlyMap<string, RegExp> = new Map([
  ['htpasswd', /^-[ac-zA-Z]*b[a-zA-Z]*$/],
  ['rabbitmqctl', /^(?:add_user|change_password)$/],
  ['redis-cli', /^(?:AUTH|auth)$/],
]);

function isLastPassword({ words, program }: Line, index: number): boolean {
  const mark = lastWord.get(program);
  if (mark === undefined || index !== words.length - 1) return false;
  return words.slice(1, index - 1).some((word) => mark.test(word)) || mark.test(words[index - 1] ?? '')
    ? !(words[index] ?? '-').startsWith('-') && isLiteralSecret(words[index] ?? '', 'chosen')
    : false;
}

/** `net use Z: \\host\share password /user:name`, `net user name password /add` of Windows. */
function isPasswordOfNet({ words, program }: Line, index: number): boolean {
  const word = words[index] ?? '';
  if (program !== 'net' || !/^user?$/.test(words[1] ?? '') || index < 3) return false;
  return !/^(?:[/\\*]|[A-Za-z]:$)/.test(word) && isLiteralSecret(word, 'chosen');
}

/** The name that the words before give to this one: `--password x`, `config set api.token x`, short forms of a few clients. */
function nameBefore(line: Line, index: number): string | null {
  const before = line.words[index - 1] ?? '';
  if (isPasswordOption(line, before)) return 'password';
  if (line.words[index - 2] === 'set') return before;
  return /^--?([A-Za-z][\w.-]{2,100})$/.exec(before)?.[1] ?? null;
}

function isPasswordOption({ program, login }: Line, option: string): boolean {
  if (option === '-p') return dashP.has(program) || (loginClients.has(program) && login);
  if (option === '-w') return /^ldap(?:search|add|modify|delete|whoami|passwd)$/.test(program);
  if (option === '-P' && /^(?:zip|unzip|mosquitto_(?:pub|sub|rr))$/.test(program)) return true;
  return (
    (option === '-a' && program === 'redis-cli') ||
    (option === '-P' && /^(?:sqlcmd|bcp|osql|tsql|ipmitool)$/.test(program))
  );
}
