// The scan of a layer and gunzip of the same bytes, interleaved. Prints seconds of processor time, and MB packed.
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip, gzipSync } from 'node:zlib';
import { imageFiles } from '../../shared/contents/image-files.ts';
import { type Entry, tarOf } from '../../test/contents/tars.ts';
import { sideBySide } from '../compare.ts';

const megabyte = 1024 * 1024;
const layerSize = 500 * megabyte;
/** Of unpacked bytes at a time, as the scan has it: gunzip at its best. */
const chunkSize = 256 * 1024;

const program = readFileSync(process.execPath);

/** Programs of 1 MB, scripts of a few kB, and settings, which are searched for credentials. */
function fileOf(part: number, file: number): Entry {
  if (file % 20 === 1)
    return {
      name: `etc/app/settings${file}.conf`,
      mode: 0o644,
      content: 'log_level = info\nport = 8080\n'.repeat(40),
    };
  const size = file % 40 === 0 ? megabyte : (file % 8) * 4096;
  const at = (part * 7919 + file * 104_729) % (program.length - megabyte);
  return { name: `usr/lib/app/${part}/file${file}`, mode: 0o644, content: program.subarray(at, at + size) };
}

/** A layer as images have them; its parts are packed one by one. */
async function layerOf(): Promise<Buffer> {
  const packed: Buffer[] = [];
  let unpacked = 0;
  for (let index = 0; unpacked < layerSize; index++) {
    const tar = await tarOf(Array.from({ length: 160 }, (_, file) => fileOf(index, file)));
    // Two empty blocks end a tar: only the last part keeps its own.
    const whole = tar.subarray(0, tar.length - 1024);
    unpacked += whole.length;
    packed.push(gzipSync(unpacked < layerSize ? whole : tar, { level: 1 }));
  }
  return Buffer.concat(packed);
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 64 * 1024) yield bytes.subarray(at, at + 64 * 1024);
}

const bytes = await layerOf();
const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
const times = await sideBySide({
  gunzip: async () => {
    const unpacked = Readable.from(chunksOf(bytes), { objectMode: false }).pipe(createGunzip({ chunkSize }));
    for await (const _ of unpacked);
  },
  scan: () => imageFiles([{ mediaType, open: async () => chunksOf(bytes) }]),
});
console.log(JSON.stringify({ ...times, packed: bytes.length / megabyte }));
