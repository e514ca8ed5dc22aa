// Fetching a blob: up to its bound, and what is none.
import { describe, expect, it } from 'vitest';
import { httpBlobs } from '../../shared/gather/blobs.ts';
import { dataUrl } from '../../shared/gather/data-url.ts';

const link = 'https://example.com/blob?X-Amz-Signature=secret';
const reader = (answer: () => Response | Promise<Response>) =>
  httpBlobs({ fetch: (async () => answer()) as typeof fetch });

describe('httpBlobs', () => {
  it('reads a blob up to its bound', async () => {
    const blobs = reader(() => new Response('hello'));
    const blob = await blobs.read(link, 5);
    expect(blob.ok && new TextDecoder().decode(blob.bytes)).toBe('hello');
    expect(await blobs.read(link, 4)).toMatchObject({ ok: false, code: 'failed' });
  });

  it.each([
    [403, 'denied'],
    [404, 'not-found'],
    [500, 'failed'],
  ])('%d is %s', async (status, code) => {
    expect(await reader(() => new Response('no', { status })).read(link, 9)).toMatchObject({
      ok: false,
      code,
    });
  });

  it('an answer without a body is no blob', async () => {
    expect(await reader(() => new Response(null, { status: 204 })).read(link, 9)).toMatchObject({
      ok: false,
    });
  });

  it.each(['TimeoutError', 'TypeError'])('%s is a time-out that tells no secret', async (name) => {
    const error = Object.assign(new Error(`cannot fetch ${link}`), { name });
    const blob = await reader(() => Promise.reject(error)).read(link, 9);
    expect(blob).toMatchObject({ ok: false, code: 'timeout' });
    expect(JSON.stringify(blob)).not.toContain('secret');
  });

  it('follows only https, and data of a snapshot', async () => {
    const blobs = httpBlobs();
    for (const url of ['', 'http://169.254.169.254/', 'file:///etc/passwd']) {
      expect(await blobs.read(url, 9)).toMatchObject({ ok: false, code: 'failed' });
    }
    expect(await blobs.read(dataUrl(new Uint8Array([1, 2])), 9)).toMatchObject({ ok: true });
  });
});
