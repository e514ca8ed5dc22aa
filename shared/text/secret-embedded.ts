// Credentials inside a longer text: in URLs, connection strings, `name=value` pairs, JSON and HTTP headers.
import { secretSort } from './secret-names.ts';
import { isLiteralSecret, isTemplate } from './secret-values.ts';

// `jdbc:oracle:thin:user/password@host:1521:sid`.
const oracleLogin = /^jdbc:oracle:(?:thin|oci):([\w.-]{1,64})\/([^@\s]{1,256})@/i;

const schemeBefore = /[A-Za-z][A-Za-z0-9+.-]{0,30}$/;
// Passwords may hold any of these but a slash, so the authority ends at the first of them.
const authority = /^[^\s/?#"'<>\\]{1,1024}/;

// Data source names of Go's MySQL driver: `user:password@tcp(host:3306)/db`.
const mysqlName = /^([\w.-]{1,64}):([^\s/]{1,256})@(?:tcp|unix)6?\(/;

/** True where a URL within the text holds a literal password: `scheme://user:password@host`. */
export function hasUrlCredentials(text: string): boolean {
  const [, user, password] = mysqlName.exec(text) ?? oracleLogin.exec(text) ?? [];
  if (user !== undefined && password !== undefined && isLogin(user, password)) return true;
  for (let mark = text.indexOf('://'); mark >= 0; mark = text.indexOf('://', mark + 3)) {
    if (!schemeBefore.test(text.slice(Math.max(0, mark - 31), mark))) continue;
    const [found] = authority.exec(text.slice(mark + 3, mark + 3 + 1024)) ?? [''];
    const end = found.lastIndexOf('@');
    const colon = found.indexOf(':');
    if (colon < 0 || end <= colon + 1) continue;
    if (isLogin(found.slice(0, colon), found.slice(colon + 1, end))) return true;
  }
  return false;
}

/** Documentation writes `user:password@host`, where both words only name what belongs there. */
function isLogin(user: string, password: string): boolean {
  if (isTemplate(password) || /^(?:[${}<>]|%[sd(])/.test(password)) return false;
  const example =
    /^(?:user(?:name)?|login|u)$/i.test(user) && /^(?:pass(?:word|wd)?|pwd|secret|p)$/i.test(password);
  return !example && isLiteralSecret(password, 'chosen');
}

// `name=value`, `"name": "value"`, `name: value` at the start of a line. All parts are bounded: linear time.
const pair =
  /(?<![\w.$])(["']?)([A-Za-z_][\w .-]{0,80}?)\1[ \t]{0,4}([=:])[ \t]{0,4}("[^"\n]{0,400}"|'[^'\n]{0,400}'|[^\s;,&"'(){}[\]]{1,400})/g;

/** True where the text holds a pair whose name promises a secret and whose value is one. */
export function hasSecretPair(text: string): boolean {
  for (const [, quote, name = '', sign, raw = ''] of text.matchAll(pair)) {
    // A bare colon is punctuation as often as not: only JSON and YAML with a quoted value are read.
    if (sign === ':' && quote === '' && !/^["']/.test(raw)) continue;
    const value = raw.replace(/^(["'])(.*)\1$/, '$2');
    const sort = secretSort(name);
    if (sort !== null && sort !== 'vague' && isLiteralSecret(value, sort)) return true;
  }
  return false;
}

// `"auth": "…"` of Docker's configuration; a line of .netrc, where a password follows its name without a sign.
const registryLogin = /"auth"\s{0,3}:\s{0,3}"([A-Za-z0-9+/]{8,1024}={0,2})"/;
const netrc = /\blogin\s{1,10}\S{1,256}\s{1,10}password\s{1,10}(\S{1,256})/;

/** True where the text holds a login of a registry or of .netrc. */
export function hasStoredLogin(text: string): boolean {
  const password = netrc.exec(text)?.[1];
  const encoded = registryLogin.exec(text)?.[1];
  return (
    (password !== undefined && isLiteralSecret(password, 'chosen')) ||
    (encoded !== undefined && isLoginPair(Buffer.from(encoded, 'base64').toString(), ':'))
  );
}

/** `user:password`, or with another sign between them. */
export function isLoginPair(text: string, sign: ':' | '/'): boolean {
  const at = text.indexOf(sign);
  return at > 0 && /^[\w.@-]{1,64}$/.test(text.slice(0, at)) && isLiteralSecret(text.slice(at + 1), 'chosen');
}

const headerForms: readonly RegExp[] = [
  // OpenTelemetry writes the blank as `%20`.
  /authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:bearer|basic|token)(?:\s|%20){1,3}([\w.~+/=-]{8,4096})/i,
  /^(?:bearer|basic)\s{1,3}([\w.~+/=-]{8,4096})$/i,
  /(?:x-api-key|x-auth-token|x-vault-token|x-honeycomb-team|private-token|api-key)["']?\s{0,3}[:=]\s{0,3}["']?([\w.~+/=-]{8,4096})/i,
];

/** True where the text holds an HTTP header with a literal credential. */
export function hasAuthorizationHeader(text: string): boolean {
  return headerForms.some((form) => {
    const value = form.exec(text)?.[1];
    return value !== undefined && isLiteralSecret(value, 'generated');
  });
}
