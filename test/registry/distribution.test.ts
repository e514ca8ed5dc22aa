// Reading a registry over the distribution API: logins, redirects, referrers, indexes, artefacts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/model/json.ts';
import { isReserved } from '../../shared/registry/addresses.ts';
import { artefactOf } from '../../shared/registry/image.ts';
import { challengeIn } from '../../shared/registry/token.ts';
import { readImage } from './read-image.ts';
import {
  configType,
  type FakeRegistry,
  fakeRegistry,
  imageType,
  indexType,
  readerOf,
  sha256,
} from './server.ts';

let registry: FakeRegistry;
beforeEach(async () => {
  registry = await fakeRegistry();
});
afterEach(() => registry.close());

const login = { username: 'kim', password: 'correct horse' };
const basic = `Basic ${Buffer.from('kim:correct horse').toString('base64')}`;

/** Answers 401 with the challenge until the authorization comes; then lets the registry answer. */
function guard(path: string, challenge: string, wanted: string, body: string): void {
  registry.scripted.set(path, (request, response) => {
    if (request.headers.authorization === wanted)
      response.writeHead(200, { 'content-type': imageType }).end(body);
    else response.writeHead(401, { 'www-authenticate': challenge }).end();
  });
}

describe('a manifest', () => {
  it('is read by tag and by digest, and agrees with its digest', async () => {
    const { digest } = registry.image('1.0');
    const reader = readerOf(registry.host);
    expect(await reader.manifest('1.0')).toMatchObject({ digest, mediaType: imageType });
    expect(await reader.manifest(digest)).toMatchObject({ digest });
    expect(reader.asOf()).toBe('2026-11-20T12:00:00.000Z');
  });

  it('that is not there is null', async () => {
    expect(await readerOf(registry.host).manifest('2.0')).toBeNull();
  });

  it('that is not there leaves the connection to whoever asks next, unless it goes on and on', async () => {
    registry.image('1.0');
    const reader = readerOf(registry.host);
    for (const tag of ['2.0', '3.0', '1.0']) await reader.manifest(tag);
    expect(registry.connections()).toBe(1);
    let closed = 0;
    registry.scripted.set('manifests/4.0', (_, response) => {
      response.on('close', () => closed++);
      response.writeHead(404);
      const more = () => {
        if (response.destroyed) return;
        response.write('x'.repeat(64 * 1024));
        setImmediate(more);
      };
      more();
    });
    expect(await reader.manifest('4.0')).toBeNull();
    await expect.poll(() => closed).toBe(1);
  });

  it('needs no more than a password, where the registry asks for one', async () => {
    guard('manifests/1.0', 'Basic realm="here"', basic, '{"config":{}}');
    expect(await readerOf(registry.host, { credentials: login }).manifest('1.0')).not.toBeNull();
    await expect(readerOf(registry.host).manifest('1.0')).rejects.toMatchObject({ code: 'denied' });
  });

  it('is read with a token from where the registry says, asked for this repository alone', async () => {
    guard(
      'manifests/1.0',
      `Bearer realm="http://${registry.host}/token",service="r"`,
      'Bearer abc',
      '{"config":{}}',
    );
    registry.scripted.set('/token?scope=repository:shop/web:pull&service=r', (request, response) => {
      const right = request.headers.authorization === basic;
      response.writeHead(right ? 200 : 401).end(right ? '{"token":"abc"}' : '{}');
    });
    expect(await readerOf(registry.host, { credentials: login }).manifest('1.0')).not.toBeNull();
  });
});

describe('credentials', () => {
  it('never go to a realm on another host', async () => {
    registry.scripted.set('*', (_, response) =>
      response.writeHead(401, { 'www-authenticate': 'Bearer realm="https://tokens.evil.test/t"' }).end(),
    );
    const reading = readerOf(registry.host, { credentials: login }).manifest('1.0');
    await expect(reading).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('another host'),
    });
  });

  it('do not follow a redirect', async () => {
    const other = await fakeRegistry();
    registry.scripted.set(`blobs/${sha256('x')}`, (_, response) =>
      response.writeHead(307, { location: `http://${other.host}/v2/shop/web/blobs/${sha256('x')}` }).end(),
    );
    await expect(readerOf(registry.host, { credentials: login }).blob(sha256('x'), 10)).rejects.toThrow();
    expect(other.asked).toEqual([]);
    await other.close();
  });

  it('of the registry itself stay with it over a redirect within', async () => {
    const { digest } = registry.blob('hello');
    registry.scripted.set('blobs/sha256:there', (_, response) => response.writeHead(404).end());
    registry.scripted.set(`blobs/${sha256('hello')}`, (_, response) =>
      response.writeHead(307, { location: '/there' }).end(),
    );
    registry.scripted.set('/there', (_, response) => response.writeHead(200).end('hello'));
    expect(Buffer.from(await readerOf(registry.host).blob(digest, 10)).toString()).toBe('hello');
  });
});

