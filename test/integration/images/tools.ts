// The real parts of the suites on images: a registry, cosign and notation, where this machine has them (.ci/run installs them).
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { JsonObject } from '../../../shared/model/json.ts';
import { basic } from '../../../shared/registry/token.ts';
import { configType, imageType, indexType, sha256 } from '../../registry/server.ts';

const run = promisify(execFile);

interface Serving {
  readonly port: number;
  readonly folder: string;
  readonly login: Login | null;
}

/** Who alone may come in. */
export interface Login {
  readonly username: string;
  readonly password: string;
  /** The password as htpasswd keeps it, by bcrypt. */
  readonly hash: string;
}

/** By the name of the program, how it is started. */
const implementations = {
  /** Debian's speaks the API without referrers: tags stand in for them. */
  'docker-registry': ({ port, folder, login }: Serving) => {
    const users = join(folder, 'htpasswd');
    if (login !== null) writeFileSync(users, `${login.username}:${login.hash}\n`);
    const auth = login === null ? '' : `auth: { htpasswd: { realm: test, path: ${users} } }\n`;
    const storage = `filesystem: { rootdirectory: ${join(folder, 'data')} }, delete: { enabled: true }`;
    const config = join(folder, 'registry.yml');
    writeFileSync(
      config,
      `version: 0.1\nstorage: { ${storage} }\nhttp: { addr: "127.0.0.1:${port}" }\nlog: { level: error }\n${auth}`,
    );
    return ['serve', config];
  },
  /** Has referrers. */
  olareg: ({ port, folder }: Serving) => [
    ...['serve', '--addr', '127.0.0.1', '--port', String(port), '--dir', join(folder, 'data')],
    '--api-delete',
  ],
} as const;
export type Implementation = keyof typeof implementations;

/** Folder with the tools; null: this machine has none. */
export const toolFolder = ((): string | null => {
  const folder = process.env.SEAWALL_IMAGE_TOOLS ?? '';
  return folder !== '' &&
    [...Object.keys(implementations), 'cosign', 'notation'].every((name) => existsSync(join(folder, name)))
    ? folder
    : null;
})();

export interface RealRegistry {
  readonly host: string;
  /** Where keys and configurations of the tools lie. */
  readonly folder: string;
  push(
    repository: string,
    manifest: JsonObject,
    tag?: string,
  ): Promise<{ readonly digest: string; readonly size: number }>;
  blob(repository: string, bytes: Uint8Array): Promise<{ readonly digest: string; readonly size: number }>;
  image(
    repository: string,
    tag: string | undefined,
    architecture?: string,
    files?: Readonly<Record<string, string>>,
  ): Promise<JsonObject & { readonly digest: string }>;
  index(repository: string, tag: string, images: readonly JsonObject[]): Promise<{ readonly digest: string }>;
  cosign(...args: readonly string[]): Promise<string>;
  notation(...args: readonly string[]): Promise<string>;
  /** Takes away what a tag stands for. */
  remove(repository: string, tag: string): Promise<void>;
  close(): void;
}

