// What `docker save` writes: manifest.json names configuration and tags of each image (Docker Image Specification v1.2).
// SPDX-License-Identifier: Apache-2.0
import { sha256 } from '../../model/hash.ts';
import { isObject, type JsonObject, stringOf, stringsOf } from '../../model/json.ts';
import { BadEntry, bytesAt, objectIn, type ReadEntry, valueIn } from './entry.ts';
import type { Found, FoundLayer } from './found.ts';
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
    const layers = stringsOf(entry.Layers).map(layerAt);
    return {
      image: imageOf(config, { file, reference, digest, platform: null }),
      configDigest: digest,
      layers,
    };
  } catch (error) {
    if (error instanceof BadEntry) return { problem: error.message };
    throw error;
  }
}

/** Since Docker 25 the paths are those of a layout's blobs; before, nothing beside a layer says what it is. */
function layerAt(path: string): FoundLayer {
  const hex = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path)?.[1];
  return { path, mediaType: '', digest: hex === undefined ? null : `sha256:${hex}` };
}