describe('referrers', () => {
  const one = { mediaType: imageType, digest: `sha256:${'1'.repeat(64)}`, size: 3, artifactType: 'a/b' };

  it('come from the API', async () => {
    const { digest } = registry.image();
    registry.refer(digest, [one]);
    expect(await readerOf(registry.host).referrers(digest)).toMatchObject([{ artifactType: 'a/b' }]);
  });

  it('come from the tag where the registry has no API', async () => {
    const old = await fakeRegistry({ referrers: false });
    const { digest } = old.image();
    old.manifest({ mediaType: indexType, manifests: [one] }, digest.replace(':', '-'));
    expect(await readerOf(old.host).referrers(digest)).toMatchObject([{ artifactType: 'a/b' }]);
    expect(await readerOf(old.host).referrers(`sha256:${'2'.repeat(64)}`)).toEqual([]);
    await old.close();
  });

  it('go over pages', async () => {
    const page = (link: string | null) => (_: unknown, response: { writeHead: CallableFunction }) =>
      response
        .writeHead(200, { 'content-type': indexType, ...(link === null ? {} : { link }) })
        .end(JSON.stringify({ manifests: [one] }));
    const digest = `sha256:${'3'.repeat(64)}`;
    registry.scripted.set(`referrers/${digest}`, page(`</v2/shop/web/more>; rel="next"`));
    registry.scripted.set('more', page(null));
    expect(await readerOf(registry.host).referrers(digest)).toHaveLength(2);
  });
});

describe('referrers on pages', () => {
  const digest = `sha256:${'3'.repeat(64)}`;
  const one = { mediaType: imageType, digest: `sha256:${'1'.repeat(64)}`, size: 3 };
  const page = (path: string, link: string | null, manifests = [one], type = indexType) =>
    registry.scripted.set(path, (_, response) =>
      response
        .writeHead(200, { 'content-type': type, ...(link === null ? {} : { link }) })
        .end(JSON.stringify({ manifests })),
    );
  const referrers = () => readerOf(registry.host).referrers(digest);

  it.each([
    '</v2/shop/web/more>; rel="next"',
    '</v2/shop/web/more>;rel=next',
    '</v2/shop/web/more>; type="x"; rel="next"',
    '</v2/shop/web/more>; REL="Next"',
    '</v2/shop/web/more>; rel="last next"',
    '</v2/shop/web/before>; rel="prev", </v2/shop/web/more>; rel="next"',
  ])('are found by %s', async (link) => {
    page(`referrers/${digest}`, link);
    page('more', null);
    expect(await referrers()).toHaveLength(2);
  });

  it('end where no link is to the next', async () => {
    page(`referrers/${digest}`, '</v2/shop/web/more>; rel="prev"; title="next"');
    expect(await referrers()).toHaveLength(1);
  });

  it('are given up where empty pages lead around in a circle, or never end', async () => {
    page(`referrers/${digest}`, '</v2/shop/web/more>; rel="next"', []);
    page('more', `</v2/shop/web/referrers/${digest}>; rel="next"`, []);
    await expect(referrers()).rejects.toThrow('more than 1000');
    let count = 0;
    registry.scripted.set('*', (_, response) =>
      response
        .writeHead(200, { 'content-type': indexType, link: `</v2/shop/web/p${count++}>; rel="next"` })
        .end('{"manifests":[]}'),
    );
    registry.scripted.delete(`referrers/${digest}`);
    await expect(referrers()).rejects.toThrow('more than 1000');
  });

  it('are given up where the next is no page, or nowhere: half a list would hide signatures', async () => {
    page(`referrers/${digest}`, '</v2/shop/web/more>; rel="next"');
    page('more', null, [], 'text/html');
    await expect(referrers()).rejects.toThrow('breaks off');
    page(`referrers/${digest}`, '<http://[>; rel="next"');
    await expect(referrers()).rejects.toThrow('nowhere');
  });

  it('come from a tag of 64 characters of the digest at most', async () => {
    const old = await fakeRegistry({ referrers: false });
    old.manifest({ mediaType: indexType, manifests: [one] }, `sha512-${'5'.repeat(64)}`);
    expect(await readerOf(old.host).referrers(`sha512:${'5'.repeat(128)}`)).toHaveLength(1);
    await old.close();
  });
});

