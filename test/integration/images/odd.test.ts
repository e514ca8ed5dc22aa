// Odd and hostile images in two real registries: layers in every packing, indexes in indexes, what claims to be something else.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seawall } from '../../cli/cli.ts';
import { type Entry, tarOf } from '../../contents/tars.ts';
import { configType, imageType, indexType } from '../../registry/server.ts';
import { keys, type RealRegistry, realRegistry, toolFolder, ways } from './tools.ts';

const missing = toolFolder === null && process.env.CI !== 'true';
const gzip = 'application/vnd.oci.image.layer.v1.tar+gzip';
const zstd = 'application/vnd.oci.image.layer.v1.tar+zstd';
const signed = 'image-provenance/signed-image';
const tools = 'immutability/no-toolchain-in-image';
const secrets = 'input-validation/no-plaintext-secrets';

const configuration = {
  ...{ os: 'linux', architecture: 'amd64', config: { User: '1000' } },
  rootfs: { type: 'layers', diff_ids: [] },
};

interface Layer {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

interface VerdictJson {
  readonly control: string;
  readonly outcome: string;
  readonly evidence: readonly { readonly path: string; readonly message: string }[];
}

describe.skipIf(missing).each([
  ['docker-registry', 5_093],
  ['olareg', 5_092],
] as const)('%s', (program, port) => {
  let registry: RealRegistry;
  let policy: string;

  beforeAll(async () => {
    if (toolFolder === null) throw new Error('SEAWALL_IMAGE_TOOLS: the tools of .ci/image-tools are wanted');
    registry = await realRegistry(port, program);
    await keys(registry);
    const folder = join(registry.folder, 'policy');
    mkdirSync(folder);
    copyFileSync(join(registry.folder, 'cosign.pub'), join(folder, 'release.pub'));
    policy = join(folder, 'seawall.yml');
    writeFileSync(
      policy,
      `version: 1
trust: { signers: [{ name: release, cosign-key: release.pub }] }
controls:
  ${tools}: { enabled: true }
  ${secrets}: { parameters: { megabytes: 100 } }
`,
    );
  });
  afterAll(() => registry?.close());

  const run = (name: string) =>
    seawall(['evaluate', `${registry.host}/${name}`, '--policy', policy, '--format', 'json']);
  const outcomes = (name: string, control: string): string[] =>
    (JSON.parse(run(name).stdout).verdicts as readonly VerdictJson[])
      .filter((one) => one.control === control)
      .map(({ outcome, evidence }) => [outcome, ...evidence.map(({ path }) => path)].join(' '));
  const sign = (repository: string, digest: string, way: 'bundle' | 'legacy' = 'bundle') =>
    ways[`cosign key, ${way}`]?.(registry, `${registry.host}/${repository}@${digest}`);

  async function push(
    repository: string,
    layers: readonly Layer[],
    config: object = configuration,
    more: object = {},
  ) {
    const own = await registry.blob(repository, Buffer.from(JSON.stringify(config)));
    const kept = [];
    for (const { mediaType, bytes } of layers)
      kept.push({ mediaType, ...(await registry.blob(repository, bytes)) });
    const manifest = { mediaType: imageType, config: { mediaType: configType, ...own }, layers: kept };
    return registry.push(repository, { ...manifest, ...more }, '1');
  }

  const tar = (...files: readonly Entry[]) => tarOf(files);
  const shell: Entry = { name: 'bin/sh', mode: 0o755, content: Buffer.from('x') };
  const packings: Readonly<Record<string, () => Promise<Layer>>> = {
    // One member of gzip for each file, then a table of contents (containerd/stargz-snapshotter, "eStargz").
    estargz: async () => {
      const table = await tar({ name: 'stargz.index.json', mode: 0o644, content: Buffer.from('{}') });
      const first = (await tar(shell)).subarray(0, -1024);
      return { mediaType: gzip, bytes: Buffer.concat([gzipSync(first), gzipSync(table)]) };
    },
    // Frames, then one to be skipped with the table of contents (containers/storage, pkg/chunked).
    'zstd:chunked': async () => {
      const whole = await tar(shell);
      const skipped = Buffer.alloc(72);
      skipped.writeUInt32LE(0x184d2a50, 0);
      skipped.writeUInt32LE(64, 4);
      const frames = [whole.subarray(0, 512), whole.subarray(512)].map((part) => zstdCompressSync(part));
      return { mediaType: zstd, bytes: Buffer.concat([...frames, skipped]) };
    },
    'zstd that is called gzip': async () => ({ mediaType: gzip, bytes: zstdCompressSync(await tar(shell)) }),
  };

  it.each(Object.keys(packings))('looks into %s', async (name) => {
    const repository = `packed/${Object.keys(packings).indexOf(name)}`;
    const layer = await packings[name]?.();
    await push(repository, layer === undefined ? [] : [layer]);
    expect(outcomes(`${repository}:1`, tools)).toEqual(['fail layers.shell']);
  });

  it('judges an image without layers', async () => {
    await push('empty/one', []);
    expect(outcomes('empty/one:1', tools)).toEqual(['pass']);
    expect(outcomes('empty/one:1', signed)).toEqual(['fail image']);
  });

  it('says that an SBOM about an image is none', async () => {
    const { digest } = await push('about/one', []);
    const blob = await registry.blob('about/one', Buffer.from('{}'));
    const empty = { mediaType: 'application/vnd.oci.empty.v1+json', ...blob };
    const subject = { mediaType: imageType, digest, size: 1 };
    const sbom = {
      mediaType: imageType,
      artifactType: 'application/spdx+json',
      config: empty,
      layers: [empty],
    };
    await registry.push('about/one', { ...sbom, subject }, 'sbom');
    expect(JSON.parse(run('about/one:sbom').stdout).errors[0].message).toBe('it is an SBOM, not an image');
  });

  it('does not take an image for signed that is about a signed one', async () => {
    const { digest } = await registry.image('about/two', 'good');
    await sign('about/two', digest);
    await push('about/two', [], configuration, { subject: { mediaType: imageType, digest, size: 1 } });
    expect(outcomes('about/two:1', signed)).toEqual(['fail image']);
  });

  it.each([
    ['the outer', 'pass'],
    ['the inner', 'fail image'],
  ])('of an index in an index believes a signature of %s: %s', async (which, outcome) => {
    const repository = `nested/${which.replace(' ', '-')}`;
    const inner = await registry.index(repository, 'inner', [await registry.image(repository, undefined)]);
    const manifests = [{ mediaType: indexType, ...inner }];
    const outer = await registry.push(repository, { mediaType: indexType, manifests }, '1');
    await sign(repository, (which === 'the outer' ? outer : inner).digest);
    expect(outcomes(`${repository}:1`, signed)).toEqual([outcome]);
  });

  it.each([
    ['an attestation of BuildKit', 'application/vnd.in-toto+json', ['pass']],
    ['an image that calls itself one', gzip, ['pass', 'fail image']],
  ])('judges %s for what it is', async (_, mediaType, expected) => {
    const repository = `attested/${expected.length}`;
    const image = await registry.image(repository, undefined);
    await sign(repository, image.digest);
    const config = { ...configuration, os: 'unknown', architecture: 'unknown' };
    const beside = await push(repository, [{ mediaType, bytes: Buffer.from('{"_type":"x"}') }], config);
    const annotations = { 'vnd.docker.reference.type': 'attestation-manifest' };
    const platform = { os: 'unknown', architecture: 'unknown' };
    await registry.index(repository, '2', [
      image,
      { mediaType: imageType, ...beside, platform, annotations },
    ]);
    expect(outcomes(`${repository}:2`, signed)).toEqual(expected);
  });

  it('does not believe a signature that was copied to another image', async () => {
    const good = await registry.image('copied/one', 'good');
    await sign('copied/one', good.digest, 'legacy');
    const evil = await push('copied/one', []);
    const at = (digest: string) =>
      `http://${registry.host}/v2/copied/one/manifests/${digest.replace(':', '-')}.sig`;
    const signature = await (await fetch(at(good.digest), { headers: { accept: imageType } })).text();
    await fetch(at(evil.digest), {
      ...{ method: 'PUT', headers: { 'content-type': imageType }, body: signature },
    });
    expect(outcomes('copied/one:1', signed)).toEqual(['fail image']);
  });

  it('does not judge what is an image and an index at once', async () => {
    const good = await registry.image('both/one', 'good');
    await sign('both/one', good.digest);
    const pushed = await push('both/one', [], configuration, { manifests: [good] }).catch(() => null);
    // Where the registry refuses it by itself, nothing is there.
    expect(run('both/one:1')).toMatchObject({ code: pushed === null ? 2 : 3 });
  });

  it('finds what is planted in environment, labels, history and files, and prints none of it', async () => {
    const planted = [
      'pl4nted-hunter2-Zx9',
      'ghp_0123456789abcdefghijPLANTEDABCDEFGH1',
      'PLANTEDabcdef0123456789abcdef',
    ];
    const [password, token, bearer] = planted;
    const file = { name: 'app/.env', mode: 0o644, content: Buffer.from(`DB_PASSWORD=${password}\n`) };
    const config = { User: '1000', Env: [`DB_PASSWORD=${password}`], Labels: { token: token ?? '' } };
    const history = [{ created_by: `RUN curl -H "Authorization: Bearer ${bearer}" x` }];
    const layer = { mediaType: gzip, bytes: gzipSync(await tar(file)) };
    await push('planted/one', [layer], { ...configuration, config, history });
    expect(outcomes('planted/one:1', secrets)).toEqual([
      'fail config.Env[0] config.Labels.token history[0] layers.credential',
    ]);
    const { stdout, stderr } = run('planted/one:1');
    for (const one of planted) expect(stdout + stderr).not.toContain(one);
  });
});
