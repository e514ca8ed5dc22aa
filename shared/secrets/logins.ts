// Logins as clients take them in one word: `curl -u user:password`, `sqlplus user/password@db`, `smbclient -U user%password`. Pure.
// SPDX-License-Identifier: Apache-2.0
import { type SecretPiece, sessionCookies } from './embedded.ts';
import { isLiteralSecret, looksRandom } from './values.ts';

interface Login {
  readonly programs: RegExp;
  /** The word before; null: the login needs no option. */
  readonly option: RegExp | null;
  /** The option and the login in one word: its only group ends before the login. */
  readonly joined: RegExp | null;
  /** What stands before the password; the rest of the word is one. */
  readonly user: RegExp;
}

const any = /./;

const logins: readonly Login[] = [
  // Options of one letter may be joined, the last of them with a value (curl(1)).
  {
    programs: /^curl$/,
    option: /^(?:-[fgiIkLnNOpqRsSvjlaBGJ46#01]{0,12}[uU]|--(?:proxy-)?user)$/,
    joined: /^(-[uU]|--(?:proxy-)?user=)/,
    user: /^[^:]{0,256}:/,
  },
  { programs: /^(?:https?|xh|xhs)$/, option: /^(?:-a|--auth)$/, joined: /^(--auth=)/, user: /^[^:]{1,256}:/ },
  // `-U user%password` of Samba's clients, `-u user,password` of lftp(1).
  {
    programs: /^(?:smb\w{1,12}|rpcclient|net|winexe|wmic)$/,
    option: /^(?:-U|--user(?:name)?)$/,
    joined: /^(-U|--user(?:name)?=)/,
    user: /^[^%]{1,256}%/,
  },
  { programs: /^lftp$/, option: /^(?:-u|--user)$/, joined: /^(--user=)/, user: /^[^,]{1,256},/ },
  // skopeo(1), podman(1), buildah(1).
  {
    programs: any,
    option: /^--(?:src-|dest-)?creds$/,
    joined: /^(--(?:src-|dest-)?creds=)/,
    user: /^[^:]{1,256}:/,
  },
  { programs: /^[wx]freerdp3?$/, option: null, joined: /^(\/p:)/, user: /^/ },
];

const ofOracle = /^(?:sqlplus(?:64)?|sqlcl|expd?p?|impd?p?|sqlldr|rman)$/;
const oracleLogin = /^[\w.$]{1,64}\/([^\s/@"']{1,128})(@\S{1,512})?$/;

/** Where the password of a login begins and ends in a word of a command; null: it holds none. */
export function passwordOfLogin(
  program: string,
  before: string,
  word: string,
): readonly [start: number, end: number] | null {
  if (ofOracle.test(program)) return passwordForOracle(word);
  for (const login of logins) {
    const start = login.programs.test(program) ? startOfPassword(login, before, word) : null;
    if (start !== null && isLiteralSecret(word.slice(start), 'chosen')) return [start, word.length];
  }
  return null;
}

function startOfPassword({ option, joined, user }: Login, before: string, word: string): number | null {
  const [, given] = joined?.exec(word) ?? [];
  if (given === undefined && (word.startsWith('-') || option?.test(before) !== true)) return null;
  const from = given?.length ?? 0;
  const [whole] = user.exec(word.slice(from)) ?? [];
  return whole === undefined ? null : from + whole.length;
}

/** `user/password@service`; without the service a digit must show that it is no path. */
function passwordForOracle(word: string): readonly [number, number] | null {
  const [, password = '', service] = oracleLogin.exec(word) ?? [];
  if (!isLiteralSecret(password, 'chosen') || (service === undefined && !/\d/.test(password))) return null;
  const start = word.indexOf('/') + 1;
  return [start, start + password.length];
}

/** `-b name=value`, `--cookie name=value` of curl(1): one by which a session is known, or that looks it. */
export function* cookiesOfCurl(before: string, word: string): Generator<SecretPiece> {
  const [joined = ''] = /^--cookie=/.exec(word) ?? [];
  if (joined === '' && !/^(?:-[fgiIkLnNOpqRsSvjlaBGJ46#01]{0,12}b|--cookie)$/.test(before)) return;
  const list = word.slice(joined.length);
  const header = 'Cookie: ';
  const shift = joined.length - header.length;
  const found = [...sessionCookies(header + list)];
  for (const piece of found) yield { ...piece, start: piece.start + shift, end: piece.end + shift };
  const sign = list.indexOf('=') + 1;
  if (found.length === 0 && sign > 0 && looksRandom(list.slice(sign)))
    yield { kind: 'session-cookie', where: 'header', start: joined.length + sign, end: word.length };
}
