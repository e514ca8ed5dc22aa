// Tells a literal value from what only stands for one: references, templates, paths, flags, masks, placeholders.
// SPDX-License-Identifier: Apache-2.0
import { publishable, referenceSchemes } from './formats.ts';
import type { SecretSort } from './names.ts';

const templateForms: readonly RegExp[] = [
  /\$\{[^{}]{1,200}\}/,
  /\{\{[^{}]{1,200}\}\}/,
  /\$\([^()]{1,200}\)/,
  /\$\[[^[\]]{1,200}\]/,
  /#\{[^{}]{1,200}\}/,
  /<%[^%]{1,200}%>/,
  // Compose and make write `$$NAME` where a shell is to see `$NAME`.
  /^\${1,2}[A-Za-z_]\w{0,100}$/,
  // Grafana: `$__file{/etc/x}`; Telegraf: `@{store:name}`.
  /^(?:\$__\w{1,20}|@)\{[^{}]{1,200}\}$/,
  /^%{1,2}\w{1,100}%{1,2}$/,
  /^<[^<>]{1,200}>$/,
  /^\[[A-Za-z][^[\]]{0,200}\]$/,
  /^__\w{1,100}__$/,
  /^@[\w.-]{1,100}@$/,
  /^![A-Z]\w+ /,
  /^\$\d{1,2}$/,
  /^%(?:\d\$)?[sdvqr]$/,
];

/** True where a template engine, a shell or a person still has to fill in the value. */
export function isTemplate(value: string): boolean {
  return templateForms.some((form) => form.test(value));
}

