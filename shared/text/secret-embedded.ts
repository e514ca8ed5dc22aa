// Credentials inside a longer text: in URLs, connection strings, `name=value` pairs, JSON and HTTP headers.
import { secretSort } from './secret-names.ts';
import { isLiteralSecret, isTemplate } from './secret-values.ts';

const schemeBefore = /[A-Za-z][A-Za-z0-9+.-]{0,30}$/;
// Passwords may hold any of these but a slash, so the authority ends at the first of them.
const authority = /^[^\s/?#"'<>\\]{1,1024}/;

// Data source names of Go's MySQL driver: `user:password@tcp(host:3306)/db`.
const mysqlName = /^([\w.-]{1,64}):([^\s/]{1,256})@(?:tcp|unix)6?\(/;

/** True where a URL within the text holds a literal password: `scheme://user:password@host`. */
export function hasUrlCredentials(text: string): boolean {
  const [, user, password] = mysqlName.exec(text) ?? [];
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

const headerForms: readonly RegExp[] = [
  /authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:bearer|basic|token)\s{1,3}([\w.~+/=-]{8,4096})/i,
  /(?:x-api-key|x-auth-token|x-vault-token|private-token|api-key)["']?\s{0,3}[:=]\s{0,3}["']?([\w.~+/=-]{8,4096})/i,
];

/** True where the text holds an HTTP header with a literal credential. */
export function hasAuthorizationHeader(text: string): boolean {
  return headerForms.some((form) => {
    const value = form.exec(text)?.[1];
    return value !== undefined && isLiteralSecret(value, 'generated');
  });
}
