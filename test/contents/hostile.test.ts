// Layers made to exhaust or mislead whoever looks into them: refused with a reason, in little memory.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { usualBounds } from '../../shared/contents/bounds.ts';
import { imageFiles, type LayerSource } from '../../shared/contents/image-files.ts';
import { gzipped, layer, odd, tarOf } from './tars.ts';

const MB = 1024 * 1024;
const gzipType = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** A header of a tar with a size that its entry may not have. */
async function headerOf(name: string, size: number): Promise<Buffer> {
  const header = Buffer.from((await tarOf([{ name }])).subarray(0, 512));
  header.write(size.toString(8).padStart(11, '0'), 124, 'latin1');
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** Ever the same bytes, over and over, packed as one stream. */
function repeated(head: Uint8Array, chunk: Uint8Array, times: number): LayerSource {
  return {
    mediaType: gzipType,
    open: async () =>
      (async function* () {
        // Gzip members follow each other as one stream (RFC 1952, 2.2).
        yield gzipSync(head);
        const packed = gzipSync(chunk);
        for (let n = 0; n < times; n++) yield packed;
      })(),
  };
}

const cases: Readonly<Record<string, readonly [() => Promise<readonly LayerSource[]>, RegExp]>> = {
  'ten gigabytes in ten megabytes': [
    async () => [repeated(await headerOf('app/zeros', 8 * 1024 ** 3 - 1), new Uint8Array(16 * MB), 640)],
    /multiple that no real one has|more than is read/,
  ],
  'a name that leads out': [
    async () => [layer(await tarOf([{ name: '../../etc/passwd' }]))],
    /leads out of the image/,
  ],
  'a name that leads out in its middle': [
    async () => [layer(await tarOf([{ name: 'app/../../x' }]))],
    /leads out of the image/,
  ],
  'a hard link that leads out': [
    async () => [layer(await tarOf([{ name: 'app/x', type: 'link', linkname: '../../etc/shadow' }]))],
    /hard link leads out/,
  ],
  'a name longer than any': [
    async () => [layer(await tarOf([{ name: `a/${'x'.repeat(5000)}` }]))],
    /longer name/,
  ],
  'no tar': [async () => [layer(Buffer.from('x'.repeat(2048)))], /is no tar/],
  'half a tar': [
    async () => [layer((await tarOf([{ name: 'app/x', content: 'x'.repeat(5000) }])).subarray(0, 2000))],
    /is no tar/,
  ],
  'no gzip where the manifest says so': [
    async () => [layer(Buffer.from('hello world'), gzipType)],
    /not packed as its manifest says/,
  ],
  'half a gzip': [
    async () => [layer(gzipSync(await tarOf(['bin/sh'])).subarray(0, 60), gzipType)],
    /cannot be unpacked/,
  ],
  'a gzip with a wrong checksum': [
    async () => {
      const packed = gzipSync(await tarOf(['bin/sh']));
      packed.writeUInt32LE(1, packed.length - 8);
      return [layer(packed, gzipType)];
    },
    /cannot be unpacked/,
  ],
  'half a zstd frame': [
    async () => [layer(zstdCompressSync(await tarOf(['bin/sh'])).subarray(0, 40), 'x+zstd')],
    /cannot be unpacked/,
  ],
  'a zstd frame that asks for two gigabytes of window': [
    // RFC 8878, 3.1.1.1.2: exponent 21 of the window descriptor is a window of 2 GB.
    async () => [layer(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00]), 'x+zstd')],
    /cannot be unpacked/,
  ],
  'an encrypted layer': [
    async () => [layer(Buffer.from('hello world'), 'application/vnd.oci.image.layer.v1.tar+encrypted')],
    /encrypted/,
  ],
  'a PAX header of two gigabytes': [
    async () => {
      const header = await headerOf('pax', 2 * 1024 ** 3 - 1);
      header[156] = 'x'.charCodeAt(0);
      header.fill(' ', 148, 156);
      const sum = header.reduce((total, byte) => total + byte, 0);
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
      return [layer(Buffer.concat([header, Buffer.alloc(4 * MB, 'x')]))];
    },
    /is no tar/,
  ],
};

describe('a hostile layer', () => {
  it.each(Object.keys(cases))('%s', async (name) => {
    const [layers, says] = cases[name] ?? [async () => [], /never/];
    const before = process.memoryUsage().rss;
    await expect(odd(await layers())).rejects.toThrow(says);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MB);
  });

  it.each(['frames that hold nothing', 'frames to be skipped'])('of countless %s', async (name) => {
    const frame = name.endsWith('nothing')
      ? zstdCompressSync(Buffer.alloc(0))
      : Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
    const of = (count: number) => layer(Buffer.concat(Array.from({ length: count }, () => frame)), 'x+zstd');
    const bounds = { ...usualBounds, frames: 100 };
    await expect(odd([of(60), of(40)], bounds)).resolves.toEqual([]);
    await expect(odd([of(60), of(41)], bounds)).rejects.toThrow(
      'the layers are packed in more frames than are read',
    );
  });

  it('of more files than are read', async () => {
    const tar = await tarOf(Array.from({ length: 2000 }, (_, n) => ({ name: `f/${n}` })));
    await expect(odd([gzipped(tar)], { ...usualBounds, entries: 1000 })).rejects.toThrow(
      /more files than are read/,
    );
  });

  it('of more bytes than are read', async () => {
    const tar = await tarOf([{ name: 'f', content: 'x'.repeat(100_000) }]);
    await expect(odd([gzipped(tar)], { ...usualBounds, unpacked: 50_000 })).rejects.toThrow(
      /more than is read/,
    );
  });

  it('with odd names shows them without their control characters', async () => {
    expect(await odd([layer(await tarOf([{ name: 'bin/\u001b[31m/bin/sh', content: 'x' }]))])).toEqual([
      'shell bin/?[31m/bin/sh',
    ]);
  });

  it('with absolute names and links is read: nothing is followed', async () => {
    const tar = await tarOf([
      '/bin/sh',
      { name: 'app/link', type: 'symlink', linkname: '/../../etc/shadow' },
    ]);
    expect(await odd([layer(tar)])).toEqual(['shell bin/sh']);
  });

  it('that breaks off rejects with what broke', async () => {
    const source: LayerSource = {
      mediaType: gzipType,
      open: async () =>
        (async function* () {
          yield gzipSync(await tarOf(['bin/sh'])).subarray(0, 30);
          throw new Error('the network is gone');
        })(),
    };
    await expect(imageFiles([source])).rejects.toThrow('the network is gone');
  });
});
