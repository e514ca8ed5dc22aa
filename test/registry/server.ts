// A registry in this process that answers as a test says: manifests and blobs by digest, tags, referrers, or whatever a test scripts.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../shared/model/json.ts';
import type { ImageReference } from '../../shared/names/image-reference.ts';
import { distributionReader } from '../../shared/registry/distribution.ts';
import type { RegistryCredentials } from '../../shared/registry/token.ts';

export const sha256 = (bytes: Uint8Array | string) =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export const imageType = 'application/vnd.oci.image.manifest.v1+json';
export const indexType = 'application/vnd.oci.image.index.v1+json';
export const configType = 'application/vnd.oci.image.config.v1+json';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface FakeRegistry {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** Paths asked for, with their queries and `Authorization`. */
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[];
  /** Connections that were made so far. */
  readonly connections: () => number;
  /** Answers of a test, by path without `/v2/shop/web/`, before all others. */
  readonly scripted: Map<string, Answer>;
  /** Keeps a blob; its descriptor. */
  blob(bytes: Uint8Array | string, mediaType?: string): JsonObject & { readonly digest: string };
  /** Keeps a manifest, under a tag too where one is given; its descriptor. */
  manifest(json: JsonObject, tag?: string): JsonObject & { readonly digest: string };
  /** Keeps an image of one layer. */
  image(tag?: string, change?: JsonObject): JsonObject & { readonly digest: string };
  refer(digest: string, descriptors: readonly JsonObject[]): void;
  close(): Promise<void>;
}

export async function fakeRegistry(options: { readonly referrers?: false } = {}): Promise<FakeRegistry> {
  const blobs = new Map<string, Uint8Array>();
  const manifests = new Map<string, { readonly bytes: Uint8Array; readonly type: string }>();
  const referring = new Map<string, readonly JsonObject[]>();
  const scripted = new Map<string, Answer>();
  const asked: FakeRegistry['asked'] = [];
  const kept = (path: string) => {
    const [kind = '', reference = ''] = path.split('/');
    if (kind === 'manifests') return manifests.get(reference) ?? null;
    if (kind === 'referrers' && options.referrers !== false) {
      const list = { schemaVersion: 2, mediaType: indexType, manifests: referring.get(reference) ?? [] };
      return { bytes: Buffer.from(JSON.stringify(list)), type: indexType };
    }
    const blob = kind === 'blobs' ? blobs.get(reference) : undefined;
    return blob === undefined ? null : { bytes: blob, type: 'application/octet-stream' };
  };
  const answer: Answer = (request, response) => {
    const path = decodeURIComponent(request.url ?? '').replace(/^\/v2\/shop\/web\//, '');
    asked.push({ path, authorization: request.headers.authorization });
    const own = scripted.get(path) ?? scripted.get('*');
    if (own !== undefined) return own(request, response);
    const found = kept(path);
    if (found === null) response.writeHead(404).end('{"errors":[]}');
    else response.writeHead(200, { 'content-type': found.type }).end(found.bytes);
  };
  const server = createServer(answer);
  let connections = 0;
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const registry: FakeRegistry = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ asked, scripted, connections: () => connections },
    blob(bytes, mediaType = 'application/octet-stream') {
      const kept = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
      blobs.set(sha256(kept), kept);
      return { mediaType, digest: sha256(kept), size: kept.length };
    },
    manifest(json, tag) {
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, ...json }));
      const type = String(json.mediaType ?? imageType);
      const digest = sha256(bytes);
      for (const name of [digest, ...(tag === undefined ? [] : [tag])]) manifests.set(name, { bytes, type });
      return { mediaType: type, digest, size: bytes.length };
    },
    image(tag, change = {}) {
      const config = registry.blob(
        JSON.stringify({ os: 'linux', architecture: 'amd64', config: { User: '1000' }, ...change }),
        configType,
      );
      const layer = registry.blob('layer', 'application/vnd.oci.image.layer.v1.tar');
      return registry.manifest({ mediaType: imageType, config, layers: [layer] }, tag);
    },
    refer: (digest, descriptors) => void referring.set(digest, descriptors),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return registry;
}

export interface ReaderOptions {
  readonly credentials?: RegistryCredentials | null;
  readonly timeout?: number;
}

/** Reads `shop/web` of the registry, as the command line does. */
export function readerOf(host: string, { credentials = null, timeout = 5_000 }: ReaderOptions = {}) {
  const now = () => Date.parse('2026-11-20T12:00:00Z');
  const streamTimeout = timeout;
  return distributionReader({
    registry: host,
    repository: 'shop/web',
    credentials,
    now,
    timeout,
    streamTimeout,
  });
}

/** Opens whatever registry a reference names, at a time of the test's. */
export const openRegistry =
  (now: () => number) =>
  ({ registry, repository }: ImageReference) =>
    distributionReader({ registry, repository, credentials: null, now, timeout: 5_000 });
