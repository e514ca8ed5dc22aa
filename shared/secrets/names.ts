// Reads the name of a variable, label or flag: does what it holds deserve to be secret, and of which sort?
// SPDX-License-Identifier: Apache-2.0
import { rememberedOfText } from '../model/remembered.ts';
import { trimmedEnd } from '../model/trimmed.ts';

/**
 * `chosen`: a password or shared secret, which may be any text at all; `generated`: a token or key, which is long
 * and random; `vague`: a `KEY` of unknown use, secret only if the value looks it.
 */
export type SecretSort = 'chosen' | 'generated' | 'vague';

const chosen: ReadonlySet<string> = new Set(
  (
    'password passwd passphrase passwort pwd pass passcode pw pswd secret requirepass storepass keypass mnemonic psk bindpw rootpw ' +
    'authtok masterauth'
  ).split(' '),
);
const generated: ReadonlySet<string> = new Set(
  'token apikey apitoken accesskey secretkey credential credentials creds pat'.split(' '),
);

/** What comes before `key` where the key is one that opens something. */
const keyQualifiers: ReadonlySet<string> = new Set(
  (
    'access account admin api app application auth authentication client cookie credential crypto decryption ' +
    'encrypt encryption fernet hmac integration jwt license master private secret service session shared sign ' +
    'signing storage subscription webhook write'
  ).split(' '),
);

const chosenKeys: ReadonlySet<string> = new Set(
  'cookie encryption hmac jwt secret session signing'.split(' '),
);

/** Keys and tokens that are meant to be seen, and keys that are names of things; `CACHE_PASSWORD` is none of them. */
const harmlessQualifiers: ReadonlySet<string> = new Set(
  (
    'cache cmk column dedup foreign gpg hash host idempotency kms index json map max min num object partition pgp primary public ' +
    'publishable range registry routing s3 shard site sort tag track'
  ).split(' '),
);

/** Tokens that hold the pages of an answer together. */
const ofPages: ReadonlySet<string> = new Set(
  'continuation continue cursor next page pagination starting sync'.split(' '),
);

/** The same before a password: what is said of passwords in general, and what was made of one. */
const harmlessForPasswords: ReadonlySet<string> = new Set('hash max min num'.split(' '));

/** Words that turn `PASSWORD_…` or `TOKEN_…` into something about a secret. */
const aboutWords: ReadonlySet<string> = new Set(
  (
    'address age at alg algo algorithm alias allowed arn attempts audience auth authentication backend bits bucket ' +
    'budget cache change chars check class column command complexity configured contract cookie cost count created days description ' +
    'dir directory disabled domain duration enable enabled encoding endpoint engine exchange exists expire expires ' +
    'expiration expiry field file filename folder format generator grant grants group hash hashed hasher hashing ' +
    'header hint history host hostname hours id identifier identity ids insert interval issuer iterations key keyname keys ' +
    'kind label leeway len length lifetime limit location login manager max md5 method millis min minlength minutes ' +
    'mode mount ms name names namespace number owner param parameter parameters path pattern period policy port ' +
    'prefix property protection provider ref reference refresh regex region required requires reset rotate ' +
    'rotation rounds rule rules salt scheme scope scopes script seconds server service sha1 sha256 sha512 size source stage stages ' +
    'store strategy strength suffix table template timeout ttl type uri url usage use used user username validation ' +
    'validator validity var variable verify version versions volume window'
  ).split(' '),
);

/** `dbPassword`, `DB_PASSWORD`, `db-password` and `db.password` are all `db`, `password`. */
const wordsOf = rememberedOfText((name: string): readonly string[] =>
  name
    .slice(-200)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== ''),
);

function isPassword(word: string): boolean {
  return chosen.has(word) || /(?:password|passwd|passphrase|pwd)$/.test(word);
}

/** People make up a `SECRET_KEY` of their own; the one of AWS they are given. */
function sortOfKey(first: string, before: string): SecretSort {
  if (chosenKeys.has(before)) return /^(?:aws|s3)$/.test(first) ? 'generated' : 'chosen';
  return keyQualifiers.has(before) ? 'generated' : 'vague';
}

function sortOfWord(words: readonly string[], index: number): SecretSort | null {
  const word = trimmedEnd(words[index] ?? '', '0123456789');
  const before = words[index - 1] ?? '';
  if (isPassword(word)) return harmlessForPasswords.has(before) ? null : 'chosen';
  if (harmlessQualifiers.has(before)) return null;
  if (word === 'key') return sortOfKey(words[0] ?? '', before);
  if (word === 'token' && ofPages.has(before)) return null;
  // `secret access key` is a key; `secret` alone may be any text.
  if (generated.has(word) || /(?:token|apikey|secretkey|accesskey)$/.test(word)) return 'generated';
  return null;
}

