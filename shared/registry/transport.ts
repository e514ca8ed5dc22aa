// One HTTP request to a registry: no credentials in redirects, no private addresses, a bounded answer in bounded time.
// SPDX-License-Identifier: Apache-2.0
import { type IncomingMessage, type RequestOptions, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isReserved, publicLookup, ReservedAddress } from './addresses.ts';
import { RegistryError } from './port.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: IncomingMessage;
  /** Where the answer came from, after redirects. */
  readonly url: URL;
}

export interface Ask {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The registry named by whoever asks: it may be anywhere; all others must be on public addresses. */
  readonly trusted: boolean;
  /** Ends the request, its redirects and its body. */
  readonly signal: AbortSignal;
}

const maximumRedirects = 4;
const redirects: readonly number[] = [301, 302, 303, 307, 308];

/** Follows redirects, without credentials. Rejects with RegistryError. */
export async function ask(first: Ask): Promise<Answer> {
  let next = first;
  for (let hop = 0; hop <= maximumRedirects; hop++) {
    const answer = await askOnce(next);
    if (!redirects.includes(answer.status)) return answer;
    await dismiss(answer);
    next = redirected(next, answer);
  }
  throw new RegistryError('failed', `${first.url.host} redirects without end`);
}

function redirected(from: Ask, { headers, url }: Answer): Ask {
  const { location } = headers;
  const target = location === undefined ? null : URL.parse(location, url.href);
  if (target === null) throw new RegistryError('failed', `${url.host} redirects to nowhere`);
  const same = target.origin === url.origin;
  // A link carries its own credentials; those of the registry are for the registry alone.
  const { authorization: _, ...others } = from.headers;
  return { ...from, url: target, trusted: from.trusted && same, headers: same ? from.headers : others };
}

/** Docker, too, speaks plain HTTP to loopback registries alone (dockerd, "insecure registries": 127.0.0.0/8). */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function askOnce(one: Ask): Promise<Answer> {
  const { url, headers, trusted, signal } = one;
  const plain = url.protocol === 'http:' && trusted && isLoopback(url);
  if (url.protocol !== 'https:' && !plain)
    throw new RegistryError('failed', `${url.host} is not asked without TLS`);
  if (!trusted && isReserved(url.hostname))
    throw new RegistryError('denied', `the registry leads to ${url.hostname}, a private address`);
  const options: RequestOptions = {
    headers: { 'user-agent': 'seawall', 'accept-encoding': 'identity', ...headers },
    signal,
    ...(trusted ? {} : { lookup: publicLookup }),
  };
  return new Promise((resolve, reject) => {
    const sent = (plain ? requestPlain : requestTls)(url, options, (body) => {
      resolve({ status: body.statusCode ?? 0, headers: body.headers, body, url });
    });
    sent.on('error', (error) => reject(failureOf(error, url, signal)));
    sent.end();
  });
}

/** An error has a few lines: more than this is no error, and not worth its connection. */
const longestDismissed = 16 * 1024;

/** Leaves an answer unread, and its connection open for the next request where little of it is left. */
export async function dismiss({ body }: Pick<Answer, 'body'>): Promise<void> {
  let size = 0;
  const closed = new Promise<void>((resolve) => body.once('close', () => resolve()));
  body.on('error', () => {});
  body.on('data', (chunk: Uint8Array) => {
    size += chunk.length;
    if (size > longestDismissed) body.destroy();
  });
  // Nobody waits for what has not come yet.
  if (body.complete) await closed;
}

/** In words of ours: the error's own may quote a link. */
export function failureOf(error: unknown, { host }: URL, signal: AbortSignal): RegistryError {
  if (error instanceof RegistryError) return error;
  if (signal.aborted) return new RegistryError('timeout', `${host} did not answer in time`);
  if (error instanceof ReservedAddress)
    return new RegistryError('denied', `the registry leads to ${host}, a private address`);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no connection';
  return new RegistryError('failed', `${host} cannot be read: ${code.slice(0, 60)}`);
}

/** The whole body; rejects with RegistryError where it is longer. */
export async function bodyOf(
  { body, url }: Answer,
  maximum: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > maximum) throw new RegistryError('failed', `${url.host} sent more than ${maximum} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw failureOf(error, url, signal);
  } finally {
    body.destroy();
  }
  return Buffer.concat(chunks);
}
