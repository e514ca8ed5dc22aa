// An API server over TLS that behaves as Kubernetes documents: resource versions, JSON patches that test, preconditions, chunks of
// lists, evictions within disruption budgets, and whatever trouble a test wants. It keeps objects and runs nothing.
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject, objectOf } from '../../../shared/model/json.ts';

const fixture = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
export const certificate = fixture('./localhost.pem');

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly type: string | undefined;
  readonly body: unknown;
}

export interface Cluster {
  readonly endpoint: string;
  /** By path: `/api/v1/namespaces/shop/pods/web-0`. */
  readonly objects: Map<string, JsonObject>;
  readonly asked: Asked[];
  /** Answers for the next requests that change something, in their stead; `lost` does it and hangs up. */
  readonly trouble: (Answer | 'lost')[];
  /** Every token but these is refused; empty: all are taken. */
  readonly tokens: Set<string>;
  put(path: string, object: JsonObject): void;
  close(): Promise<void>;
}

let versions = 0;

/** Kubernetes API conventions, "Response Status Kind". */
export function status(code: number, reason: string, message: string, details: object = {}): Answer {
  const body = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, details, code };
  return { status: code, body };
}

export async function clusterServer(): Promise<Cluster> {
  const objects = new Map<string, JsonObject>();
  const state = {
    objects,
    asked: [] as Asked[],
    trouble: [] as (Answer | 'lost')[],
    tokens: new Set<string>(),
  };
  const put = (path: string, object: JsonObject) => {
    const { uid = `uid-${++versions}`, ...metadata } = objectOf(object.metadata);
    const name = path.split('/').at(-1) ?? '';
    objects.set(path, { ...object, metadata: { name, ...metadata, uid, resourceVersion: `${++versions}` } });
  };
  const usual = (asked: Asked, query: URLSearchParams, token: string) =>
    state.tokens.size > 0 && !state.tokens.has(token)
      ? status(401, 'Unauthorized', 'no such token')
      : answered(asked, query, objects, put);
  const server = createServer(
    { key: fixture('./localhost-key.pem'), cert: certificate },
    async (request, response) => {
      const url = new URL(request.url ?? '', 'https://localhost');
      const text = await textOf(request);
      const body = text === '' ? null : JSON.parse(text);
      const asked = {
        method: String(request.method),
        path: url.pathname,
        type: request.headers['content-type'],
        body,
      };
      state.asked.push(asked);
      const problem = asked.method === 'GET' ? undefined : state.trouble.shift();
      const told =
        typeof problem === 'object'
          ? problem
          : usual(asked, url.searchParams, tokenIn(request.headers.authorization));
      if (problem === 'lost') request.socket.destroy();
      const headers = {
        'content-type': 'application/json',
        'audit-id': `audit-${state.asked.length}`,
        ...told.headers,
      };
      response.writeHead(told.status, headers).end(JSON.stringify(told.body));
    },
  );
  const port = await listening(server);
  return {
    ...state,
    put,
    endpoint: `https://localhost:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function tokenIn(authorization = ''): string {
  return authorization.replace('Bearer ', '');
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, 'localhost', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    }),
  );
}

type Objects = Map<string, JsonObject>;
type Put = Cluster['put'];

function answered(
  { method, path, body, type }: Asked,
  query: URLSearchParams,
  objects: Objects,
  put: Put,
): Answer {
  const object = objects.get(path);
  if (method === 'POST')
    return path.endsWith('/eviction') ? evicted(path, body, objects) : created(path, body, objects, put);
  if (object === undefined)
    return method === 'GET' && isList(path) ? listed(path, query, objects) : notFound(path);
  if (method === 'GET') return { status: 200, body: object };
  if (method === 'DELETE') return deleted(path, object, objectOf(objectOf(body).preconditions), objects);
  if (type !== 'application/json-patch+json') return status(415, 'UnsupportedMediaType', `not ${type}`);
  const patched = applied(object, Array.isArray(body) ? body : []);
  if (typeof patched === 'string') return status(422, 'Invalid', patched);
  put(path, patched);
  return { status: 200, body: objects.get(path) ?? {} };
}

function notFound(path: string): Answer {
  return status(404, 'NotFound', `${path} not found`);
}

function isList(path: string): boolean {
  return /\/(?:[a-z]+s|networkpolicies)$/.test(path) && !/\/namespaces\/[^/]+\/[a-z]+\/[^/]+$/.test(path);
}

/** Kubernetes, "API Concepts", "Retrieving large results sets in chunks"; never more than two at once, to have chunks at all. */
function listed(path: string, query: URLSearchParams, objects: Objects): Answer {
  const all = [...objects].filter(([one]) => one.startsWith(`${path}/`)).map(([, object]) => object);
  const from = Number(query.get('continue') ?? 0);
  const to = from + Math.min(2, Number(query.get('limit') ?? 2));
  const metadata = to < all.length ? { continue: `${to}` } : {};
  return { status: 200, body: { kind: 'List', metadata, items: all.slice(from, to) } };
}

function created(path: string, body: unknown, objects: Objects, put: Put): Answer {
  const name = String(objectOf(objectOf(body).metadata).name);
  if (objects.has(`${path}/${name}`)) return status(409, 'AlreadyExists', `${name} already exists`);
  put(`${path}/${name}`, objectOf(body));
  return { status: 201, body: objects.get(`${path}/${name}`) ?? {} };
}

function deleted(path: string, object: JsonObject, { uid }: JsonObject, objects: Objects): Answer {
  if (uid !== undefined && uid !== objectOf(object.metadata).uid)
    return status(409, 'Conflict', `the UID in the precondition (${uid}) does not match`);
  objects.delete(path);
  return { status: 200, body: object };
}

/** Kubernetes, "API-initiated Eviction", "How API-initiated eviction works". */
function evicted(path: string, body: unknown, objects: Objects): Answer {
  const pod = path.slice(0, -'/eviction'.length);
  const object = objects.get(pod);
  if (object === undefined) return notFound(pod);
  const root = pod.slice(pod.indexOf('/namespaces/'), pod.indexOf('/pods/'));
  const budgets = [...objects].filter(([one]) =>
    one.startsWith(`/apis/policy/v1${root}/poddisruptionbudgets/`),
  );
  if (budgets.some(([, budget]) => objectOf(budget.status).disruptionsAllowed === 0))
    return {
      ...status(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
        causes: [{ reason: 'DisruptionBudget', message: 'needs 1 healthy pods and has 1 currently' }],
      }),
      headers: { 'retry-after': '10' },
    };
  const done = deleted(pod, object, objectOf(objectOf(objectOf(body).deleteOptions).preconditions), objects);
  return done.status === 200 ? { status: 201, body: { kind: 'Status', status: 'Success', code: 201 } } : done;
}

/** RFC 6902, the three operations that are sent; a text says which did not apply. */
function applied(object: JsonObject, patch: readonly unknown[]): JsonObject | string {
  let document = object;
  for (const step of patch.map(objectOf)) {
    const keys = String(step.path).split('/').slice(1);
    if (step.op === 'test' && !isDeepStrictEqual(valueAt(document, keys), step.value))
      return `Testing value ${step.path} failed`;
    if (step.op === 'replace' && valueAt(document, keys) === undefined)
      return `replace of missing ${step.path}`;
    if (step.op !== 'test') document = withValue(document, keys, step.value);
  }
  return document;
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce((at: unknown, key) => (isObject(at) ? at[key] : undefined), value);
}

function withValue(object: JsonObject, [key = '', ...rest]: readonly string[], value: unknown): JsonObject {
  const inner = rest.length === 0 ? value : withValue(objectOf(object[key]), rest, value);
  return { ...object, [key]: JSON.parse(JSON.stringify(inner)) };
}
