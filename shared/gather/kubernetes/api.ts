// The API port with Kubernetes clusters of EKS behind it: `kubernetes` is one more service, told where by the parameter `cluster`.
// SPDX-License-Identifier: Apache-2.0
import { dig, isObject, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { trimmedEnd } from '../../model/trimmed.ts';
import { type ApiAnswer, type ApiRequest, type AwsApi, type Failure, failure, objectsOf } from '../api.ts';
import { lru } from '../lru.ts';
import type { HttpAnswer, Send } from './http.ts';
import { type Operation, operations, pathOf, queryOf } from './operations.ts';

export interface KubernetesPorts {
  readonly send: Send;
  /** The bearer token for a cluster; rejects with the SDK's error. */
  readonly tokenFor: (account: string | null, region: string | null, cluster: string) => Promise<string>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What can be sent, by name. Default: what responses send. */
  readonly operations?: ReadonlyMap<string, Operation>;
  /** Items of a list at most: a longer one is a failure. */
  readonly mostItems?: number;
}

interface Connection {
  readonly endpoint: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
  readonly until: number;
}

// The server takes a token for 15 minutes (aws-iam-authenticator, "API Authorization from Outside a Cluster").
const tokenLife = 10 * 60_000;
const maximumConnections = 50;
// Kubernetes, "API Concepts", "Retrieving large results sets in chunks".
const chunk = 500;
const maximumChunks = 200;

/** Sends calls of the service `kubernetes` to the cluster that they name, all others to AWS. Never throws. */
export function withKubernetes(aws: AwsApi, ports: KubernetesPorts): AwsApi {
  const connections = lru<Connection>(maximumConnections);
  return {
    async call(request) {
      if (request.service !== 'kubernetes') return aws.call(request);
      try {
        return await answerOf(request, aws, ports, connections);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return failure('timeout', `kubernetes.${request.operation}: ${why.slice(0, 300)}`);
      }
    },
  };
}

type Connections = ReturnType<typeof lru<Connection>>;

async function answerOf(
  request: ApiRequest,
  aws: AwsApi,
  ports: KubernetesPorts,
  connections: Connections,
): Promise<ApiAnswer> {
  const operation = (ports.operations ?? operations).get(request.operation);
  const path = operation === undefined ? null : pathOf(operation, request.input);
  const name = stringOf(request.input.cluster);
  if (operation === undefined || path === null || name === null)
    return failure(
      'failed',
      `kubernetes.${request.operation} is not a call that is made here, or names nothing`,
    );
  const key = JSON.stringify([request.account, request.region, name]);
  const known = connections.get(key);
  const fresh = known !== undefined && known.until > ports.now();
  const connected = fresh ? known : await connect(request, name, aws, ports);
  if ('ok' in connected) return connected;
  connections.set(key, connected);
  const asked = { request, operation, path, connection: connected, ports };
  return operation.verb === 'list' ? listAll(asked) : once(asked, queryOf(operation, request.input));
}

async function connect(
  { account, region }: ApiRequest,
  name: string,
  aws: AwsApi,
  { tokenFor, now }: KubernetesPorts,
): Promise<Connection | Failure> {
  const described = await aws.call({
    ...{ account, region, service: 'eks', operation: 'DescribeCluster', input: { name } },
  });
  // A cluster that is not there is no object that is not there: whoever asks for one must not take it for gone.
  if (!described.ok) return described.code === 'not-found' ? failure('failed', described.reason) : described;
  const endpoint = stringOf(dig(described.output, 'cluster', 'endpoint'));
  const data = stringOf(dig(described.output, 'cluster', 'certificateAuthority', 'data'));
  if (endpoint === null || data === null || !endpoint.startsWith('https://'))
    return failure('failed', `cluster ${name} has no endpoint (yet)`);
  const token = await tokenFor(account, region, name);
  const ca = Buffer.from(data, 'base64').toString('utf8');
  return { endpoint: trimmedEnd(endpoint, '/'), ca, token, until: now() + tokenLife };
}

interface Asked {
  readonly request: ApiRequest;
  readonly operation: Operation;
  readonly path: string;
  readonly connection: Connection;
  readonly ports: KubernetesPorts;
}

async function once(
  { request, operation, path, connection, ports }: Asked,
  query: string,
): Promise<ApiAnswer> {
  const asOf = new Date(ports.now()).toISOString();
  const body = request.input.body === undefined ? null : JSON.stringify(request.input.body);
  const answer = await ports.send({
    method: methods[operation.verb],
    url: `${connection.endpoint}${path}${query}`,
    headers: {
      authorization: `Bearer ${connection.token}`,
      accept: operation.text === true ? '*/*' : 'application/json',
      ...(body === null ? {} : { 'content-type': contentType(operation) }),
    },
    body,
    ca: connection.ca,
  });
  return told(answer, asOf, operation, request.operation);
}

const methods = { read: 'GET', list: 'GET', create: 'POST', patch: 'PATCH', delete: 'DELETE' } as const;

/** RFC 6902: `test` makes a change and the state that it was planned on one step. */
function contentType({ verb }: Operation): string {
  return verb === 'patch' ? 'application/json-patch+json' : 'application/json';
}

/** All chunks of a list as one answer, `{ items }`. A list that could not be read to its end is a failure. */
async function listAll(asked: Asked): Promise<ApiAnswer> {
  const { request, operation, ports } = asked;
  const { kept = (item: JsonObject) => item } = operation;
  const name = `kubernetes.${request.operation}`;
  const most = ports.mostItems ?? Number.POSITIVE_INFINITY;
  const items: JsonObject[] = [];
  let next = '';
  for (let chunks = 0; chunks < maximumChunks; chunks++) {
    const answer = await once(asked, chunkQuery(request.input, next));
    if (!answer.ok) return answer;
    items.push(...objectsOf(answer.output.items).map(kept));
    if (items.length > most)
      return failure('failed', `${name}: there are more than ${most}, too many to look through`);
    next = stringOf(dig(answer.output, 'metadata', 'continue')) ?? '';
    if (next === '') return { ...answer, output: { items } };
  }
  return failure('failed', `${name}: the list has no end`);
}

function chunkQuery(input: JsonObject, next: string): string {
  const selector = stringOf(input.labelSelector);
  const chosen = selector === null ? '' : `&labelSelector=${encodeURIComponent(selector)}`;
  return `?limit=${chunk}${chosen}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;
}

function told(
  { status, headers, text }: HttpAnswer,
  asOf: string,
  { text: isText }: Operation,
  operation: string,
): ApiAnswer {
  const body = isFine(status) && isText === true ? { text } : parsed(text);
  if (!isFine(status) || body === null) return refusal({ status, headers }, body, operation);
  const audit = stringOf(headers['audit-id']);
  return { ok: true, output: body, asOf, ...(audit === null ? {} : { requestId: audit }) };
}

function isFine(status: number): boolean {
  return status >= 200 && status < 300;
}

function refusal(
  { status, headers }: Pick<HttpAnswer, 'status' | 'headers'>,
  body: JsonObject | null,
  operation: string,
): Failure {
  const { message, reason } = objectOf(body);
  const said =
    stringOf(message)
      ?.replace(/\p{Cc}+/gu, ' ')
      .slice(0, 300) ?? 'no reason given';
  const code = failures.get(status) ?? (status >= 500 ? 'timeout' : 'failed');
  const wait = Number(headers['retry-after']);
  return {
    ...failure(code, `kubernetes.${operation}: ${status} ${stringOf(reason) ?? ''}: ${said}`),
    ...(wait > 0 ? { retryAfter: wait * 1000 } : {}),
  };
}

// Kubernetes API conventions, "HTTP Status codes": 409 and 422 say that the object is not as the call takes it to be.
const failures = new Map<number, Failure['code']>([
  [401, 'denied'],
  [403, 'denied'],
  [404, 'not-found'],
  [408, 'timeout'],
  [429, 'throttled'],
]);

function parsed(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
