// Reads blobs that a snapshot holds in place of ECR's short-lived links: `data:application/json;base64,…`.
// SPDX-License-Identifier: Apache-2.0
import { type BlobReader, failure } from './api.ts';

const prefix = /^data:[\w.+/-]{0,100};base64,/;

/** Reads `data:` URLs; any other link of a snapshot has expired long ago and counts as not recorded. */
export const dataUrls: BlobReader = {
  async read(url, maximumBytes) {
    const [head] = prefix.exec(url.slice(0, 200)) ?? [];
    if (head === undefined)
      return failure('not-recorded', 'the snapshot does not hold the image configuration');
    // Four characters of base64 make three bytes.
    if ((url.length - head.length) * 0.75 > maximumBytes + 3)
      return failure('failed', 'the recorded blob is too large');
    return { ok: true, bytes: Buffer.from(url.slice(head.length), 'base64') };
  },
};

/** A blob as the URL that `dataUrls` reads: what goes into a snapshot's `ECR.GetDownloadUrlForLayer`. */
export function dataUrl(bytes: Uint8Array): string {
  return `data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}`;
}
