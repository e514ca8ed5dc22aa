// Credentials inside a longer text: in URLs, `name=value` pairs, logins and HTTP headers. Each is told with its place.
// SPDX-License-Identifier: Apache-2.0
import { schemeBefore } from '../names/scheme.ts';
import { isLiteralSecret, isTemplate } from './values.ts';

/** A credential within a text, from `start` to before `end`. */
export interface SecretPiece {
  readonly kind: string;
  /** `value`, `url`, `connection string`, `header`, or `text` inside a longer one. */
  readonly where: string;
  readonly start: number;
  readonly end: number;
}

/** Logins that stand at the beginning of a text, with the password last before the `@`. */
const leadingLogins: readonly RegExp[] = [
  // Data source names of Go's MySQL driver: `user:password@tcp(host:3306)/db`.
  /^([\w.-]{1,64}):([^\s/]{1,256})@(?:tcp|unix)6?\(/,
  // `jdbc:oracle:thin:user/password@host:1521:sid`.
  /^jdbc:oracle:(?:thin|oci):([\w.-]{1,64})\/([^@\s]{1,256})@/i,
];

// `user:password@registry.example.com/app`. The id of a role, as in `AROA…:session@example.com`, is no user.
const withoutScheme =
  /(?<![\w.-])(?!A[A-Z]{3}[A-Z0-9]{12})([\w.-]{1,64}):([^\s/@:]{1,256})@(?=[a-z0-9.-]{0,253}\.[a-z]{2,63}(?::\d{1,5})?\/)/gi;

// Under the name of an address `user:password@proxy:3128` needs no path behind it; elsewhere `oidc:kim@acme.test` is somebody.
const wholeAddress =
  /^(?!A[A-Z]{3}[A-Z0-9]{12})([\w.-]{1,64}):([^\s/]{1,256})@(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;
const namesAddress = /(?:host|hostname|server|endpoint|proxy|registry|address|url|uri)$/i;
const withoutSlashes = /^(?:mailto|sips?|xmpp|acct)$/i;

/** The literal password of an address that is written without a scheme, for a value of this name. */
export function* addressCredentials(name: string, value: string): Generator<SecretPiece> {
  if (!value.includes('@') || !namesAddress.test(name)) return;
  const [, user = '', password = ''] = wholeAddress.exec(value) ?? [];
  if (!withoutSlashes.test(user) && isLogin(user, password)) yield inUrl(user.length + 1, password.length);
}

// Passwords may hold any of these but a slash, so the authority ends at the first of them.
const authority = /[^\s/?#"'<>\\]{1,1024}/y;

/** Literal passwords of URLs: `scheme://user:password@host`. */
export function* urlCredentials(text: string): Generator<SecretPiece> {
  if (!text.includes('@')) return;
  yield* leadingLogin(text);
  for (const { 0: whole, 1: user = '', 2: password = '', index } of text.matchAll(withoutScheme))
    if (isLogin(user, password)) yield inUrl(index + whole.length - 1 - password.length, password.length);
  for (let mark = text.indexOf('://'); mark >= 0; mark = text.indexOf('://', mark + 3)) {
    const [user, password] = schemeBefore(text, mark) === '' ? [''] : loginAt(text, mark + 3);
    if (password !== undefined && isLogin(user, password))
      yield inUrl(mark + 3 + user.length + 1, password.length);
  }
}

function* leadingLogin(text: string): Generator<SecretPiece> {
  for (const form of leadingLogins) {
    const [whole = '', user = '', password = ''] = form.exec(text) ?? [];
    if (isLogin(user, password)) yield inUrl(whole.indexOf(password, user.length), password.length);
  }
}

/** User and password of the authority that begins at `from`. */
function loginAt(text: string, from: number): readonly [string, string?] {
  authority.lastIndex = from;
  const [found = ''] = authority.exec(text) ?? [];
  const end = found.lastIndexOf('@');
  const colon = found.indexOf(':');
  if (colon < 0 || end <= colon + 1) return [''];
  return [found.slice(0, colon), found.slice(colon + 1, end)];
}

function inUrl(start: number, length: number): SecretPiece {
  return { kind: 'url-credentials', where: 'url', start, end: start + length };
}

/** Documentation writes `user:password@host`, where both words only name what belongs there. */
function isLogin(user: string, password: string): boolean {
  if (password === '' || isTemplate(password) || /^(?:[${}<>]|%[sd(])/.test(password)) return false;
  const example =
    /^(?:user(?:name)?|login|u)$/i.test(user) && /^(?:pass(?:word|wd)?|pwd|secret|p)$/i.test(password);
  return !example && isLiteralSecret(password, 'chosen');
}

// `"auth": "…"` of Docker's configuration; a line of .netrc, where a password follows its name without a sign.
const registryLogin =
  /(?:"auth"\s{0,3}:\s{0,3}"|\b_auth\s{0,3}=\s{0,3}"?)([A-Za-z0-9+/]{8,1024}={0,2})(?=["\s]|$)/g;
const netrc = /\blogin\s{1,10}\S{1,256}\s{1,10}password\s{1,10}(\S{1,256})/g;

// A line of .pgpass: `host:port:database:user:password` (PostgreSQL documentation, "The Password File"), a colon in it behind `\`.
const pgpass =
  /^[\w.*/-]{1,253}:(?:54\d\d|6432|\*):[\w.*-]{1,64}:[\w.*-]{1,64}:((?:[^\s:\\]|\\[:\\]){1,256})$/gm;

/** Words without which a text holds none of these: most lines of most files hold none, and are asked for each. */
const wordsOfLogins = /login|"auth"|_auth|:(?:54\d\d|6432|\*):/;

/** Logins of registries, of .netrc and of .pgpass. */
export function* storedLogins(text: string): Generator<SecretPiece> {
  if (!wordsOfLogins.test(text)) return;
  const plain = [...text.matchAll(pgpass), ...text.matchAll(netrc)];
  const coded = [...text.matchAll(registryLogin)];
  const found = [
    ...plain.filter(([, password = '']) => isLiteralSecret(password, 'chosen')),
    ...coded.filter(([, login = '']) => isLoginPair(Buffer.from(login, 'base64').toString(), ':')),
  ];
  for (const match of found) yield lastGroup(match, 'stored-login', 'text');
}

/** `user:password`, or with another sign between them. */
export function isLoginPair(text: string, sign: ':' | '/'): boolean {
  const at = text.indexOf(sign);
  return at > 0 && /^[\w.@-]{1,64}$/.test(text.slice(0, at)) && isLiteralSecret(text.slice(at + 1), 'chosen');
}

const keyId = /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g;
const keyAfter = /["']?[ \t]{0,2}[:,;|/ \t][ \t]{0,2}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/y;

/** Secret access keys right behind their ids, as credential files and careless log lines have them: 40 characters (IAM User Guide). */
export function* keysBehindIds(text: string): Generator<SecretPiece> {
  for (const { 0: id, index } of text.matchAll(keyId)) {
    keyAfter.lastIndex = index + id.length;
    const [whole, key] = keyAfter.exec(text) ?? [];
    if (whole === undefined || key === undefined) continue;
    const end = index + id.length + whole.length;
    yield { kind: 'aws-secret-access-key', where: 'text', start: end - key.length, end };
  }
}

// RFC 6265: `Cookie: name=value; name=value`, `Set-Cookie: name=value; Path=/`. Load balancers' cookies open nothing.
const cookies = /\bcookie["']?\s{0,3}[:=]\s{0,3}\[?["']?([^\n"']{1,4096})/gi;
const cookie = /(?:^|;\s?)([\w.-]{1,80})=([^;\s]{1,2048})/g;
const ofSession = /sess|sid$|^sid|token|auth|jwt|remember|login|csrf|xsrf/i;
const alone =
  /(?<![\w.-])(?:JSESSIONID|jsessionid|PHPSESSID|ASP\.NET_SessionId|connect\.sid|laravel_session|AWSELBAuthSessionCookie(?:-\d)?)=([\w.%:~+/=-]{8,2048})/g;

/** Cookies by which a session is known: whoever has one is who it was given to. */
export function* sessionCookies(text: string): Generator<SecretPiece> {
  if (!/cookie|sess|sid/i.test(text)) return;
  for (const match of text.matchAll(alone)) yield lastGroup(match, 'session-cookie', 'text');
  for (const { 0: whole, 1: list = '', index } of text.matchAll(cookies))
    for (const { 0: pair, 1: name = '', 2: value = '', index: at } of list.matchAll(cookie)) {
      if (!ofSession.test(name) || !isLiteralSecret(value, 'generated')) continue;
      const end = index + whole.length - list.length + at + pair.length;
      yield { kind: 'session-cookie', where: 'header', start: end - value.length, end };
    }
}

const headerForms: readonly RegExp[] = [
  // OpenTelemetry writes the blank as `%20`.
  /authorization["']?(?:\s{0,3}[:=]\s{0,3}["']?|\s{1,3}["'])(?:bearer|basic|token|apikey|ssws)(?:\s|%20){1,3}([\w.~+/=-]{8,4096})/gi,
  // ApiKey: Elasticsearch; SSWS: Okta.
  /^(?:bearer|basic|apikey|ssws)\s{1,3}([\w.~+/=-]{8,4096})$/gi,
  /(?:x-api-key|x-auth-token|x-vault-token|x-honeycomb-team|private-token|api-key)["']?(?:\s{0,3}[:=]\s{0,3}["']?|\s{1,3}["']?)([\w.~+/=-]{8,4096})/gi,
];

const mayBeHeader = /authorization|bearer|basic|apikey|ssws|x-vault|x-auth|x-honey|api-key|private-token/i;

/** Literal credentials of HTTP headers. */
export function* authorizationHeaders(text: string): Generator<SecretPiece> {
  if (!mayBeHeader.test(text)) return;
  for (const form of headerForms)
    for (const match of text.matchAll(form))
      if (isHeaderSecret(match[1] ?? '')) yield lastGroup(match, 'authorization-header', 'header');
}

/** What stands behind it in a longer name, `Bearer …/web`, makes no path of a token. */
function isHeaderSecret(value: string): boolean {
  const [first = ''] = value.split('/', 1);
  return isLiteralSecret(value, 'generated') || isLiteralSecret(first, 'generated');
}

/** The place of the first group, which ends where the match does. */
function lastGroup(
  { 0: whole, 1: group = '', index }: RegExpExecArray,
  kind: string,
  where: string,
): SecretPiece {
  const end = index + whole.length;
  return { kind, where, start: end - group.length, end };
}
