// Tells code from settings: what stands behind `password =` in a script takes the password from elsewhere, or compares it. Pure.
// SPDX-License-Identifier: Apache-2.0
import { secretSort } from './names.ts';

/** `os.getenv("…")`, `req.form["…"]`, `$(cat …)`, `getToken()`. A digit in it makes a password of `Tr0ub4dor(3)`. */
const call =
  /^(?:(?:await|new) )?[A-Za-z_$]{2,40}(?:(?:\??\.|::|->)[A-Za-z_$]{1,40}){0,6}(?:\((?:["')]|[A-Za-z_$])|\[["'A-Za-z_$])/;
/** What they are given is the value itself: `SecretStr("…")`, `b64decode("…")`. */
const wrapper = /^[\w$.:]{0,80}(?:str|string|bytes|decode|from|quote|\bsecret)\(/i;
const substitution = /^\$[({]/;
/** `process.env.DB_PASSWORD`, `self.password`, `var.password`. */
const member = /^[A-Za-z_$][\w$]{0,40}(?:\??\.[A-Za-z_$][\w$]{0,60}){1,6}(?=[\s;,)}\]]|$|\?\.|\[)/;
const roots =
  /^(?:process\.env|os\.environ|env|ENV|self|this|var|local|data|module|args|opts|options|config|cfg|settings|params|req|request|ctx|input)\??\./;
/** `random_password.db.result`, `aws_db_instance.shop.password`: references of Terraform's language. */
const resource =
  /^[a-z]{2,20}(?:_[a-z0-9]{1,30}){1,8}\.[A-Za-z_][\w-]{0,60}(?:\.[a-z_]{2,60}){1,3}(?=[\s;,)}\]]|$|\[)/;
/** Places that a statement of SQL or a format leaves open: `:name`, `@name`, `$1`, `%s`, `%(name)s`. */
const open = /^(?:[:@]'?([A-Za-z_]\w{0,60})|\$\d{1,2}\b|%(?:\d\$)?[sdvqr](?![\w%])|%\([\w.]{1,60}\)s)/;

/** True where a value that begins so, without quotes, is an expression of a program. */
export function isCode(text: string): boolean {
  if (substitution.test(text)) return true;
  if (call.test(text)) return !wrapper.test(text);
  const [place, name] = open.exec(text) ?? [];
  if (place !== undefined) return name === undefined || secretSort(name) !== null;
  if (resource.test(text)) return true;
  const [whole] = member.exec(text) ?? [];
  if (whole === undefined) return false;
  return roots.test(whole) || secretSort(whole.slice(whole.lastIndexOf('.') + 1)) !== null;
}

const identifier = /^[A-Za-z_$][A-Za-z_$]{0,60}(?=[\s;,)]|$)/;
/** `cfg.Password`, `self.password`: a field of an object. Settings have such names too (`spring.datasource.password`). */
const field =
  /(?:^|[\s(])(?:(?:self|this|cfg|config|conf|opts|options|args|params|req|request|data|user)(?:\.|->)\w{1,60}|[a-z]\w{0,40}\.[A-Z][A-Za-z]{1,60})$/;
const declared = /^(?:const|let|var|val|final|auto|my|local|readonly|[sS]tring|char\s?\*)\s/;

/** `cfg.Password = password`, `const token = pwd;`: a name without quotes behind one of a program is another of its names. */
export function isAssigned(name: string, text: string): boolean {
  const [said] = identifier.exec(text) ?? [];
  return said !== undefined && (field.test(name) || declared.test(name));
}

/** How a text is to be read: in `source` a literal stands in quotes, among `captions` words are what people read. */
export type TextKind = 'plain' | 'source' | 'captions';

const sources =
  /\.(?:go|py|rb|java|kts?|scala|groovy|js|mjs|cjs|jsx|tsx?|php|pl|pm|lua|rs|c|cc|cpp|h|hpp|cs|swift|dart|ex|exs|erl|tf|hcl|tfvars|nix|ps1|graphqls?|gql|proto|prisma|jsonnet|libsonnet)$/i;

/** In such a file a literal stands in quotes. */
export function isSourceFile(name: string): boolean {
  return sources.test(name);
}

/** `==`, `!=`, `=~` between blanks: a sign of which the `=` at `index` is but a part. Without blanks a value may begin with one. */
export function isComparison(text: string, index: number): boolean {
  const [before, after] = [text.charAt(index - 1), text.charAt(index + 1)];
  return (
    text.charAt(index) === '=' &&
    (/[=!<>~]/.test(before) || /[=~]/.test(after)) &&
    /\s/.test(text.slice(Math.max(index - 3, 0), index + 4))
  );
}

/** What people are told about passwords: labels and messages of a form. */
export function isMessage(text: string): boolean {
  return (
    /\S\s+\S+\s+\S/.test(text) &&
    /\b(?:passwords?|must|cannot|please|required|invalid|incorrect|too)\b/i.test(text)
  );
}
