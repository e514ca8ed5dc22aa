// Stands between the functions and the emulator, hands every call on, and keeps those that change something.
import { createServer, type IncomingHttpHeaders, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

export interface Recorder {
  readonly url: string;
  /** In their order; not those of the record, the queues, the bus, the keys and the sessions, which are Seawall's own. */
  readonly writes: readonly Call[];
  stop(): Promise<void>;
}

export async function recordCalls(endpoint: string): Promise<Recorder> {
  const { hostname, port } = new URL(endpoint);
  const writes: Call[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const body = Buffer.concat(chunks);
      const call = callIn(request.method ?? '', request.url ?? '', request.headers, body);
      if (isWrite(call)) writes.push(call);
      const { method, url: path, headers } = request;
      const onward = send({ ...{ hostname, port, method, path, headers }, agent: false }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      onward.end(body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${address.port}`, writes },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The service stands in the scope of the signature; the operation in a header, in the form, or in method and path. */
export function callIn(method: string, path: string, headers: IncomingHttpHeaders, body: Buffer): Call {
  const service =
    /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'nobody';
  const text = body.toString('utf8');
  const target =
    String(headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? '';
  if (target !== '') return { service, operation: target, input: JSON.parse(text) };
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const { Action = '', Version: _, ...input } = Object.fromEntries(new URLSearchParams(text));
    return { service, operation: Action, input };
  }
  const json = headers['content-type']?.includes('json') && text !== '';
  return { service, operation: `${method} ${path}`, input: json ? JSON.parse(text) : null };
}

const own = new Set(['dynamodb', 'sqs', 'sts', 'kms']);

function isWrite({ service, operation }: Call): boolean {
  if (own.has(service) || operation === 'PutEvents') return false;
  return !/^(?:Describe|List|Get|BatchGet|Generate|GET |HEAD )/.test(operation);
}
