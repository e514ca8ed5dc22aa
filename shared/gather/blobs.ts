// Reads the layers and configurations that ECR hands out links for, over HTTPS, with a bound.
// SPDX-License-Identifier: Apache-2.0
import { type Blob, type BlobReader, failure } from './api.ts';
import { dataUrls } from './data-url.ts';

export interface HttpBlobOptions {
  /** Milliseconds for the whole blob. */
  readonly timeout?: number;
  readonly fetch?: typeof fetch;
}

/** Reads `https:` links (and a snapshot's `data:` ones). The link is a secret while it lasts: no reason quotes it. */
export function httpBlobs(options: HttpBlobOptions = {}): BlobReader {
  return {
    async read(url, maximumBytes) {
      if (url.startsWith('data:')) return dataUrls.read(url, maximumBytes);
      if (!url.startsWith('https://')) return failure('failed', 'no https link to the blob');
      try {
        const signal = AbortSignal.timeout(options.timeout ?? 15_000);
        const response = await (options.fetch ?? fetch)(url, { signal });
        return await bodyOf(response, maximumBytes);
      } catch (error) {
        const timedOut = error instanceof Error && error.name === 'TimeoutError';
        return failure(
          'timeout',
          timedOut ? 'the blob did not come in time' : 'the blob could not be fetched',
        );
      }
    },
  };
}

async function bodyOf(response: Response, maximumBytes: number): Promise<Blob> {
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    const code = response.status === 404 ? 'not-found' : response.status === 403 ? 'denied' : 'failed';
    return failure(code, `the registry answered ${response.status} for the blob`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maximumBytes) return failure('failed', `the blob is larger than ${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  return { ok: true, bytes: Buffer.concat(chunks) };
}