describe('an index', () => {
  const claimed = {
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
  };
  const platformsOf = async (...others: readonly JsonObject[]) => {
    const platform = { os: 'linux', architecture: 'amd64' };
    const manifests = [{ ...registry.image(), platform }, ...others];
    registry.manifest({ mediaType: indexType, manifests }, '1.0');
    const { platforms } = await readImage(readerOf(registry.host), '1.0');
    return platforms.map((one) => one.platform);
  };
  /** As BuildKit writes one: the configuration is an image's. */
  const attestation = (layers: readonly JsonObject[]) =>
    registry.manifest({
      mediaType: imageType,
      layers,
      config: registry.blob('{"os":"unknown"}', configType),
    });
  const statement = () => registry.blob('{"_type":"x"}', 'application/vnd.in-toto+json');

  it.each([
    ['that says what it is', () => ({ ...attestation([statement()]), ...claimed })],
    ['that lost its annotation', () => ({ ...attestation([statement()]), platform: claimed.platform })],
    ['that was left behind', () => ({ mediaType: imageType, digest: sha256('gone'), size: 2, ...claimed })],
  ])('does not stand for an attestation of BuildKit %s', async (_, item) => {
    expect(await platformsOf(item())).toEqual(['linux/amd64']);
  });

  it('stands for an image that is passed off as an attestation', async () => {
    const image = registry.image(undefined, { architecture: 'arm64' });
    expect(await platformsOf({ ...image, ...claimed })).toEqual(['linux/amd64', 'unknown/unknown']);
    const layer = registry.blob('x', 'application/vnd.oci.image.layer.v1.tar');
    expect(await platformsOf({ ...attestation([statement(), layer]), ...claimed })).toHaveLength(2);
  });

  it('stands for each of its platforms, not for attestations beside them', async () => {
    const [amd, arm] = [
      registry.image(undefined, { architecture: 'amd64' }),
      registry.image(undefined, { architecture: 'arm64' }),
    ];
    const attestation = registry.manifest({ mediaType: imageType, layers: [], config: registry.blob('{}') });
    registry.manifest(
      {
        mediaType: indexType,
        manifests: [
          { ...amd, platform: { os: 'linux', architecture: 'amd64' } },
          { ...arm, platform: { os: 'linux', architecture: 'arm64' } },
          {
            ...attestation,
            platform: { os: 'unknown', architecture: 'unknown' },
            annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
          },
        ],
      },
      '1.0',
    );
    const { platforms, index } = await readImage(readerOf(registry.host), '1.0');
    expect(index).toBe(true);
    expect(platforms.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64']);
  });
});

describe('what a manifest is', () => {
  const config = { mediaType: configType, digest: sha256('{}'), size: 2 };
  const empty = { ...config, mediaType: 'application/vnd.oci.empty.v1+json' };
  it.each([
    ['an image', { config }, null],
    ['an image without media types', { config: { digest: sha256('{}'), size: 2 } }, null],
    [
      'a Notation signature',
      { config: { ...config, mediaType: 'application/vnd.cncf.notary.signature' } },
      'a signature',
    ],
    [
      'a bundle',
      { artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json', config: empty },
      'a signature or attestation',
    ],
    [
      'a chart',
      { config: { ...config, mediaType: 'application/vnd.cncf.helm.config.v1+json' } },
      'a Helm chart',
    ],
    ['an SBOM', { artifactType: 'application/spdx+json', config: empty }, 'an SBOM'],
    [
      'a legacy signature, with the configuration of an image',
      { config, layers: [{ mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json' }] },
      'a signature or attestation',
    ],
    [
      'an image that calls itself a chart',
      { artifactType: 'application/vnd.cncf.helm.config.v1+json', config },
      null,
    ],
    ['anything else', { artifactType: 'application/x', config: empty }, 'an artefact that is no image'],
  ])('%s', (_, json, expected) => {
    expect(artefactOf({ json })).toBe(expected);
  });
});

describe('an address', () => {
  it.each([
    '169.254.169.254',
    '10.1.2.3',
    '127.0.0.1',
    '192.168.0.1',
    '172.20.0.1',
    '100.64.0.1',
    '0.0.0.0',
  ])('%s is nobody else’s business', (address) => expect(isReserved(address)).toBe(true));
  it.each([
    '[::1]',
    '::',
    'fd00:ec2::254',
    'fe80::1',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
  ])('%s neither', (address) => expect(isReserved(address)).toBe(true));
  it.each(['198.51.100.7', '2606:4700::1', 'ghcr.io'])('%s is open to all', (address) =>
    expect(isReserved(address)).toBe(false));
});

describe('a challenge', () => {
  it.each([
    [
      'Bearer realm="https://a/b",service="c"',
      { scheme: 'bearer', parameters: { realm: 'https://a/b', service: 'c' } },
    ],
    ['basic realm="x"', { scheme: 'basic', parameters: { realm: 'x' } }],
    ['Negotiate', null],
    ['', null],
    [undefined, null],
  ])('%s', (header, expected) => expect(challengeIn(header)).toEqual(expected));
});
