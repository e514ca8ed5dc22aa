// A server that speaks JSON as AWS does for one service, by operation or, where the service is REST, by `GET /path`: what the emulator does not have, or not as a test needs it.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JsonObject, objectOf } from '../../shared/model/json.ts';

export type Operations = Readonly<Record<string, (input: JsonObject) => JsonObject>>;

export interface JsonServer {
  readonly url: string;
  readonly asked: string[];
  stop(): Promise<unknown>;
}

/** Everything else is refused, so that no call goes unseen. */
export async function jsonServer(operations: Operations): Promise<JsonServer> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    void (async () => {
      const operation = operationOf(request);
      asked.push(operation);
      const known = Object.entries(operations).find(([name]) => name === operation)?.[1];
      const body = known?.(await bodyOf(request)) ?? { __type: 'AccessDeniedException', message: operation };
      const status = known === undefined ? 400 : 200;
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    })().catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

function operationOf({ headers, method, url }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  return typeof target === 'string' ? (target.split('.').at(-1) ?? '') : `${method} ${url?.split('?', 1)[0]}`;
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return objectOf(JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}'));
}
