// The entries of a tar on disk, packed or not, one after the other.
// SPDX-License-Identifier: Apache-2.0
import { posix } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { TarEntry } from '../../shared/contents/tar.ts';
import { headOf, isGzip, streamOfFile } from './bytes.ts';

/** One entry; what of its content nobody reads is passed over. */
export interface ArchiveEntry extends TarEntry {
  readonly content: AsyncIterable<Uint8Array>;
}

/** Throws BadTar, or what reading ends in. */
export async function* tarEntries(path: string): AsyncGenerator<ArchiveEntry> {
  const events = eventsOf(bytesOf(path));
  try {
    let next = await events.next();
    while (next.done !== true && !(next.value instanceof Uint8Array)) {
      const entry = next.value;
      const content = async function* () {
        for (next = await events.next(); isPiece(next); next = await events.next()) yield next.value;
      };
      yield { ...entry, content: content() };
      if (!next.done && next.value === entry) next = await events.next();
      while (isPiece(next)) next = await events.next();
    }
  } finally {
    await events.return(undefined);
  }
}

type Event = TarEntry | Uint8Array;

function isPiece(next: IteratorResult<Event>): next is IteratorYieldResult<Uint8Array> {
  return next.done !== true && next.value instanceof Uint8Array;
}

/** Entries, and after each the pieces of its content. */
async function* eventsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Event, undefined> {
  // Most runs see no image.
  const { tarReader } = await import('../../shared/contents/tar.ts');
  let found: Event[] = [];
  const reader = tarReader((entry) => {
    found.push(entry);
    return { piece: (piece) => void found.push(piece), end: () => {} };
  });
  for await (const chunk of bytes) {
    reader.write(chunk);
    yield* found;
    found = [];
  }
  reader.end();
  return undefined;
}

function bytesOf(path: string): AsyncIterable<Uint8Array> {
  const source = streamOfFile(path);
  if (!isGzip(headOf(path, 2))) return source;
  // What breaks is told by reading on.
  return pipeline(source, createGunzip({ chunkSize: 256 * 1024 }), () => {});
}

/** As what unpacks it would call it. */
export function nameIn(name: string): string {
  return posix.normalize(name).replace(/^\/+/, '');
}
