// Stands between the functions and the emulator, hands every call on, and keeps those that change something.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JsonObject, objectOf } from '../../shared/model/json.ts';

export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** Refused as too many, answered by an error of the server, or done, and then the connection ends before the answer. */
export type Disturbance = 'throttled' | 'failed' | 'unanswered';

/** What a service answers, by operation. */
export type Operations = Readonly<Record<string, (input: JsonObject) => JsonObject>>;

export interface Recorder {
  readonly url: string;
  /** Services, by name, that answer so in place of the emulator's, which lacks them; what they do not know they refuse. */
  readonly answers: Map<string, Operations>;
  /** What becomes of a call that a function makes; null: it is handed on. */
  disturb: ((call: Call) => Disturbance | null) | null;
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
      const disturbance = recorder.disturb?.(call) ?? null;
      if (disturbance === 'throttled' || disturbance === 'failed')
        return refuse(response, disturbance, request);
      if (isWrite(call)) writes.push(call);
      const isUnanswered = disturbance === 'unanswered';
      return (
        answerBy(recorder.answers, call, response) ??
        handOn({ hostname, port, isUnanswered }, { request, body }, response)
      );
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  const recorder: Recorder = {
    ...{ url: `http://127.0.0.1:${address.port}`, answers: new Map(), writes, disturb: null },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return recorder;
}

interface Onward {
  readonly hostname: string;
  readonly port: string;
  /** The emulator does as it is told, and whoever asked never hears of it. */
  readonly isUnanswered: boolean;
}

function handOn(
  { hostname, port, isUnanswered }: Onward,
  { request, body }: { readonly request: IncomingMessage; readonly body: Buffer },
  response: ServerResponse,
): void {
  const { method, url: path, headers } = request;
  const onward = send({ ...{ hostname, port, method, path, headers }, agent: false }, (answer) => {
    if (isUnanswered) return answer.resume().on('end', () => response.destroy());
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    return answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  onward.end(body);
}

/** Null: nobody stands for the service. */
function answerBy(
  answers: Recorder['answers'],
  { service, operation, input }: Call,
  response: ServerResponse,
): ServerResponse | null {
  const operations = answers.get(service);
  if (operations === undefined) return null;
  const known = Object.entries(operations).find(([name]) => name === operation)?.[1];
  const body = known?.(objectOf(input)) ?? { __type: 'AccessDeniedException', message: operation };
  const status = known === undefined ? 400 : 200;
  return response
    .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
    .end(JSON.stringify(body));
}

/** In the two forms that errors of AWS have. */
function refuse(
  response: ServerResponse,
  how: 'throttled' | 'failed',
  { headers }: IncomingMessage,
): ServerResponse {
  const [status, code] = how === 'throttled' ? [429, 'ThrottlingException'] : [500, 'InternalFailure'];
  const isForm = headers['content-type']?.startsWith(form) === true;
  const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>disturbed</Message></Error></ErrorResponse>`;
  response.writeHead(status, { 'content-type': isForm ? 'text/xml' : 'application/x-amz-json-1.1' });
  return response.end(isForm ? xml : JSON.stringify({ __type: code, message: 'disturbed' }));
}

const form = 'application/x-www-form-urlencoded';

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
  if (headers['content-type']?.startsWith(form)) {
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
