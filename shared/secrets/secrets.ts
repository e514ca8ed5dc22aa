// Finds credentials in environment variables, labels and arguments, and tells them from look-alikes by kind.
// SPDX-License-Identifier: Apache-2.0
import { rememberedNo } from '../model/remembered.ts';
import { secretCalls, secretsBeside, sqlPasswords } from './beside.ts';
import type { TextKind } from './code.ts';
import {
  addressCredentials,
  authorizationHeaders,
  isLoginPair,
  keysBehindIds,
  type SecretPiece,
  sessionCookies,
  storedLogins,
  urlCredentials,
} from './embedded.ts';
import { holdsKnownForm, knownForms } from './forms.ts';
import { isForBrowsers, namesAnObject, namesAwsKeyId, namesAwsSecret, secretSort } from './names.ts';
import { secretElements, secretPairs } from './pairs.ts';
import { redactedKind } from './redacted.ts';
import { settingsForms } from './settings-forms.ts';
import { isLiteralSecret, looksRandom } from './values.ts';

/** What was found. Never the value itself, nor a part of it. */
export interface FoundSecret {
  /** `aws-access-key`, `github-token`, `url-credentials`, `named-secret`, … */
  readonly kind: string;
  /** Where in the value: `value`, `url`, `connection string`, `header`, or `text` inside a longer one. */
  readonly where: string;
}

/**
 * Looks for a credential in the value of an environment variable or label.
 * `name` is null where there is none, as for a line of a file. Null: no credential, or only a reference to one.
 */
export function findSecret(name: string | null, value: string, as: TextKind = 'plain'): FoundSecret | null {
  const taken = redactedKind(value);
  if (taken !== null) return { kind: taken, where: 'text' };
  for (const { kind, where } of secretPieces(name, value, as))
    if (name === null || !isServed(name, kind)) return { kind, where };
  return null;
}

// What no credential can do without, unless its form is known, it is encoded, or its name alone makes it one: a sign of a URL, a pair,
// a header, a login.
const hint =
  /@|<\/|pass|pswd|pwd|pw|secret|mnemonic|token|key|cred|pat|auth|bearer|basic|login|ssws|x-|cookie|sess|sid|psk|identified|" "|"\s(?:[*-]|\d)|\bxauth|createuser|community|:\d{1,5}\s|user|:(?:54\d\d|6432|\*):/i;

function mayHold(text: string): boolean {
  return hint.test(text) || holdsKnownForm(text) || isEncoded(text.trim());
}

/**
 * False: the text is a credential by its name at most. The same values come in every document, and most that hold a word of `hint`
 * hold no credential: of a long text that is not found out twice.
 */
const holdsPiece = rememberedNo(holdsSecret, mayHold);

/** There is a credential in the text, whatever it is called. */
export function holdsSecret(text: string): boolean {
  return mayHold(text) && piecesOfText(text, 'plain').next().done !== true;
}

/** Every credential in the value with its place, the surest first; places may overlap. */
export function* secretPieces(
  name: string | null,
  value: string,
  as: TextKind = 'plain',
): Generator<SecretPiece> {
  const holds = as === 'plain' ? holdsPiece(value) : mayHold(value);
  if (holds) yield* surestPieces(value);
  if (name !== null) yield* addressCredentials(name, value);
  if (holds) yield* headersAndLogins(value);
  const named = name === null ? null : namedSecret(name, value.trim());
  if (named !== null) {
    const start = value.length - value.trimStart().length;
    yield { ...named, start, end: start + value.trim().length };
  }
  if (holds) yield* piecesAfterName(value, as);
}

/** Those for which it makes no difference what the value is called. */
function* piecesOfText(value: string, as: TextKind): Generator<SecretPiece> {
  yield* surestPieces(value);
  yield* headersAndLogins(value);
  yield* piecesAfterName(value, as);
}

function* surestPieces(value: string): Generator<SecretPiece> {
  yield* knownForms(value);
  yield* keysBehindIds(value);
  yield* encodedSecrets(value);
  yield* urlCredentials(value);
}

function* headersAndLogins(value: string): Generator<SecretPiece> {
  yield* authorizationHeaders(value);
  yield* storedLogins(value);
  yield* sessionCookies(value);
}

function* piecesAfterName(value: string, as: TextKind): Generator<SecretPiece> {
  yield* secretPairs(value, as);
  yield* secretCalls(value);
  yield* sqlPasswords(value);
  yield* secretElements(value);
  yield* secretsBeside(value);
  yield* settingsForms(value);
}

/** Google’s keys for browsers are restricted by site, not kept secret (Firebase documentation, "Learn about using API keys"). */
function isServed(name: string, kind: string): boolean {
  return kind === 'google-api-key' && isForBrowsers(name);
}

const longestEncoded = 64 * 1024;

function isEncoded(text: string): boolean {
  return text.length >= 40 && text.length <= longestEncoded && /^[A-Za-z0-9+/\s]+={0,2}$/.test(text);
}

/** Base64 of a text that holds a credential, as whole configuration files are handed over in a variable. */
function* encodedSecrets(value: string): Generator<SecretPiece> {
  const text = value.trim();
  if (!isEncoded(text)) return;
  const decoded = Buffer.from(text, 'base64').toString();
  if (!/^[\t\r\n\x20-\x7e]{20,}$/.test(decoded)) return;
  for (const found of [
    knownForms(decoded),
    urlCredentials(decoded),
    storedLogins(decoded),
    secretPairs(decoded),
  ])
    for (const { kind } of found) {
      const start = value.length - value.trimStart().length;
      yield { kind, where: 'value', start, end: start + text.length };
      return;
    }
}

/** The value as a whole is a credential, for a variable or option of this name. */
export function namedSecret(name: string, value: string): FoundSecret | null {
  if (value.length === 40 && /^[A-Za-z0-9/+]+$/.test(value) && looksRandom(value) && namesAwsSecret(name)) {
    return { kind: 'aws-secret-access-key', where: 'value' };
  }
  if (value.length === 20 && /^A[A-Z0-9]+$/.test(value) && namesAwsKeyId(name))
    return { kind: 'aws-access-key', where: 'value' };
  if (isNamedLogin(name, value) || isCodedLogin(name, value)) return { kind: 'named-secret', where: 'value' };
  const sort = secretSort(name);
  if (sort === null || !isLiteralSecret(value, sort)) return null;
  if (namesAnObject(name, value)) return null;
  return { kind: 'named-secret', where: 'value' };
}

/** `npm_config__auth=dXNlcjpw…`: a login in base64, as npm, pip and Docker keep it. */
function isCodedLogin(name: string, value: string): boolean {
  if (!/auth$/i.test(name) || !/^[A-Za-z0-9+/]{8,1024}={0,2}$/.test(value)) return false;
  const login = Buffer.from(value, 'base64').toString();
  return /^[\x21-\x7e]+$/.test(login) && isLoginPair(login, ':');
}

/** `BASIC_AUTH=user:password`, `NEO4J_AUTH=neo4j/password`: variables whose value is a login by its product's rules. */
function isNamedLogin(name: string, value: string): boolean {
  if (!/auth$/i.test(name)) return false;
  if (/neo4j_auth$/i.test(name)) return isLoginPair(value, '/');
  if (/redis_auth$/i.test(name)) return isLiteralSecret(value, 'chosen');
  return /(?:basic|http)_?auth$/i.test(name) && isLoginPair(value, ':');
}
