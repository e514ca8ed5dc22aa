// Registries and manifests made to mislead, to exhaust or to lead elsewhere: each is refused with a reason, in bounded time.
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { oneTestIn } from '../support/extent.ts';
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

const it = oneTestIn(3, 'hostile registries');

let registry: FakeRegistry;
beforeEach(async () => {
  registry = await fakeRegistry();
});
afterEach(() => registry.close());

const digest = `sha256:${'a'.repeat(64)}`;
type Body = string | ((write: (chunk: string) => boolean) => void);

function answer(path: string, body: Body, headers: Record<string, string> = {}, status = 200): void {
  registry.scripted.set(path, (_, response) => {
    response.writeHead(status, { 'content-type': imageType, ...headers });
    if (typeof body === 'string') response.end(body);
    else body((chunk) => response.write(chunk));
  });
}

const endless: Body = (write) => {
  const timer = setInterval(() => {
    for (let n = 0; n < 64; n++) if (!write(' '.repeat(64 * 1024))) return;
  }, 1);
  setTimeout(() => clearInterval(timer), 3_000).unref();
};

const image = (layers: unknown = []) => ({
  mediaType: imageType,
  config: { mediaType: configType, digest, size: 2 },
  layers,
});

interface Case {
  readonly set: () => void;
  readonly read: () => Promise<unknown>;
  readonly says: RegExp;
}

const read = (reference = '1.0') => readImage(readerOf(registry.host, { timeout: 1_500 }), reference);
const blob = (maximum = 1000) => readerOf(registry.host, { timeout: 1_500 }).blob(digest, maximum);
const referrers = () => readerOf(registry.host, { timeout: 1_500 }).referrers(digest);
const streamed = async (size: number) => {
  for await (const _ of await readerOf(registry.host, { timeout: 1_500 }).stream({ digest, size }));
};
const redirect = (location: string) => () => answer(`blobs/${digest}`, '', { location }, 307);
const list = (count: number) =>
  JSON.stringify({
    manifests: Array.from({ length: count }, (_, n) => ({
      digest: sha256(String(n)),
      size: 1,
      mediaType: imageType,
    })),
  });

