// The deployed policy as objects of one S3 prefix: every text under its own hash, and one pointer that says which texts hold.
// SPDX-License-Identifier: Apache-2.0
import { canonicalJson, sha256 } from '../model/hash.ts';
import { isObject, objectOf, stringOf } from '../model/json.ts';

/** Written last: a reader sees the former policy or the new one, never a mixture. Its object version is the policy's. */
export const pointerKey = 'policy/current.json';

export interface PolicyTexts {
  /** The policy's own path among `texts`. */
  readonly policy: string;
  /** By path, relative to the policy. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface Pointer {
  readonly policy: string;
  /** SHA-256 of each text by its path. */
  readonly files: Readonly<Record<string, string>>;
}

export interface PolicyObject {
  readonly key: string;
  readonly text: string;
}

export function hashOfText(text: string): string {
  return sha256(new TextEncoder().encode(text));
}

export function keyOfText(hash: string): string {
  return `policy/${hash}`;
}

/** What is written for a policy: its texts, then the pointer to them. */
export function objectsOf({ policy, texts }: PolicyTexts): readonly PolicyObject[] {
  const hashed = [...texts].map(([path, text]) => ({ path, text, hash: hashOfText(text) }));
  const files = Object.fromEntries(hashed.map(({ path, hash }) => [path, hash]));
  const pointer = { key: pointerKey, text: canonicalJson({ version: 1, policy, files }) };
  return [...hashed.map(({ text, hash }) => ({ key: keyOfText(hash), text })), pointer];
}

const sha256Form = /^[0-9a-f]{64}$/;

/** Null for anything that `objectsOf` would not write. */
export function pointerFrom(text: string): Pointer | null {
  const read = objectOf(parsed(text));
  const policy = stringOf(read.policy);
  if (read.version !== 1 || policy === null || !isObject(read.files)) return null;
  const files = Object.entries(read.files).flatMap(([path, hash]) =>
    typeof hash === 'string' && sha256Form.test(hash) ? [[path, hash] as const] : [],
  );
  if (files.length !== Object.keys(read.files).length || !Object.hasOwn(read.files, policy)) return null;
  return { policy, files: Object.fromEntries(files) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
