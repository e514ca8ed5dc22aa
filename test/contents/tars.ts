// Layers for tests: tars made from entries, packed as a test says.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type Headers, pack } from 'tar-stream';
import type { Bounds } from '../../shared/contents/bounds.ts';
import { imageFiles, type LayerSource } from '../../shared/contents/image-files.ts';

export type Entry = Headers & { readonly content?: string | Uint8Array };

/** A file by its name alone is a program of a few bytes. */
export async function tarOf(entries: readonly (Entry | string)[]): Promise<Buffer> {
  const tar = pack();
  for (const entry of entries) {
    const { content = '', ...header } =
      typeof entry === 'string' ? { name: entry, mode: 0o755, content: 'x' } : entry;
    tar.entry({ mtime: new Date(0), ...header }, Buffer.from(content));
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function layer(bytes: Uint8Array, mediaType = 'application/vnd.oci.image.layer.v1.tar'): LayerSource {
  return {
    mediaType,
    open: async () =>
      (async function* () {
        for (let at = 0; at < bytes.length; at += 64 * 1024) yield bytes.subarray(at, at + 64 * 1024);
      })(),
  };
}

export const gzipped = (bytes: Uint8Array) =>
  layer(gzipSync(bytes), 'application/vnd.oci.image.layer.v1.tar+gzip');
export const zstd = (bytes: Uint8Array) =>
  layer(zstdCompressSync(bytes), 'application/vnd.oci.image.layer.v1.tar+zstd');

/** What is odd in the layers: `kind path`. */
export async function odd(layers: readonly LayerSource[], bounds?: Bounds): Promise<readonly string[]> {
  const { oddities } = await imageFiles(layers, bounds);
  return oddities.map(({ kind, path, what }) => `${kind} ${path}${what === null ? '' : ` (${what})`}`);
}