const flags: ReadonlySet<string> = new Set(
  (
    'true false yes no on off y n enabled disabled enable disable required require optional always never none null ' +
    'nil undefined unset empty default auto plain plaintext file env environment md5 scram-sha-256 bearer basic n/a na'
  ).split(' '),
);
const masked =
  /^(?:[*•#?._-]+|x{3,}|\[?(?:redacted|masked|hidden|removed|omitted|sensitive|secret value)\]?)$/i;
const cloudTrailMask = /^HIDDEN_DUE_TO_SECURITY_REASONS$/;
const instruction =
  /^(?:(?:enter|insert|put|add|set|use|replace|fill|provide|specify|paste)[\s_-]?(?:in|with|me|this|your|the|here)\b|(?:enter|insert|replace|fill)[_-]|your[\s_-]|my-?placeholder|todo\b|tbd$|fixme|placeholder|replaceme|dummy[_-]?(?:value)?$)|[\s_-]here$/i;

// "see vault", "stored in Vault under kv/db", "(ask ops)", "to be set by the operator": words that say where it is.
const pointing =
  /^\(?(?:see|ask|check|refer to|look (?:in|at|up)|get (?:it |this )?(?:from|via)|(?:(?:is|are|to be|will be|must be) )?(?:stored|kept|held|saved|managed|provided|supplied|read|taken|loaded|fetched|generated|injected|mounted|set|defined|configured) (?:in|at|by|from|via|through|with|under|as)|comes from|lives in|from|in|via|not (?:set|used|needed|applicable|available)|same as)(?: [\p{L}\d_./:'’-]{1,60}){0,10}\)?\.?$/iu;
const store =
  /\b(?:vault|1password|bitwarden|lastpass|keepass\w*|keychain|keyring|secrets?|ssm|parameter store|kms|wiki|readme|confluence|docs?|env(?:ironment)?|variables?|files?|runtime|deploy(?:ment)?|start(?:up)?|terraform|helm|ansible|ops|operators?|admin(?:istrator)?s?|team|support|credentials?|above|below|set|used|needed|applicable|available)\b/i;

/** A sentence that points elsewhere. One word of it alone may be a password. */
function pointsElsewhere(value: string): boolean {
  return /^\S{1,20} \S/.test(value) && pointing.test(value) && store.test(value);
}

function isPlaceholder(value: string): boolean {
  const ownName = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) && !/\d{3}/.test(value);
  return (
    masked.test(value) ||
    cloudTrailMask.test(value) ||
    // `Your_password123` is in force, `your_password` waits to be filled in.
    (instruction.test(value) && !/\d{2}/.test(value)) ||
    /(?:\.{3}|…)$/.test(value) ||
    pointsElsewhere(value) ||
    ownName
  );
}

const fileName =
  /^[\w.@-]{1,200}\.(?:pem|key|crt|cer|p12|pfx|jks|keystore|json|ya?ml|txt|env|properties|conf|cfg|ini|xml|toml|pub|asc|gpg|secret|pwd|token)$/i;
const absolutePath = /^(?:~|\.{1,2})?(?:\/[\w.@:+ -]{1,200}){1,30}\/?$/;
const relativePath = /^[\w.@-]{1,100}(?:\/[\w.@-]{1,100}){1,30}$/;

function isPath(value: string): boolean {
  if (/^[A-Za-z]:\\/.test(value) || fileName.test(value)) return true;
  if (absolutePath.test(value)) return !(value.length >= 32 && looksRandom(value.replaceAll('/', '')));
  // `prod/db/password` is the name of a secret; base64 text with a slash in it is mixed.
  return relativePath.test(value) && !looksRandom(value.replaceAll('/', ''));
}

function isReference(value: string): boolean {
  const colon = value.slice(0, 40).indexOf(':');
  const scheme = value.slice(0, Math.max(colon, 0)).toLowerCase();
  if (colon > 0 && colon < value.length - 1 && referenceSchemes.has(scheme)) return true;
  return (
    /^[a-z][a-z0-9+.-]{0,30}:\/\//i.test(value) ||
    // PostgreSQL's verifier, with which nobody logs in.
    /^SCRAM-SHA-256\$\d{1,9}:/.test(value) ||
    // nsswitch.conf(5): where the system looks users up.
    /^(?:files|compat|db|sss|ldap|nis|winbind)(?: (?:files|compat|db|sss|ldap|nis|winbind|systemd)){0,6}$/.test(
      value,
    ) ||
    // wpa_supplicant.conf(5): kept outside of the file.
    /^ext:\w{1,60}$/.test(value) ||
    /^projects\/[^/]+\/secrets\//.test(value) ||
    /^@Microsoft\.KeyVault\(/i.test(value) ||
    /^ENC[[(]|^\{cipher\}/.test(value) ||
    /^sha(?:256|512):[0-9a-f]+$/.test(value) ||
    // What crypt(3) and the like leave of a password: no plaintext; nor is a line of htpasswd(1), the user before it.
    /^(?:[\w.@-]{1,64}:)?(?:\$(?:1|2[abxy]?|5|6|7|y|apr1|argon2\w{1,2}|pbkdf2[\w-]*|scrypt)\$|\{S?SHA\d{0,3}\})/.test(
      value,
    ) ||
    // Where Postfix looks things up (DATABASE_README, "Postfix lookup table types").
    /^(?:proxy:)?(?:hash|btree|lmdb|cdb|dbm|sdbm|texthash|regexp|pcre|ldap|mysql|pgsql|sqlite):\/[\w./-]{1,200}$/.test(
      value,
    ) ||
    publishable.some((form) => form.test(value))
  );
}

/** Shannon entropy in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum -= (count / text.length) * Math.log2(count / text.length);
  return sum;
}

/** True for text no person would make up as a name: long, of many characters, letters mixed with digits or cases. */
export function looksRandom(text: string): boolean {
  if (text.length < 16 || text.length > 4096 || /\s/.test(text)) return false;
  const digits = text.replace(/\D/g, '').length;
  const classes = [/[a-z]/, /[A-Z]/, /\d/].filter((form) => form.test(text)).length;
  if (/^[0-9a-f]+$/i.test(text)) return text.length >= 24 && digits > 3 && entropy(text) >= 3;
  const changes = text.match(/[a-z][A-Z]|[A-Za-z]\d|\d[A-Za-z]/g)?.length ?? 0;
  return classes >= 2 && entropy(text) >= 3.5 && changes * 6 >= text.length;
}

/** A word or identifier: `development`, `my-service`, `us-east-1`, `sessionToken`. */
function isIdentifier(value: string): boolean {
  if (/^[A-Za-z]+(?:[._:-][A-Za-z]+)*(?:[._-]?v?\d{1,2})?$/.test(value)) return !looksRandom(value);
  return /^v?\d+(?:[.:-]\d+)*$/.test(value) && value.length < 16;
}

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?$/;

/**
 * True where the value is a credential in the open, for a name of the given sort.
 * A weak or default password (`changeme`) is in force as soon as the container runs: it counts.
 */
export function isLiteralSecret(value: string, sort: SecretSort): boolean {
  const text = value.trim();
  if (text === '' || flags.has(text.toLowerCase()) || /^-?\d{1,3}$/.test(text)) return false;
  if (isTemplate(text) || isReference(text) || isPlaceholder(text) || isPath(text)) return false;
  if (/^[[{]/.test(text) || dateTime.test(text)) return false;
  if (sort === 'chosen') return true;
  const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
  if (sort === 'vague') return !uuid && looksRandom(text);
  return text.length >= 8 && !/\s/.test(text) && !isIdentifier(text);
}
