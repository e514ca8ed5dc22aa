// One layer as a stream: unpacked and taken apart as it comes, its entries handed on, bounded in all its measures.
// SPDX-License-Identifier: Apache-2.0

import { Readable, type Transform } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { trimmedEnd } from '../model/trimmed.ts';
import { BadLayer, type Bounds, maximumRatio, ratioFrom } from './bounds.ts';
import { collecting, type TarEntry, tarReader } from './tar.ts';
import { BadTar } from './tar-header.ts';
import { isZstd, zstdFrames } from './zstd-frames.ts';

/** What of the image's bounds is left. */
export interface Room {
  unpacked: number;
  entries: number;
  frames: number;
}

export function roomIn(bounds: Bounds): Room {
  return { ...bounds };
}

export interface LayerEntry extends Omit<TarEntry, 'name'> {
  /** Without a leading slash or `./`; of the tar, which anybody may write. */
  readonly path: string;
}

export interface LayerReader {
  /** True where the content of the entry is to be read too. */
  readonly wants: (entry: LayerEntry) => boolean;
  readonly take: (entry: LayerEntry, content: Uint8Array | null) => void;
}

/** Reads a layer to its end. Rejects with BadLayer, or with what the stream rejects with. */
export async function readLayer(
  bytes: AsyncIterable<Uint8Array>,
  mediaType: string,
  reader: LayerReader,
  room: Room,
): Promise<void> {
  const tar = tarReader((found) => {
    const entry = checkedEntry(found, room);
    if (reader.wants(entry)) return collecting((content) => reader.take(entry, content));
    reader.take(entry, null);
    return null;
  });
  try {
    for await (const chunk of unpackLayer(bytes, mediaType, room)) tar.write(chunk);
    tar.end();
  } catch (error) {
    throw error instanceof BadTar ? new BadLayer(`a layer is no tar: ${error.message}`) : error;
  }
}

/** The unpacked bytes, counted. What is packed is told by the first bytes: a media type is anybody's claim. */
async function* unpackLayer(
  bytes: AsyncIterable<Uint8Array>,
  mediaType: string,
  room: Room,
): AsyncGenerator<Uint8Array> {
  const counted = { packed: 0, unpacked: 0 };
  const [head, source] = await openLayer(bytes, counted);
  const decoder = decoderOf(head, mediaType);
  const stream =
    decoder === null ? source : decode(isZstd(head) ? zstdFrames(source, room) : source, decoder);
  for await (const chunk of stream) {
    counted.unpacked += chunk.length;
    room.unpacked -= chunk.length;
    if (room.unpacked < 0) throw new BadLayer('the layers unpack to more than is read');
    if (counted.unpacked > ratioFrom && counted.unpacked > counted.packed * maximumRatio && decoder !== null)
      throw new BadLayer('a layer unpacks to a multiple that no real one has');
    yield chunk;
  }
}

async function openLayer(
  bytes: AsyncIterable<Uint8Array>,
  counted: { packed: number },
): Promise<[Uint8Array, AsyncGenerator<Uint8Array>]> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first = await iterator.next();
  const head = first.done === true ? new Uint8Array() : first.value;
  async function* all() {
    try {
      for (let next = first; next.done !== true; next = await iterator.next()) {
        counted.packed += next.value.length;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return [head, all()];
}

const chunkSize = 256 * 1024;

function decoderOf(head: Uint8Array, mediaType: string): Transform | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return createGunzip({ chunkSize });
  if (isZstd(head))
    // A window of 32 MB is what the strongest level in use needs; a frame may ask for 2 GB.
    return createZstdDecompress({ chunkSize, params: { [constants.ZSTD_d_windowLogMax]: 25 } });
  if (/gzip|zstd/.test(mediaType)) throw new BadLayer('a layer is not packed as its manifest says');
  if (/encrypted/.test(mediaType)) throw new BadLayer('a layer is encrypted');
  return null;
}

async function* decode(source: AsyncIterable<Uint8Array>, decoder: Transform): AsyncGenerator<Uint8Array> {
  // As objects the pieces stay as they are cut.
  const input = Readable.from(source, { objectMode: true, highWaterMark: 4 });
  let failed: unknown = null;
  input.on('error', (error) => {
    failed = error;
    decoder.destroy(error);
  });
  input.pipe(decoder);
  try {
    for await (const chunk of decoder) yield chunk;
  } catch (error) {
    if (failed !== null) throw failed;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'damaged';
    throw new BadLayer(`a layer cannot be unpacked: ${code.slice(0, 60)}`);
  } finally {
    input.destroy();
    decoder.destroy();
  }
}

const longestPath = 4096;

function checkedEntry({ name, ...entry }: TarEntry, room: Room): LayerEntry {
  room.entries--;
  if (room.entries < 0) throw new BadLayer('the layers hold more files than are read');
  const path = trimmedEnd(name.replace(/^(?:\.?\/+)+/, ''), '/');
  if (path.length > longestPath) throw new BadLayer('an entry has a longer name than any file system takes');
  if (leadsOut(path)) throw new BadLayer('an entry leads out of the image');
  if (entry.type === 'link' && leadsOut(entry.link ?? ''))
    throw new BadLayer('a hard link leads out of the image');
  return { ...entry, path };
}

function leadsOut(path: string): boolean {
  return path.split('/').includes('..');
}
