// One request over TLS to an API server whose certificate only the cluster's own authority signs, which fetch cannot be told of.
// SPDX-License-Identifier: Apache-2.0
import type { IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** PEM of the only authority that is trusted. */
  readonly ca: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Rejects where there is no whole answer. */
export type Send = (request: HttpRequest) => Promise<HttpAnswer>;

const largestAnswer = 32 * 1024 * 1024;

export const httpsSend: Send = sendWithin(10_000);

/** `patience`: milliseconds for the whole answer. */
export function sendWithin(patience: number): Send {
  return (request) => send(request, patience);
}

function send({ method, url, headers, body, ca }: HttpRequest, patience: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    // Node gives a DELETE no length by itself, and its body would be taken for the next request.
    const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = httpsRequest(
      url,
      { method, headers: { ...headers, ...length }, ca, signal: AbortSignal.timeout(patience) },
      (answer) => {
        const chunks: Buffer[] = [];
        let read = 0;
        answer.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (read > largestAnswer) answer.destroy(new Error('the answer is too large'));
          else chunks.push(chunk);
        });
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}
