// The address of a function over HTTP, as AWS::Lambda::Url hands requests over.
// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dig, numberOf, stringMapOf, stringOf } from '../../shared/model/json.ts';

/** Bodies come base64-encoded, as they do for types that Lambda takes for binary. */
export async function functionUrl(invoke: (event: unknown) => Promise<unknown>) {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const answer = await invoke({
        ...{ version: '2.0', rawPath: request.url, headers: request.headers, isBase64Encoded: true },
        body: Buffer.concat(chunks).toString('base64'),
      });
      response.writeHead(numberOf(dig(answer, 'statusCode')) ?? 200, stringMapOf(dig(answer, 'headers')));
      response.end(stringOf(dig(answer, 'body')) ?? '');
    })().catch(() => response.writeHead(502).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
