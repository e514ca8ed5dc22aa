// What `docker save` writes: manifest.json names configuration and tags of each image (Docker Image Specification v1.2).
// SPDX-License-Identifier: Apache-2.0
import { sha256 } from '../../model/hash.ts';
import { isObject, type JsonObject, stringOf, stringsOf } from '../../model/json.ts';
import { BadEntry, bytesAt, objectIn, type ReadEntry, valueIn } from './entry.ts';
import type { Found } from './found.ts';
import { imageOf } from './image.ts';

/** Every image of manifest.json; null where there is none, or one that is no list: many things are called so. */
export function savedImages(read: ReadEntry, file: string): readonly Found[] | null {
  const bytes = bytesAt(read, 'manifest.json');
  const list = bytes === null ? null : valueIn(bytes, 'manifest.json');
  if (!Array.isArray(list)) return null;
  return list.filter(isObject).map((entry) => savedImage(read, entry, file));
}

/** Several tags are one image: it goes by the first. */
function savedImage(read: ReadEntry, entry: JsonObject, file: string): Found {
  const path = stringOf(entry.Config);
  if (path === null) return { problem: 'manifest.json names an image without a configuration' };
  const [reference = null] = stringsOf(entry.RepoTags);
  try {
    const bytes = bytesAt(read, path);
    if (bytes === null) return { missing: path };
    const digest = `sha256:${sha256(bytes)}`;
    const config = objectIn(bytes, path);
    return { image: imageOf(config, { file, reference, digest, platform: null }), configDigest: digest };
  } catch (error) {
    if (error instanceof BadEntry) return { problem: error.message };
    throw error;
  }
}
