// The entries of a tar on disk, packed or not, one after the other.
// SPDX-License-Identifier: Apache-2.0
import { posix } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Entry } from 'tar-stream';
import { headOf, isGzip, streamOfFile } from './bytes.ts';

/** Each must be read, or passed over by `resume()`, before the next comes. Throws what reading ends in. */
export async function tarEntries(path: string): Promise<AsyncIterable<Entry>> {
  // Most runs see no image.
  const { extract } = await import('./tar.ts');
  const tar = extract();
  const source = streamOfFile(path);
  source.on('error', (error) => tar.destroy(error));
  if (isGzip(headOf(path, 2))) {
    const gunzip = createGunzip({ chunkSize: 256 * 1024 });
    gunzip.on('error', (error) => tar.destroy(error));
    source.pipe(gunzip).pipe(tar);
  } else source.pipe(tar);
  return tar;
}

/** As what unpacks it would call it. */
export function nameIn(name: string): string {
  return posix.normalize(name).replace(/^\/+/, '');
}
