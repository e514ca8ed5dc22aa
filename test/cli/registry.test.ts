// Image references as arguments, and the logins that docker keeps.
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dockerLogin } from '../../cli/registry/docker-credentials.ts';
import { liveImages } from '../../cli/registry/live-images.ts';
import { isReference, readReference } from '../../cli/registry/references.ts';
import { noFacts } from '../../shared/gather/facts.ts';
import { type FakeRegistry, fakeRegistry, imageType, indexType } from '../registry/server.ts';
import { emptyFolder, folderWith } from './cli.ts';

describe('an argument', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  it.each([
    `web@${digest}`,
    'nginx:1.27',
    'ghcr.io/acme/web',
    'localhost/web',
    '127.0.0.1:5000/web:1',
  ])('%s is an image', (text) => expect(isReference(text)).toBe(true));
  it.each([
    'deploy',
    'deploy/web',
    './nginx:1.27',
    '/tmp/x:1',
    '~/x:1',
    '-',
    'package.json',
    'Upper/Case:1x y',
    'C:\\x',
  ])('%s is a path', (text) => expect(isReference(text)).toBe(false));
});

describe('docker’s logins', () => {
  const auth = (text: string) => Buffer.from(text).toString('base64');
  const with_ = (config: unknown, path = '') =>
    dockerLogin({ DOCKER_CONFIG: folderWith({ 'config.json': config }), PATH: path });

  it('are found by registry, Docker Hub’s under its old address', async () => {
    const auths = {
      'ghcr.io': { auth: auth('kim:pass:word') },
      'https://index.docker.io/v1/': { auth: auth('hub:x') },
    };
    const login = with_({ auths });
    expect(await login.credentials('ghcr.io')).toEqual({ username: 'kim', password: 'pass:word' });
    expect(await login.credentials('docker.io')).toEqual({ username: 'hub', password: 'x' });
    expect(await login.credentials('quay.io')).toBeNull();
  });

  it('may be with a helper', async () => {
    const folder = emptyFolder();
    const program = join(folder, 'docker-credential-test');
    writeFileSync(
      program,
      '#!/bin/sh\nread server\necho "{\\"Username\\":\\"helped\\",\\"Secret\\":\\"$server\\"}"\n',
    );
    chmodSync(program, 0o755);
    const before = process.env.PATH;
    process.env.PATH = `${folder}:${before}`;
    const login = with_({ credHelpers: { 'ghcr.io': 'test' }, credsStore: 'missing' });
    expect(await login.credentials('ghcr.io')).toEqual({ username: 'helped', password: 'ghcr.io' });
    expect(await login.credentials('quay.io')).toBeNull();
    process.env.PATH = before;
  });

  it('are none where there is no configuration, an empty or a strange entry', async () => {
    expect(await dockerLogin({ DOCKER_CONFIG: emptyFolder() }).credentials('ghcr.io')).toBeNull();
    expect(await with_({ auths: { 'ghcr.io': {} } }).credentials('ghcr.io')).toBeNull();
    expect(
      await with_({ auths: { 'ghcr.io': { auth: auth('nocolon') } } }).credentials('ghcr.io'),
    ).toBeNull();
  });

  it('of a broken configuration are a usage error that quotes nothing of it', () => {
    const login = dockerLogin({ DOCKER_CONFIG: folderWith({ 'config.json': '{"auths": secret' }) });
    expect(() => login.credentials('ghcr.io')).toThrow(/is no JSON object/);
    expect(() => login.credentials('ghcr.io')).not.toThrow(/secret/);
  });

  it('never name another program', async () => {
    await expect(with_({ credsStore: '../../bin/sh' }).credentials('ghcr.io')).rejects.toThrow(/no usable/);
  });
});

describe('a reference', () => {
  let registry: FakeRegistry;
  beforeEach(async () => {
    registry = await fakeRegistry();
  });
  afterEach(() => registry.close());

  const read = async (name: string) => {
    const image = `${registry.host}/shop/web:${name}`;
    const { facts } = await liveImages([image], noFacts(), undefined);
    return readReference(image, facts);
  };

  it('is its image, known by digest', async () => {
    const { digest } = registry.image('1.0');
    const found = await read('1.0');
    expect(found).toMatchObject({
      ok: true,
      observations: [{ subjects: [{ digest, tag: '1.0', config: { os: 'linux' } }] }],
    });
  });

  it('is evaluated by seven requests: manifest, configuration, three places for signatures, a signature, and the tag again where it does not count', async () => {
    const { digest } = registry.image('1.0');
    const type = 'application/vnd.dev.cosign.simplesigning.v1+json';
    const signature = {
      ...registry.blob('{}', type),
      annotations: { 'dev.cosignproject.cosign/signature': 'x' },
    };
    const config = registry.blob('{"of":"a signature"}');
    registry.manifest(
      { mediaType: imageType, config, layers: [signature] },
      `${digest.replace(':', '-')}.sig`,
    );
    const pem = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const image = `${registry.host}/shop/web:1.0`;
    const { facts } = await liveImages([image], noFacts(), undefined);
    const found = await readReference(image, facts);
    const pinned = found.ok ? found.pinned : '';
    const signers = [{ name: 'k', 'cosign-key': 'k', files: { k: pem } }];
    const place = { account: null, region: null };
    const judged = await facts.get({ fact: 'image-signatures', ...place, image: pinned, signers });
    expect(judged).toMatchObject({ ok: true, value: { platforms: [{ refused: [{ signer: 'k' }] }] } });
    const asked = registry.asked.map(({ path }) =>
      path.replace(/sha256[:-][0-9a-f]{64}/, (name) => (name.endsWith(digest.slice(7)) ? 'image' : 'other')),
    );
    expect(asked.toSorted()).toEqual([
      'blobs/other',
      'blobs/other',
      'manifests/1.0',
      'manifests/1.0',
      'manifests/image.att',
      'manifests/image.sig',
      'referrers/image',
    ]);
  });

  it('is one image for each platform of an index', async () => {
    const [amd, arm] = [
      registry.image(undefined, { architecture: 'amd64' }),
      registry.image(undefined, { architecture: 'arm64' }),
    ];
    const platform = (architecture: string) => ({ os: 'linux', architecture });
    registry.manifest(
      {
        mediaType: indexType,
        manifests: [
          { ...amd, platform: platform('amd64') },
          { ...arm, platform: platform('arm64') },
        ],
      },
      '1.0',
    );
    const found = await read('1.0');
    const names = found.ok
      ? found.observations.flatMap(({ subjects }) => subjects.map(({ name }) => name))
      : [];
    expect(names.map((name) => name.split(' ')[1])).toEqual(['(linux/amd64)', '(linux/arm64)']);
  });

  it('that names nothing is the input’s fault, one that cannot be read the environment’s', async () => {
    expect(await read('2.0')).toMatchObject({
      ok: false,
      environment: false,
      problem: { code: 'image-not-found' },
    });
    registry.scripted.set('*', (_, response) => response.writeHead(500).end());
    expect(await read('1.0')).toMatchObject({ ok: false, environment: true });
  });

  it('to a signature is no image', async () => {
    const empty = registry.blob('{}', 'application/vnd.cncf.notary.signature');
    registry.manifest({ config: empty, layers: [] }, 'sig');
    expect(await read('sig')).toMatchObject({
      ok: false,
      problem: { message: expect.stringContaining('a signature') },
    });
  });
});
