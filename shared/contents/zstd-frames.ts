// Cuts zstd where its frames end: Node's decoder drops what comes after a frame in the same chunk, and layers have thousands of frames.
// SPDX-License-Identifier: Apache-2.0
import { BadLayer } from './bounds.ts';

/** RFC 8878: a frame, or one to be skipped, with which pzstd begins; zstd:chunked ends with some. `head`: at least four bytes. */
export function isZstd(head: Uint8Array): boolean {
  const magic = Buffer.from(head.subarray(0, 4));
  return magic.length === 4 && kindOf(magic.readUInt32LE()) !== null;
}

function kindOf(magic: number): 'frame' | 'skipped' | null {
  if (magic === 0xfd2fb528) return 'frame';
  return magic >>> 4 === 0x184d2a5 ? 'skipped' : null;
}

/** What is read next: numbers that tell how long the rest is, or that rest. */
type Stage = 'magic' | 'descriptor' | 'header' | 'block' | 'content' | 'checksum' | 'length' | 'skipped';
const numbers: ReadonlySet<Stage> = new Set<Stage>(['magic', 'descriptor', 'block', 'length']);

interface Walk {
  stage: Stage;
  /** Bytes of the stage that are still to come. */
  left: number;
  /** The number that the stage has so far, little-endian, and how many bytes of it. */
  number: number;
  bytes: number;
  checksum: boolean;
  last: boolean;
}

/** The same bytes, none of the pieces from two frames. Throws BadLayer where they end within a frame, or `room` has no more frames. */
export async function* zstdFrames(
  source: AsyncIterable<Uint8Array>,
  room: { frames: number },
): AsyncGenerator<Uint8Array> {
  const walk: Walk = { stage: 'magic', left: 4, number: 0, bytes: 0, checksum: false, last: false };
  for await (const chunk of source) yield* cut(walk, chunk, room);
  if (walk.stage !== 'magic' || walk.bytes > 0)
    throw new BadLayer('a layer cannot be unpacked: it breaks off');
}

function* cut(walk: Walk, chunk: Uint8Array, room: { frames: number }): Generator<Uint8Array> {
  let start = 0;
  for (let at = 0; at < chunk.length; ) {
    at += advance(walk, chunk, at);
    while (walk.left === 0) {
      enter(walk, ...following(walk));
      if (walk.stage !== 'magic') continue;
      room.frames--;
      if (room.frames < 0) throw new BadLayer('the layers are packed in more frames than are read');
      yield chunk.subarray(start, at);
      start = at;
    }
  }
  if (start < chunk.length) yield chunk.subarray(start);
}

/** Returns how many bytes it took: never none. */
function advance(walk: Walk, chunk: Uint8Array, at: number): number {
  const length = numbers.has(walk.stage) ? 1 : Math.min(walk.left, chunk.length - at);
  if (numbers.has(walk.stage)) walk.number += (chunk[at] ?? 0) * 256 ** walk.bytes;
  walk.bytes += length;
  walk.left -= length;
  return length;
}

function enter(walk: Walk, stage: Stage, left: number): void {
  Object.assign(walk, { stage, left, number: 0, bytes: 0 });
}

/** The stage after one that is complete, and how many bytes it has (RFC 8878, 3.1.1 and 3.1.2). */
function following(walk: Walk): [Stage, number] {
  const { stage, number } = walk;
  switch (stage) {
    case 'magic':
      return afterMagic(number);
    case 'descriptor':
      walk.checksum = (number & 4) !== 0;
      return ['header', headerLength(number)];
    case 'block':
      walk.last = (number & 1) !== 0;
      // A block that repeats one byte has that byte alone.
      return ['content', ((number >> 1) & 3) === 1 ? 1 : number >> 3];
    case 'content':
      if (!walk.last) return ['block', 3];
      return walk.checksum ? ['checksum', 4] : ['magic', 4];
    case 'header':
      return ['block', 3];
    case 'length':
      return ['skipped', number];
    default:
      return ['magic', 4];
  }
}

function afterMagic(magic: number): [Stage, number] {
  const kind = kindOf(magic);
  if (kind === null) throw new BadLayer('a layer cannot be unpacked: something comes between its frames');
  return kind === 'frame' ? ['descriptor', 1] : ['length', 4];
}

/** Window descriptor, dictionary and content size, as the frame's descriptor says. */
function headerLength(descriptor: number): number {
  const single = (descriptor & 0x20) !== 0;
  const size = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  return (single ? 0 : 1) + dictionary + size;
}
