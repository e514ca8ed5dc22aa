// One layer as a stream: unpacked and taken apart as it comes, its entries handed on, bounded in all its measures.
// SPDX-License-Identifier: Apache-2.0

import { Readable, type Transform } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { extract, type Headers } from 'tar-stream';
import { trimmedEnd } from '../model/trimmed.ts';
import { BadLayer, type Bounds, maximumRatio, ratioFrom } from './bounds.ts';

/** What of the image's bounds is left. */
export interface Room {
  unpacked: number;
  entries: number;
}

export function roomIn(bounds: Bounds): Room {
  return { unpacked: bounds.unpacked, entries: bounds.entries };
}

export interface LayerEntry {
  /** Without a leading slash or `./`; of the tar, which anybody may write. */
  readonly path: string;
  readonly type: string;
  readonly mode: number;
  readonly size: number;
  /** Target of a link; null: it is none. */
  readonly link: string | null;
  /** It carries file capabilities (xattr `security.capability`). */
  readonly capable: boolean;
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
  const tar = extract();
  const finished = new Promise<void>((resolve, reject) => {
    tar.on('finish', () => resolve());
    tar.on('error', (error) => reject(readable(error)));
  });
  // Awaited below, once everything is written: until then an early end is no unhandled one.
  finished.catch(() => {});
  tar.on('entry', (header, stream, next) => {
    // The end of the tar takes its open entry along, and tells the error itself.
    stream.on('error', () => {});
    const entry = checkedEntry(header, room);
    if (entry instanceof BadLayer) return void tar.destroy(entry);
    if (!reader.wants(entry)) {
      reader.take(entry, null);
      stream.on('end', next);
      stream.resume();
      return;
    }
    const chunks: Uint8Array[] = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => {
      reader.take(entry, Buffer.concat(chunks));
      next();
    });
  });
  for await (const chunk of unpackLayer(bytes, mediaType, room)) {
    if (tar.destroyed) break;
    if (!tar.write(chunk)) await drained(tar);
  }
  tar.end();
  await finished;
}

function drained(tar: ReturnType<typeof extract>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      tar.off('drain', done);
      tar.off('close', done);
      resolve();
    };
    tar.on('drain', done);
    tar.on('close', done);
  });
}

function readable(error: unknown): Error {
  if (error instanceof BadLayer) return error;
  return new BadLayer(
    `a layer is no tar: ${error instanceof Error ? error.message.slice(0, 100) : 'damaged'}`,
  );
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
  const stream = decoder === null ? source : decode(source, decoder);
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
  // RFC 8878: the magic number, or a skippable frame, as zstd:chunked begins with none and ends with one.
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd)
    // A window of 32 MB is what the strongest level in use needs; a frame may ask for 2 GB.
    return createZstdDecompress({ chunkSize, params: { [constants.ZSTD_d_windowLogMax]: 25 } });
  if (/gzip|zstd/.test(mediaType)) throw new BadLayer('a layer is not packed as its manifest says');
  if (/encrypted/.test(mediaType)) throw new BadLayer('a layer is encrypted');
  return null;
}

async function* decode(source: AsyncIterable<Uint8Array>, decoder: Transform): AsyncGenerator<Uint8Array> {
  const input = Readable.from(source, { objectMode: false, highWaterMark: 1024 * 1024 });
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

function checkedEntry(header: Headers, room: Room): LayerEntry | BadLayer {
  room.entries--;
  if (room.entries < 0) return new BadLayer('the layers hold more files than are read');
  const path = trimmedEnd(header.name.replace(/^(?:\.?\/+)+/, ''), '/');
  if (path.length > longestPath) return new BadLayer('an entry has a longer name than any file system takes');
  if (leadsOut(path)) return new BadLayer('an entry leads out of the image');
  const link = header.linkname ?? null;
  if (header.type === 'link' && link !== null && leadsOut(link))
    return new BadLayer('a hard link leads out of the image');
  const { pax } = header as Headers & { readonly pax?: Readonly<Record<string, string>> | null };
  const capable = pax !== null && pax !== undefined && Object.hasOwn(pax, 'SCHILY.xattr.security.capability');
  return { path, type: header.type ?? 'file', mode: header.mode ?? 0, size: header.size ?? 0, link, capable };
}

function leadsOut(path: string): boolean {
  return path.split('/').includes('..');
}
