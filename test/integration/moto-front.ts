// The emulator behind a server of our own, in a thread, so that it answers while a program is waited for: what moto does not know, by operation.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

interface Given {
  readonly moto: string;
  /** Answers by operation; all others are moto's. */
  readonly answers: Readonly<Record<string, object>>;
}

/** Its address, and what ends it. */
export async function motoFront(given: Given): Promise<{ readonly url: string; stop(): Promise<unknown> }> {
  const worker = new Worker(new URL(import.meta.url), { workerData: given });
  const port = await new Promise<number>((resolve, reject) =>
    worker.once('message', resolve).once('error', reject),
  );
  return { url: `http://127.0.0.1:${port}`, stop: () => worker.terminate() };
}

function serve({ moto, answers }: Given): void {
  const server = createServer((request, response) => {
    void (async () => {
      const own = answers[operationOf(request)];
      const answer = own === undefined ? await forward(moto, request) : Response.json(own);
      const type = answer.headers.get('content-type') ?? 'application/x-amz-json-1.1';
      response
        .writeHead(answer.status, { 'content-type': type })
        .end(Buffer.from(await answer.arrayBuffer()));
    })().catch(() => response.writeHead(500).end());
  });
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
}

function operationOf({ headers }: IncomingMessage): string {
  return (
    String(headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? ''
  );
}

const hopByHop = /^(?:connection|content-length|expect|host|transfer-encoding)$/;

async function forward(moto: string, request: IncomingMessage): Promise<Response> {
  const { method = 'GET', url = '/', headers } = request;
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && !hopByHop.test(name) ? [[name, value]] : [],
  );
  const body = new Uint8Array(await buffer(request));
  return fetch(`${moto}${url}`, { method, headers: kept, ...(body.length > 0 ? { body } : {}) });
}

if (!isMainThread && workerData?.moto !== undefined) serve(workerData);