/** One of the implementations on a port of its own. */
export async function realRegistry(
  port: number,
  program: Implementation = 'docker-registry',
  login: Login | null = null,
): Promise<RealRegistry> {
  const tools = toolFolder ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'seawall-registry-'));
  const server = spawn(join(tools, program), implementations[program]({ port, folder, login }), {
    stdio: 'ignore',
  });
  const host = `127.0.0.1:${port}`;
  await up(host, program);
  const headers = login === null ? {} : { authorization: basic(login) };
  const base = `http://${host}/v2`;
  const blob: RealRegistry['blob'] = async (repository, bytes) => {
    const begun = await fetch(`${base}/${repository}/blobs/uploads/`, { method: 'POST', headers });
    const place = new URL(begun.headers.get('location') ?? '', `http://${host}`);
    place.searchParams.set('digest', sha256(bytes));
    await sent(place, { ...headers, 'content-type': 'application/octet-stream' }, bytes);
    return { digest: sha256(bytes), size: bytes.length };
  };
  const push: RealRegistry['push'] = async (repository, manifest, tag) => {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, ...manifest }));
    await sent(
      new URL(`${base}/${repository}/manifests/${tag ?? sha256(bytes)}`),
      { ...headers, 'content-type': String(manifest.mediaType) },
      bytes,
    );
    return { digest: sha256(bytes), size: bytes.length };
  };
  const env = {
    ...process.env,
    COSIGN_PASSWORD: 'test',
    NOTATION_CONFIG: folder,
    XDG_CONFIG_HOME: folder,
    HOME: folder,
  };
  const tool =
    (name: string) =>
    async (...args: readonly string[]) =>
      (await run(join(tools, name), [...args], { cwd: folder, env })).stdout;
  return {
    ...{ host, folder, push, blob },
    async image(repository, tag, architecture = 'amd64', files = { app: 'hello' }) {
      const tar = await tarOf(files);
      const layer = await blob(repository, gzipSync(tar));
      const said = { os: 'linux', architecture, created: '2026-11-01T00:00:00Z', config: { User: '1000' } };
      const rootfs = { type: 'layers', diff_ids: [sha256(tar)] };
      const own = await blob(repository, Buffer.from(JSON.stringify({ ...said, rootfs })));
      const layers = [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', ...layer }];
      const manifest = { mediaType: imageType, config: { mediaType: configType, ...own }, layers };
      return {
        mediaType: imageType,
        ...(await push(repository, manifest, tag)),
        platform: { os: 'linux', architecture },
      };
    },
    async remove(repository, tag) {
      const accept = [imageType, indexType].join(', ');
      const found = await fetch(`${base}/${repository}/manifests/${tag}`, {
        headers: { ...headers, accept },
      });
      const digest = sha256(new Uint8Array(await found.arrayBuffer()));
      const gone = await fetch(`${base}/${repository}/manifests/${digest}`, { method: 'DELETE', headers });
      if (!gone.ok) throw new Error(`${tag}: ${gone.status} ${await gone.text()}`);
    },
    index: (repository, tag, manifests) => push(repository, { mediaType: indexType, manifests }, tag),
    cosign: tool('cosign'),
    notation: tool('notation'),
    close: () => void server.kill(),
  };
}

async function up(host: string, program: Implementation): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(`http://${host}/v2/`).catch(() => null);
    if (answer?.ok === true || answer?.status === 401) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${program} does not start`);
}

async function sent(url: URL, headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<void> {
  const answer = await fetch(url, {
    method: 'PUT',
    headers,
    body: Buffer.from(body),
  });
  if (!answer.ok) throw new Error(`${url.pathname}: ${answer.status} ${await answer.text()}`);
}

async function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files))
    tar.entry({ name, mode: 0o755, mtime: new Date(0) }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const unlogged = ['--tlog-upload=false', '--use-signing-config=false', '--yes'];

/** What each way of signing does to an image; keys are made by `keys`. */
export const ways: Readonly<Record<string, (registry: RealRegistry, image: string) => Promise<unknown>>> = {
  'cosign key, legacy': ({ cosign }, image) =>
    cosign('sign', '--key', 'cosign.key', ...unlogged, '--new-bundle-format=false', image),
  'cosign key, bundle': ({ cosign }, image) => cosign('sign', '--key', 'cosign.key', ...unlogged, image),
  'Notation, JWS': (registry, image) => notarize(registry, 'jws', image),
  'Notation, COSE': (registry, image) => notarize(registry, 'cose', image),
};

/** By the referrers API where there is one: left to itself, notation always writes the tag that stands in for it. */
function notarize({ notation }: RealRegistry, format: string, image: string): Promise<string> {
  const place = ['--insecure-registry', '--force-referrers-tag=false'];
  return notation('sign', '--signature-format', format, ...place, image);
}

/** Attests SLSA provenance, as a bundle or in cosign's first form. */
export function attest(
  { cosign, folder }: RealRegistry,
  image: string,
  form: 'bundle' | 'legacy',
): Promise<string> {
  const file = join(folder, 'provenance.json');
  const workflow = { repository: 'https://github.com/acme/shop', ref: 'refs/heads/main' };
  const buildDefinition = { buildType: 'https://acme.test/build', externalParameters: { workflow } };
  writeFileSync(
    file,
    JSON.stringify({ buildDefinition, runDetails: { builder: { id: 'https://acme.test/builder' } } }),
  );
  const format = form === 'legacy' ? ['--new-bundle-format=false'] : [];
  return cosign(
    'attest',
    '--key',
    'cosign.key',
    ...unlogged,
    ...format,
    '--type',
    'slsaprovenance1',
    '--predicate',
    file,
    image,
  );
}

export async function keys({ cosign, notation }: RealRegistry): Promise<void> {
  await cosign('generate-key-pair');
  await notation('cert', 'generate-test', '--default', 'acme.test');
}
