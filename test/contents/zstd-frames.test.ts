// Layers of many zstd frames, of every shape that a frame has: nothing of them is lost.
import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isZstd, zstdFrames } from '../../shared/contents/zstd-frames.ts';
import { layer, odd, tarOf } from './tars.ts';

const skipped = (length: number, sign = 0x5a) => {
  const frame = Buffer.alloc(8 + length, 0x28);
  frame.set([sign, 0x2a, 0x4d, 0x18]);
  frame.writeUInt32LE(length, 4);
  return frame;
};
const { ZSTD_c_checksumFlag: checksum, ZSTD_c_contentSizeFlag: contentSize } = constants;
const packed = (text: string | Uint8Array, params: Record<number, number> = {}) =>
  zstdCompressSync(Buffer.from(text), { params });

async function pieces(bytes: Uint8Array, length = bytes.length || 1): Promise<Buffer[]> {
  async function* source() {
    for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
  }
  const found: Buffer[] = [];
  for await (const piece of zstdFrames(source(), { frames: 1000 })) found.push(Buffer.from(piece));
  return found;
}

describe('frames', () => {
  const noise = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * n * 31 + n) >> 3));
  const frames = [
    packed(''),
    packed('short'),
    packed('x'.repeat(500_000)),
    packed(noise),
    packed(noise, { [checksum]: 1 }),
    packed('without a size', { [contentSize]: 0, [checksum]: 1 }),
    skipped(0),
    skipped(40, 0x5f),
  ];

  it('each come by themselves', async () => {
    expect(await pieces(Buffer.concat(frames))).toEqual(frames);
  });

  it('are cut alike, however the bytes come', async () => {
    const some = [packed('one'), skipped(9), packed('two', { [checksum]: 1 }), packed('y'.repeat(9000))];
    const whole = Buffer.concat(some);
    const ends = some.map((_, n) => Buffer.concat(some.slice(0, n + 1)).length);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), async (length) => {
        const found = await pieces(whole, length);
        expect(Buffer.concat(found)).toEqual(whole);
        let at = 0;
        const cuts = new Set(found.map((piece) => (at += piece.length)));
        expect(ends.filter((end) => !cuts.has(end))).toEqual([]);
      }),
    );
  });

  it.each([
    ['half a frame', packed('one').subarray(0, 9)],
    ['half a magic number', Buffer.concat([packed('one'), Buffer.from([0x28, 0xb5])])],
    ['a frame to be skipped that is longer than all', skipped(4).subarray(0, 10)],
  ])('of %s break off', async (_, bytes) => {
    await expect(pieces(bytes)).rejects.toThrow(/breaks off/);
  });

  it('with something between them are refused', async () => {
    await expect(pieces(Buffer.concat([packed('one'), Buffer.from('else')]))).rejects.toThrow(
      /between its frames/,
    );
  });

  it.each([
    [[0x28, 0xb5, 0x2f, 0xfd], true],
    [[0x50, 0x2a, 0x4d, 0x18], true],
    [[0x5f, 0x2a, 0x4d, 0x18], true],
    [[0x60, 0x2a, 0x4d, 0x18], false],
    [[0x1f, 0x8b, 8, 0], false],
    [[0x28, 0xb5, 0x2f], false],
    [[], false],
  ])('%j: %s', (head, wanted) => expect(isZstd(Uint8Array.from(head))).toBe(wanted));
});

it('a layer whose files are frames of their own, as zstd:chunked has them, is read to its end', async () => {
  const tar = await tarOf([
    ...Array.from({ length: 40 }, (_, n) => `app/file${n}`),
    { name: 'bin/sh', mode: 0o4755, content: 'x' },
  ]);
  const frames = Array.from({ length: tar.length / 512 }, (_, n) =>
    packed(tar.subarray(n * 512, (n + 1) * 512)),
  );
  const whole = Buffer.concat([skipped(5), ...frames, skipped(100), skipped(64)]);
  expect(await odd([layer(whole, 'x+zstd')])).toEqual(['shell bin/sh', 'setuid bin/sh (setuid)']);
});