const cases: Readonly<Record<string, Case>> = {
  'a manifest that is another than its digest': {
    set: () => answer(`manifests/${digest}`, JSON.stringify(image())),
    read: () => read(digest),
    says: /something else than sha256:a/,
  },
  'a manifest that is another than the registry itself says': {
    set: () => answer('manifests/1.0', JSON.stringify(image()), { 'docker-content-digest': digest }),
    read,
    says: /something else/,
  },
  'a manifest without end': {
    set: () => answer('manifests/1.0', endless),
    read,
    says: /more than 4194304 bytes|in time/,
  },
  'a manifest that never comes': {
    set: () => registry.scripted.set('manifests/1.0', () => {}),
    read,
    says: /in time/,
  },
  'a manifest that stops halfway': {
    set: () => answer('manifests/1.0', (write) => void write('{')),
    read,
    says: /in time/,
  },
  'a manifest that is no JSON': {
    set: () => answer('manifests/1.0', '<html>'),
    read,
    says: /no JSON object/,
  },
  'a manifest in another encoding': {
    set: () => answer('manifests/1.0', '\u00ff'),
    read,
    says: /no JSON object/,
  },
  'a manifest that is a list': { set: () => answer('manifests/1.0', '[]'), read, says: /no JSON object/ },
  'a manifest without a configuration': {
    set: () => answer('manifests/1.0', '{}'),
    read,
    says: /no configuration/,
  },
  'an image that is an index of a signed one, too': {
    set: () => {
      const signed = registry.image('signed', { architecture: 'amd64' });
      answer(
        'manifests/1.0',
        JSON.stringify({ ...image(), manifests: [{ ...signed, mediaType: imageType }] }),
      );
    },
    read,
    says: /an image and an index at once/,
  },
  'an index with two lists of images': {
    set: () => answer('manifests/1.0', `{"mediaType":"${indexType}","manifests":[],"Manifests":[]}`),
    read,
    says: /a key twice, or in another spelling/,
  },
  'layers under a key that only Go takes for theirs': {
    set: () => answer('manifests/1.0', JSON.stringify({ ...image(), layers: undefined, Layers: [] })),
    read,
    says: /a key twice, or in another spelling/,
  },
  'a layer with a digest that is a path': {
    set: () =>
      answer('manifests/1.0', JSON.stringify(image([{ digest: 'sha256:../../etc/passwd', size: 1 }]))),
    read,
    says: /without a usable digest/,
  },
  'a layer of negative size': {
    set: () => answer('manifests/1.0', JSON.stringify(image([{ digest, size: -1 }]))),
    read,
    says: /without a usable digest/,
  },
  'a layer of a size beyond numbers': {
    set: () => answer('manifests/1.0', JSON.stringify(image([{ digest, size: 1e300 }]))),
    read,
    says: /without a usable digest/,
  },
  'an index of ten thousand images': {
    set: () => answer('manifests/1.0', list(10_000)),
    read: async () => {
      for (let n = 0; n < 101; n++)
        registry.scripted.set(`manifests/${sha256(String(n))}`, (_, response) =>
          response.writeHead(404).end(),
        );
      return read();
    },
    says: /which the registry lacks|more images than are read/,
  },
  'an index within an index within an index': {
    set: () => {
      let inner = registry.image();
      for (let depth = 0; depth < 6; depth++)
        inner = registry.manifest({ mediaType: indexType, manifests: [inner] });
      registry.manifest({ mediaType: indexType, manifests: [inner] }, '1.0');
    },
    read,
    says: /deeper than is read/,
  },
  'an index of what is not there': {
    set: () => registry.manifest({ mediaType: indexType, manifests: [{ digest, size: 1 }] }, '1.0'),
    read,
    says: /which the registry lacks/,
  },
  'an index of attestations alone': {
    set: () => registry.manifest({ mediaType: indexType, manifests: [] }, '1.0'),
    read,
    says: /no image for a platform/,
  },
  'a blob that is larger than is read': {
    set: () => answer(`blobs/${digest}`, 'x'.repeat(2000)),
    read: blob,
    says: /more than 1000 bytes/,
  },
  'a blob that is another': { set: () => answer(`blobs/${digest}`, 'x'), read: blob, says: /something else/ },
  'a layer without end': {
    set: () => answer(`blobs/${digest}`, endless),
    read: () => streamed(1000),
    says: /larger than its manifest says/,
  },
  'a layer that is shorter than it says': {
    set: () => answer(`blobs/${digest}`, 'x'),
    read: () => streamed(2),
    says: /something else/,
  },
  'a redirect to the metadata service': {
    set: redirect('http://169.254.169.254/latest/meta-data/'),
    read: blob,
    says: /without TLS|private address/,
  },
  'the same over TLS': {
    set: redirect('https://169.254.169.254/latest/'),
    read: blob,
    says: /private address/,
  },
  'the same as a number': { set: redirect('https://2852039166/'), read: blob, says: /private address/ },
  'the same in IPv6': {
    set: redirect('https://[::ffff:169.254.169.254]/'),
    read: blob,
    says: /private address/,
  },
  'a redirect to a name of this machine': {
    set: redirect('https://localhost:1/x'),
    read: blob,
    says: /private address/,
  },
  'a redirect to a file': { set: redirect('file:///etc/passwd'), read: blob, says: /without TLS/ },
  'a redirect to plain HTTP elsewhere': {
    set: redirect('http://example.test/x'),
    read: blob,
    says: /without TLS/,
  },
  'a redirect to nowhere': { set: redirect('http://['), read: blob, says: /redirects to nowhere/ },
  'a redirect to itself, for ever': {
    set: redirect(`/v2/shop/web/blobs/${digest}`),
    read: blob,
    says: /redirects without end/,
  },
  'headers of a megabyte': {
    set: () => answer('manifests/1.0', '{}', { 'x-long': 'x'.repeat(1024 * 1024) }),
    read,
    says: /cannot be read: HPE_HEADER_OVERFLOW/,
  },
  'ten thousand referrers': {
    set: () => answer(`referrers/${digest}`, list(10_000), { 'content-type': indexType }),
    read: referrers,
    says: /more than 1000 artefacts/,
  },
  'referrers on pages without end': {
    set: () =>
      registry.scripted.set('*', (request, response) => {
        const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('n') ?? '0') + 1;
        const link = `</v2/shop/web/referrers/${digest}?n=${page}>; rel="next"`;
        response.writeHead(200, { 'content-type': indexType, link }).end(list(400));
      }),
    read: referrers,
    says: /more than 1000 artefacts/,
  },
  'referrers that go on at another host': {
    set: () =>
      answer(`referrers/${digest}`, list(1), {
        'content-type': indexType,
        link: '<https://evil.test/x>; rel="next"',
      }),
    read: referrers,
    says: /continues its list elsewhere/,
  },
  'referrers whose next page is missing': {
    set: () =>
      answer(`referrers/${digest}`, list(1), {
        'content-type': indexType,
        link: '</v2/shop/web/gone>; rel="next"',
      }),
    read: referrers,
    says: /breaks off its list/,
  },
  'a login that nobody knows': {
    set: () => answer('manifests/1.0', '', { 'www-authenticate': 'Negotiate' }, 401),
    read,
    says: /not known here/,
  },
  'a token that is none': {
    set: () => {
      answer('manifests/1.0', '', { 'www-authenticate': `Bearer realm="http://${registry.host}/t"` }, 401);
      answer('/t?scope=repository:shop/web:pull', '{"token":"a\\r\\nx: y"}');
    },
    read,
    says: /gives no token/,
  },
  'a realm that is the metadata service': {
    set: () =>
      answer(
        'manifests/1.0',
        '',
        { 'www-authenticate': 'Bearer realm="https://169.254.169.254/token"' },
        401,
      ),
    read,
    says: /private address/,
  },
  'too many requests': { set: () => answer('manifests/1.0', '', {}, 429), read, says: /answers 429/ },
};

describe('a hostile registry', () => {
  it.each(Object.keys(cases))('%s', async (name) => {
    const found = cases[name];
    found?.set();
    const before = process.memoryUsage().rss;
    await expect(found?.read()).rejects.toThrow(found?.says);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  });

  it('is met in thirty ways and more', () => expect(Object.keys(cases).length).toBeGreaterThanOrEqual(30));

  it('does not keep the others from being read', async () => {
    registry.image('good');
    answer('manifests/1.0', '<html>');
    await expect(read()).rejects.toThrow();
    expect((await read('good')).platforms).toHaveLength(1);
  });
});
