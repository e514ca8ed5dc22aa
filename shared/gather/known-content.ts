// Content of a registry that several facts ask for, read once: what a digest names can never change.
// SPDX-License-Identifier: Apache-2.0
import { isDigest } from '../registry/manifest.ts';
import type { Manifest, RepositoryReader } from '../registry/port.ts';
import { type Lru, lru } from './lru.ts';

interface Content {
  readonly value: Manifest | Uint8Array;
  readonly asOf: string | null;
}

/** By repository, what it is, and digest; null: it was not there, or is too large to be kept. */
export type KnownContent = Lru<Promise<Content | null>>;

/** An image has a handful of manifests and a configuration; those of a few images are kept. */
const keptEntries = 60;
/** Larger ones are read anew: at worst 15 MB are kept. */
const largestKept = 256 * 1024;

export function knownContent(): KnownContent {
  return lru<Promise<Content | null>>(keptEntries);
}

/**
 * The same repository, asked for a manifest or a small blob by digest once, by whoever comes first. A tag is always asked for: it may
 * have moved. Content that cannot change makes no answer older; only where nothing else was read, its time counts.
 */
export function rememberingContent(reader: RepositoryReader, known: KnownContent): RepositoryReader {
  let kept: string | null = null;
  const once = async <T extends Manifest | Uint8Array>(
    key: string,
    read: () => Promise<T | null>,
  ): Promise<T | null> => {
    // Whoever asked first may have failed by a limit of its own: then everybody asks for themselves.
    const asked = known.get(key);
    const before = asked === undefined ? null : await asked.catch(() => null);
    if (before !== null) {
      kept ??= before.asOf;
      return before.value as T;
    }
    const reading = read();
    const content = reading.then((value) =>
      value === null || sizeOf(value) > largestKept ? null : { value, asOf: reader.asOf() },
    );
    content.catch(() => {});
    known.set(key, content);
    return reading;
  };
  return {
    ...reader,
    asOf: () => reader.asOf() ?? kept,
    async manifest(reference) {
      const key = (digest: string) => `${reader.name} manifest ${digest}`;
      if (isDigest(reference)) return once(key(reference), () => reader.manifest(reference));
      const found = await reader.manifest(reference);
      // Whoever asks for a tag goes on by the digest.
      if (found !== null && sizeOf(found) <= largestKept)
        known.set(key(found.digest), Promise.resolve({ value: found, asOf: reader.asOf() }));
      return found;
    },
    async blob(digest, maximumBytes) {
      const bytes = await once(`${reader.name} blob ${digest}`, () => reader.blob(digest, maximumBytes));
      // What was read under another bound may be larger than this one allows: the registry is asked, and refused.
      return bytes !== null && bytes.length <= maximumBytes ? bytes : reader.blob(digest, maximumBytes);
    },
  };
}

function sizeOf(content: Manifest | Uint8Array): number {
  return 'bytes' in content ? content.bytes.length : content.length;
}
