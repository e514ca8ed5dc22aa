// Logins in what people typed, `user:password@host`: before any of it is said again, the password is taken out.
// SPDX-License-Identifier: Apache-2.0

const mark = '***';
const maximumUser = 256;
const schemeForm = /^[A-Za-z][A-Za-z0-9+.-]{0,31}:\/\//;
const userForm = /^[^"'`{}[\](),;=/]*$/;
// `registry:5000/web`, `arn:aws:…/kim@example.com`: what stands before the last @ is no login.
const portForm = /^\d{1,5}\//;
const digestAfter = /^(?:sha\d{1,3}|blake\d\w{0,8}|md5)(?::[^/]*)?$/i;

/** The text without the passwords of logins; URLs, references and paths alike. */
export function withoutLogins(text: string): string {
  return text.includes('@') ? text.replace(/\S+/g, withoutLogin) : text;
}

/** The same of one argument, which may hold spaces. */
export function withoutLogin(word: string): string {
  const sign = lastSign(word);
  if (sign < 0) return word;
  const start = beginOf(word);
  const colon = word.indexOf(':', start);
  if (colon < 0 || colon + 1 >= sign) return word;
  const user = word.slice(start, colon);
  const secret = word.slice(colon + 1, sign);
  const isLogin =
    user.length <= maximumUser && user !== 'arn' && userForm.test(user) && !portForm.test(secret);
  return isLogin ? `${word.slice(0, colon + 1)}${mark}${word.slice(sign)}` : word;
}

/** The last @ that no digest follows; -1: there is none. */
function lastSign(word: string): number {
  const last = word.lastIndexOf('@');
  return last > 0 && digestAfter.test(word.slice(last + 1)) ? word.lastIndexOf('@', last - 1) : last;
}

/** Behind quotes, `--option=`, a scheme, and the folders of a path. */
function beginOf(word: string): number {
  const opened = /^["'`(]{0,4}(?:--[\w-]{1,40}=)?/.exec(word)?.[0].length ?? 0;
  const scheme = schemeForm.exec(word.slice(opened))?.[0].length ?? 0;
  if (scheme > 0) return opened + scheme;
  const colon = word.indexOf(':', opened);
  return Math.max(opened, word.lastIndexOf('/', colon) + 1);
}