/** Words that may follow and say only which password or token it is. */
const whichOne =
  /^(?:\d+|v\d+|access|admin|app|base|base64|b64|current|default|dev|development|live|main|master|new|next|old|plain|plaintext|previous|primary|prod|production|ro|root|rw|secondary|stage|staging|string|test|text|user|value)$/;
/** A digest of a secret (Helm's `checksum/secret`), and stores that hold public certificates only. */
const aboutAny: ReadonlySet<string> = new Set('checksum digest fingerprint truststore thumbprint'.split(' '));

/** Frameworks put these into the pages that they serve: Next.js, Nuxt, Expo, Vite, Create React App, Gatsby, Angular. */
export function isForBrowsers(name: string): boolean {
  return /^(?:(?:next|nuxt|expo)_public|vite|react_app|gatsby|vue_app|ng_app)_/i.test(name);
}

function isForAnybody(words: readonly string[]): boolean {
  const served = /^(?:next|nuxt|expo)$/.test(words[0] ?? '') && words[1] === 'public';
  const certificates = words.some((word, index) => word === 'store' && words[index - 1] === 'trust');
  // Of an assembly of .NET, in each of its stack traces.
  const assembly = words.join(' ').endsWith('public key token');
  return served || certificates || assembly || words.some((word) => aboutAny.has(word));
}

/**
 * Says whether a name promises a secret. The last word that does decides, unless a later one says that the value is
 * only about a secret (`PASSWORD_FILE`, `TOKEN_TTL`, `SECRET_ARN`). Null: it promises none.
 */
export const secretSort = rememberedOfText((name: string): SecretSort | null => {
  const words = wordsOf(name);
  if (isForAnybody(words)) return null;
  let clear = true;
  for (let index = words.length - 1; index >= 0; index--) {
    const word = words[index] ?? '';
    const sort = sortOfWord(words, index);
    if (sort !== null && clear) return sort;
    // `PASSWORD_ENCODER`: a word unknown here follows, so the value must show it.
    if (sort !== null) return sort === 'vague' ? null : 'generated';
    const which = whichOne.test(word);
    if (aboutWords.has(word) && !which) return null;
    clear &&= which;
  }
  return null;
});

const secretsThatAreValues: ReadonlySet<string> = new Set(
  'api app application auth client consumer cookie csrf flask hmac jwt master nextauth oauth session shared signing token webhook'.split(
    ' ',
  ),
);

/** `DB_SECRET=my-db` and `PULL_SECRET=regcred` name a secret object; `JWT_SECRET=my-secret` is one. */
function mayNameAnObject(name: string): boolean {
  const words = wordsOf(name);
  if (words.length === 1 && words[0] === 'secret') return true;
  return words.at(-1) === 'secret' && words.length > 1 && !secretsThatAreValues.has(words.at(-2) ?? '');
}

/** What the objects are called that clusters and stores keep secrets in: `shop-tls`, `shop/db-credentials`. */
const ofAnObject =
  /[-./](?:tls|ssl|certs?|certificates?|ca|auth|basic-auth|creds?|credentials|db|docker|registry|pull|regcred|secrets?|tokens?|keys?|config)$/;

/** The value is the name of an object that holds the secret. Of a `SECRET` alone it must look like one. */
export function namesAnObject(name: string, value: string): boolean {
  if (!mayNameAnObject(name)) return false;
  const path = /^[a-z][a-z0-9]{0,40}(?:[-./][a-z0-9]{1,40}){1,8}$/.test(value) && ofAnObject.test(value);
  return path || (!/^secret$/i.test(name) && /^[a-z]+(?:[-.][a-z0-9]+)*$/.test(value));
}

/** The name speaks of an AWS secret access key. */
export function namesAwsSecret(name: string): boolean {
  const text = wordsOf(name).join(' ');
  return (
    /secret(?: access)? key|secretkey|accesskey/.test(text) ||
    /secret|access key/.test(after(text, 'aws')) ||
    after(text, 's3').includes('secret')
  );
}

function after(text: string, word: string): string {
  const at = text.indexOf(word);
  return at < 0 ? '' : text.slice(at + word.length);
}

/** The name speaks of an AWS access key id. */
export function namesAwsKeyId(name: string): boolean {
  return /access key(?: id)?$/.test(wordsOf(name).join(' '));
}
