// Reads manifests and descriptors: hostile JSON, checked against the digest that names it.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { ambiguousKey } from '../model/ambiguous-json.ts';
import { dig, isObject, type JsonObject, listOf, numberOf, objectOf, stringOf } from '../model/json.ts';
import { type Descriptor, type Manifest, RegistryError } from './port.ts';

// OCI image specification, descriptor.md, "Registered Algorithms".
const digestForm = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export function isDigest(text: string): boolean {
  return digestForm.test(text);
}

/** The digest of the bytes, by the algorithm of `like`. */
export function digestOf(bytes: Uint8Array, like = 'sha256'): string {
  const algorithm = like.startsWith('sha512') ? 'sha512' : 'sha256';
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Throws RegistryError where the bytes are not what the digest names. */
export function checked(bytes: Uint8Array, digest: string): Uint8Array {
  if (!isDigest(digest)) throw new RegistryError('failed', 'a descriptor names no sha256 or sha512 digest');
  if (digestOf(bytes, digest) !== digest)
    throw new RegistryError('failed', `the registry sent something else than ${digest}`);
  return bytes;
}

/** The manifest in the bytes; `expected`: the digest asked for. Throws RegistryError. */
export function manifestIn(bytes: Uint8Array, mediaType: string, expected: string | null): Manifest {
  if (expected !== null) checked(bytes, expected);
  const json = soleJsonIn(bytes, 'the manifest');
  if (isBoth(json))
    throw new RegistryError(
      'failed',
      'the manifest is an image and an index at once: runtimes differ in what they run',
    );
  const own = stringOf(json.mediaType);
  return { digest: expected ?? digestOf(bytes), mediaType: own ?? mediaType, bytes, json };
}

/** CVE-2021-41190: one may be signed and the other run (OCI image specification 1.0.2, image-index.md, "mediaType"). */
function isBoth({ manifests = null, layers = null, config = null, fsLayers = null }: JsonObject): boolean {
  return manifests !== null && (layers !== null || config !== null || fsLayers !== null);
}

/** The JSON object of a manifest or configuration, which has to be the same for every reader. Throws RegistryError. */
export function soleJsonIn(bytes: Uint8Array, what: string): JsonObject {
  const json = jsonIn(bytes, what);
  if (ambiguousKey(new TextDecoder().decode(bytes)) !== null)
    throw new RegistryError(
      'failed',
      `${what} has a key twice, or in another spelling: runtimes differ in which counts`,
    );
  return json;
}

/** The JSON object in the bytes. Throws RegistryError; the parser's own message would quote the text. */
export function jsonIn(bytes: Uint8Array, what: string): JsonObject {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new RegistryError('failed', `${what} is no JSON object`);
}

/** The descriptor in untrusted JSON; null where it names no digest that can be checked. */
export function descriptorIn(value: unknown): Descriptor | null {
  const said = objectOf(value);
  const digest = stringOf(said.digest) ?? '';
  const size = numberOf(said.size) ?? -1;
  if (!isDigest(digest) || !Number.isSafeInteger(size) || size < 0) return null;
  return {
    mediaType: stringOf(said.mediaType) ?? '',
    digest,
    size,
    artifactType: stringOf(said.artifactType),
    platform: platformIn(said.platform),
    annotations: objectOf(said.annotations),
  };
}

/** Every descriptor of a list; one that cannot be read is a lie about the list. Throws RegistryError. */
export function descriptorsIn(list: unknown, what: string): readonly Descriptor[] {
  return listOf(list).map((item) => {
    const descriptor = descriptorIn(item);
    if (descriptor === null)
      throw new RegistryError('failed', `${what} names a blob without a usable digest`);
    return descriptor;
  });
}

export function platformIn(value: unknown): string | null {
  const parts = ['os', 'architecture', 'variant'].map((key) => stringOf(dig(value, key)) ?? '');
  const named = parts.filter((part) => part !== '');
  return named.length === 0 ? null : named.join('/').slice(0, 100);
}
