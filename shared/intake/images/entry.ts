// JSON entries of an image archive, read through a function: from a folder, from a tar, from a map in a test.
// SPDX-License-Identifier: Apache-2.0

import { ambiguousKey } from '../../model/ambiguous-json.ts';
import { sha256 } from '../../model/hash.ts';
import { isObject, type JsonObject, stringOf } from '../../model/json.ts';

/** An entry that is there and was not read: it is too large to be JSON of an image, or a link. A runtime may read it all the same. */
export const unread = Symbol('unread');

/** The bytes of the entry at a path with forward slashes; null: there is none. */
export type ReadEntry = (path: string) => Uint8Array | null | typeof unread;

/** Why an entry cannot be used, in words for the reader of a report. */
export class BadEntry extends Error {}

/** The entry is no JSON, so that nothing can use it as an image. */
export class NotJson extends BadEntry {}

/** The bytes of an entry; null: there is none. Throws BadEntry where they were not read. */
export function bytesAt(read: ReadEntry, path: string): Uint8Array | null {
  const bytes = read(path);
  if (bytes === unread) throw new BadEntry(`${path} is a link, or larger than is read`);
  return bytes;
}

// OCI image specification, descriptor.md, "Registered Algorithms". Anything else could lead out of the folder of blobs.
const digestForm = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Where a layout keeps what the digest names; null: it is none, and could lead out of the folder. */
export function blobPath(digest: string): string | null {
  return digestForm.test(digest) ? `blobs/${digest.replace(':', '/')}` : null;
}

/** The JSON object at `path`; null where the archive holds no such entry. Throws BadEntry where it is no JSON object. */
export function jsonEntry(read: ReadEntry, path: string): JsonObject | null {
  const bytes = bytesAt(read, path);
  return bytes === null ? null : objectIn(bytes, path);
}

/**
 * The JSON object that a descriptor names by its digest, checked against it; null where the archive does not hold it.
 * Throws BadEntry for a digest that is none, a content that is another, or one that is no JSON object.
 */
export function blob(read: ReadEntry, descriptor: JsonObject): JsonObject | null {
  const digest = stringOf(descriptor.digest) ?? '';
  const path = blobPath(digest);
  if (path === null) throw new BadEntry('a descriptor names no sha256 or sha512 digest');
  const bytes = bytesAt(read, path);
  if (bytes === null) return null;
  // SHA-512 is registered, but tools write SHA-256: it is believed rather than checked.
  if (digest.startsWith('sha256:') && `sha256:${sha256(bytes)}` !== digest)
    throw new BadEntry(`${path} does not have the content that its name promises`);
  return objectIn(bytes, path);
}

/** Throws BadEntry where the bytes are no JSON object. */
export function objectIn(bytes: Uint8Array, path: string): JsonObject {
  const value = valueIn(bytes, path);
  if (!isObject(value)) throw new NotJson(`${path} is not a JSON object`);
  if (ambiguousKey(new TextDecoder().decode(bytes)) !== null)
    throw new BadEntry(`${path} has a key twice, or in another spelling: runtimes differ in which counts`);
  return value;
}

/** Throws BadEntry where the bytes are no JSON. */
export function valueIn(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The parser's own message would quote the text.
    throw new NotJson(`${path} is not JSON`);
  }
}
