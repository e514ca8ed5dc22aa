// The bytes of one input, whatever kind of file it is: devices are refused, pipes and packed files end at a bound.
// SPDX-License-Identifier: Apache-2.0
import {
  closeSync,
  constants,
  createReadStream,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';

/** No text may be longer in V8 (v8.h, `String::kMaxLength`, 2^29 - 24 characters): what is larger cannot be read anyway. */
export const largestInput = 512 * 1024 * 1024 - 24;

/** Why an input is not read. The code is one of those that `unreadable` has words for. */
export class Refusal extends Error {
  readonly code: 'DEVICE' | 'SOCKET' | 'TOO-LARGE' | 'NO-WRITER' | 'CORRUPT-GZIP' | 'ENDLESS';

  constructor(code: Refusal['code']) {
    super(code);
    this.code = code;
  }
}

/** All bytes of a file or a pipe. Throws Refusal, or the error of the file system. */
export function bytesOfFile(path: string): Uint8Array {
  const stat = readable(path);
  if (stat.isFIFO()) return joined(pipeChunks(path));
  if (stat.size > largestInput) throw new Refusal('TOO-LARGE');
  return readFileSync(path);
}

/** A device may never end, and reading from one can do harm. Throws Refusal for what is neither file nor pipe. */
function readable(path: string): Stats {
  const stat = statSync(path);
  if (stat.isSocket()) throw new Refusal('SOCKET');
  if (stat.isCharacterDevice() || stat.isBlockDevice()) throw new Refusal('DEVICE');
  return stat;
}

/** The bytes of a file or a pipe as a stream. Throws Refusal, or the error of the file system. */
export function streamOfFile(path: string): Readable {
  if (readable(path).isFIFO()) return Readable.from(pipeChunks(path));
  return createReadStream(path, { highWaterMark: 1024 * 1024 });
}

/** Puts chunks together up to the bound. */
export function joined(chunks: Iterable<Uint8Array>): Uint8Array {
  const room = bounded();
  for (const chunk of chunks) room.add(chunk);
  return room.all();
}

/** Keeps chunks. Throws Refusal once they are more than one input may have. */
export function bounded(): { add(chunk: Uint8Array): void; all(): Uint8Array } {
  const kept: Uint8Array[] = [];
  let size = 0;
  return {
    add(chunk) {
      size += chunk.length;
      if (size > largestInput) throw new Refusal('TOO-LARGE');
      kept.push(chunk);
    },
    all: () => Buffer.concat(kept),
  };
}

const chunkSize = 64 * 1024;
const pause = 20;
const longestWait = 5000;

/**
 * A pipe's bytes. To open one would wait for whoever writes, for ever if nobody does: it is opened without waiting, and read
 * again until somebody has written or the time is over. A writer that is there may take its time.
 */
function* pipeChunks(path: string): Generator<Uint8Array> {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    yield* chunksOf(file, longestWait);
  } finally {
    closeSync(file);
  }
}

/** The chunks of standard input, for what cannot wait for a stream. */
export function standardInputChunks(): Iterable<Uint8Array> {
  return chunksOf(0, 0);
}

/** An end before the first byte is one only after `patience` milliseconds. */
function* chunksOf(file: number, patience: number): Generator<Uint8Array> {
  let chunk = Buffer.allocUnsafe(chunkSize);
  let read = firstRead(file, chunk, patience);
  while (read !== 0) {
    if (read === null) sleep(pause);
    else yield chunk.subarray(0, read);
    chunk = Buffer.allocUnsafe(chunkSize);
    read = readNow(file, chunk);
  }
}

function firstRead(file: number, chunk: Uint8Array, patience: number): number | null {
  for (let waited = 0; ; waited += pause) {
    const read = readNow(file, chunk);
    if (read !== 0 || patience === 0) return read;
    if (waited >= patience) throw new Refusal('NO-WRITER');
    sleep(pause);
  }
}

/** Null: somebody has the pipe open for writing, and has written nothing yet. */
function readNow(file: number, chunk: Uint8Array): number | null {
  try {
    return readSync(file, chunk);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return null;
    throw error;
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** RFC 1952, 2.3.1: ID1 and ID2. */
export function isGzip([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}

/** The bytes, unpacked where they are gzip, whatever the file is called. Throws Refusal. */
export function unpacked(bytes: Uint8Array): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: largestInput });
  } catch (error) {
    const isLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new Refusal(isLarge ? 'TOO-LARGE' : 'CORRUPT-GZIP');
  }
}

/** The first bytes of a file; none where there is none. A pipe would lose what is read from it here. */
export function headOf(path: string, length: number): Uint8Array {
  const head = Buffer.alloc(length);
  try {
    if (!lstatSync(realpathSync(path)).isFile()) return new Uint8Array();
    const file = openSync(path, 'r');
    readSync(file, head, 0, length, 0);
    closeSync(file);
    return head;
  } catch {
    return new Uint8Array();
  }
}
