// Image archives: what the images are called, what is left out, and what a hostile archive cannot do.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unread } from '../../../shared/intake/images/entry.ts';
import { readImages } from '../../../shared/intake/images/read.ts';
import type { Image } from '../../../shared/model/platform.ts';
import {
  type Archive,
  bytesOf,
  configType,
  type Descriptor,
  digestOf,
  imageConfig,
  indexType,
  layoutOf,
  manifestType,
  named,
  put,
  putBlob,
  putImage,
  saved,
} from './archive.ts';

const root = imageConfig({ ExposedPorts: { '22/tcp': {}, '8080/tcp': {} }, Cmd: ['sshd'] });
const shop = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web:1.4';

function read(archive: Archive, file = 'image') {
  return readImages((path) => archive.get(path) ?? null, file);
}

function images(archive: Archive): Image[] {
  return read(archive).flatMap((result) =>
    result.ok && result.intake.kind === 'observed'
      ? result.intake.observation.subjects.filter((subject) => subject.kind === 'image')
      : [],
  );
}

function drops(archive: Archive): string[] {
  return read(archive).flatMap((result) =>
    result.ok && result.intake.kind === 'dropped' ? [result.intake.reason] : [],
  );
}

function problems(archive: Archive): string[] {
  return read(archive).flatMap((result) => (result.ok ? [] : [result.message]));
}

describe('an OCI layout', () => {
  it('gives an image by its tagged reference, with the configuration and its paths', () => {
    const archive: Archive = new Map();
    const image = putImage(archive, imageConfig({ User: '10001', ExposedPorts: { '8080/tcp': {} } }));
    layoutOf(archive, [named(image, shop)]);
    expect(images(archive)).toMatchObject([
      {
        kind: 'image',
        platform: 'oci',
        id: shop,
        name: shop,
        reference: shop,
        repository: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web',
        tag: '1.4',
        digest: image.digest,
        config: {
          user: { value: '10001', path: 'config.User' },
          exposedPorts: { value: ['8080/tcp'], path: 'config.ExposedPorts' },
          os: 'linux',
        },
      },
    ]);
    expect(read(archive)).toMatchObject([
      { ok: true, index: 0, intake: { observation: { source: 'file', name: 'image' } } },
    ]);
  });

  it('takes path#digest where the layout gives no reference, or only a tag', () => {
    const archive: Archive = new Map();
    const one = putImage(archive, root);
    const two = putImage(archive, imageConfig({ User: 'app' }));
    layoutOf(archive, [one, named(two, 'latest')]);
    expect(images(archive).map(({ id, tag, name }) => ({ id, tag, name }))).toEqual([
      { id: `image#${one.digest}`, tag: null, name: 'image' },
      { id: `image#${two.digest}`, tag: 'latest', name: 'image:latest' },
    ]);
  });

  it('takes the whole reference that containerd writes beside the tag', () => {
    const archive: Archive = new Map();
    const image = putImage(archive, root);
    const annotations = {
      'io.containerd.image.name': 'docker.io/library/web:2',
      'org.opencontainers.image.ref.name': '2',
    };
    layoutOf(archive, [{ ...image, annotations }]);
    expect(images(archive)).toMatchObject([{ id: 'docker.io/library/web:2', tag: '2' }]);
  });

  it('gives each platform of an index, told apart by digest', () => {
    const archive: Archive = new Map();
    const amd = putImage(archive, root);
    const arm = putImage(archive, imageConfig({ User: '1' }, { architecture: 'arm64', variant: 'v8' }));
    const attestation = attesting(putAttestation(archive));
    const index = putBlob(archive, indexType, { schemaVersion: 2, manifests: [amd, arm, attestation] });
    layoutOf(archive, [named(index, 'web:1')]);
    expect(images(archive).map(({ id, name }) => ({ id, name }))).toEqual([
      { id: `web:1@${amd.digest}`, name: 'web:1 (linux/amd64)' },
      { id: `web:1@${arm.digest}`, name: 'web:1 (linux/arm64/v8)' },
    ]);
    expect(drops(archive)).toEqual(['an attestation beside an image']);
  });

  it('leaves platforms out that the archive does not hold, but not all of them', () => {
    const absent = { mediaType: manifestType, digest: `sha256:${'a'.repeat(64)}`, size: 1 };
    const archive: Archive = new Map();
    const index = putBlob(archive, indexType, { manifests: [putImage(archive, root), absent] });
    layoutOf(archive, [named(index, 'web:1')]);
    expect(images(archive)).toHaveLength(1);
    expect(drops(archive)).toEqual(['an image of another platform, not included']);
    const empty: Archive = new Map();
    layoutOf(empty, [putBlob(empty, indexType, { manifests: [absent] })]);
    expect(problems(empty)).toEqual([`refers to ${absent.digest}, which it does not hold`]);
  });

  it('drops signatures and charts', () => {
    const archive: Archive = new Map();
    layoutOf(archive, [putImage(archive, {}, 'application/vnd.cncf.helm.config.v1+json')]);
    expect(images(archive)).toEqual([]);
    expect(drops(archive)).toEqual(['an artefact that is no image']);
  });

  it('takes Docker’s media types and manifests that name none', () => {
    const archive: Archive = new Map();
    const docker = putImage(archive, root, 'application/vnd.docker.container.image.v1+json');
    const config = putBlob(archive, configType, root);
    const plain = putBlob(archive, manifestType, { config: { digest: config.digest } });
    layoutOf(archive, [docker, plain]);
    expect(images(archive)).toHaveLength(2);
  });
});

const unknownPlatform = { os: 'unknown', architecture: 'unknown' };

/** As BuildKit writes it: a configuration that nothing runs, and statements as layers. */
function putAttestation(archive: Archive, layers = ['application/vnd.in-toto+json']): Descriptor {
  const config = putBlob(archive, configType, imageConfig({}, unknownPlatform));
  const blobs = layers.map((type, index) => putBlob(archive, type, `statement ${index}`));
  return putBlob(archive, manifestType, { schemaVersion: 2, config, layers: blobs });
}

function attesting(descriptor: Descriptor, platform: object | null = unknownPlatform): object {
  const annotations = { 'vnd.docker.reference.type': 'attestation-manifest' };
  return { ...descriptor, ...(platform === null ? {} : { platform }), annotations };
}

describe('an image that calls itself an attestation', () => {
  const layer = 'application/vnd.oci.image.layer.v1.tar+gzip';
  const archive: Archive = new Map();
  const statement = putAttestation(archive);
  it.each([
    [
      'that it runs on linux/amd64',
      attesting(putImage(archive, root), { os: 'linux', architecture: 'amd64' }),
    ],
    ['no platform', attesting(putImage(archive, root), null)],
    ['half a platform', attesting(statement, { os: 'unknown', architecture: 'amd64' })],
    ['a platform in other letters', attesting(statement, { os: 'Unknown', architecture: 'unknown' })],
    ['no platform, and has layers to run', attesting(putImage(archive, root))],
    [
      'no platform, and has one such layer',
      attesting(putAttestation(archive, ['application/vnd.in-toto+json', layer])),
    ],
    ['no platform, and has no layers', attesting(putAttestation(archive, []))],
    [
      'no platform, and has Docker’s layers',
      attesting(putAttestation(archive, ['application/vnd.docker.image.rootfs.diff.tar.gzip'])),
    ],
  ])('is judged where it says %s', (_, descriptor) => {
    const good = putImage(archive, imageConfig({ User: '1' }));
    const index = putBlob(archive, indexType, { schemaVersion: 2, manifests: [good, descriptor] });
    for (const manifests of [[named(index, 'web:1')], [good, descriptor]]) {
      const given = layoutOf(new Map(archive), manifests);
      expect(images(given)).toHaveLength(2);
      expect(drops(given)).toEqual([]);
    }
  });

  it('is judged where `docker save` names it too', () => {
    const given: Archive = new Map(archive);
    layoutOf(given, [attesting(putImage(given, root))]);
    saved(given, [{ config: `blobs/${digestOf(bytesOf(root)).replace(':', '/')}`, tags: ['web:1'] }]);
    expect(images(given).map(({ id }) => id)).toEqual(['web:1']);
  });

  it('is left out where it is one, and where the archive does not hold it', () => {
    const good = putImage(archive, imageConfig({ User: '1' }));
    const absent = { mediaType: manifestType, digest: `sha256:${'a'.repeat(64)}`, size: 1 };
    const given = layoutOf(new Map(archive), [good, attesting(statement), attesting(absent)]);
    expect(images(given)).toHaveLength(1);
    expect(drops(given)).toEqual(['an attestation beside an image', 'an attestation beside an image']);
  });
});

describe('an image that calls itself another artefact', () => {
  it.each([
    'application/vnd.cncf.helm.config.v1+json',
    'application/x',
    '',
  ])('is judged where something can run it: %s', (type) => {
    const archive: Archive = new Map();
    layoutOf(archive, [putImage(archive, imageConfig({ User: '1' })), putImage(archive, root, type)]);
    expect(images(archive)).toHaveLength(2);
  });

  it('is left out where its configuration is none of an image', () => {
    const archive: Archive = new Map();
    const charts = ['application/vnd.cncf.helm.config.v1+json', 'application/vnd.oci.empty.v1+json'];
    layoutOf(archive, [
      ...charts.map((type) => putImage(archive, { name: 'web', version: '1' }, type)),
      putBlob(archive, manifestType, { config: putBlob(archive, 'application/x', 'no JSON at all') }),
    ]);
    expect(images(archive)).toEqual([]);
    expect(drops(archive)).toEqual(Array.from({ length: 3 }, () => 'an artefact that is no image'));
  });
});

describe('what an archive holds and is not read', () => {
  it.each(['index.json', 'manifest.json', 'config', 'manifest'])('is told of %s', (what) => {
    const archive: Archive = new Map();
    const good = putImage(archive, imageConfig({ User: '1' }));
    const bad = putImage(archive, root);
    layoutOf(archive, [putBlob(archive, indexType, { manifests: [good, bad] })]);
    const path = (digest: string) => `blobs/${digest.replace(':', '/')}`;
    const paths: Record<string, string> = {
      config: path(digestOf(bytesOf(root))),
      manifest: path(bad.digest),
    };
    const hidden = paths[what] ?? what;
    const results = readImages((name) => (name === hidden ? unread : (archive.get(name) ?? null)), 'image');
    expect(results.flatMap((result) => (result.ok ? [] : [result.message]))).toEqual([
      `as an image: ${hidden} is a link, or larger than is read`,
    ]);
  });
});

describe('docker save', () => {
  it('gives each image by its first tag', () => {
    const archive: Archive = new Map();
    put(archive, 'abc.json', root);
    put(archive, 'def.json', imageConfig({ User: 'app' }));
    saved(archive, [
      { config: 'abc.json', tags: ['web:1', 'web:latest'] },
      { config: 'def.json', tags: null },
    ]);
    expect(images(archive).map(({ id, tag }) => ({ id, tag }))).toEqual([
      { id: 'web:1', tag: '1' },
      { id: `image#${digestOf(bytesOf(imageConfig({ User: 'app' })))}`, tag: null },
    ]);
  });

  it('counts an image once that both indexes name, and lets none hide behind the other', () => {
    const archive: Archive = new Map();
    const shown = putImage(archive, imageConfig({ User: '10001' }));
    const hidden = putImage(archive, root);
    layoutOf(archive, [named(shown, 'docker.io/library/web:1'), named(hidden, 'docker.io/library/web:1')]);
    const config = digestOf(bytesOf(imageConfig({ User: '10001' })));
    saved(archive, [{ config: `blobs/${config.replace(':', '/')}`, tags: ['web:1'] }]);
    expect(images(archive).map(({ id, config }) => [id, config?.user.value])).toEqual([
      ['web:1', '10001'],
      ['docker.io/library/web:1', null],
    ]);
  });

  it('leaves other files called manifest.json alone', () => {
    const archive: Archive = new Map();
    put(archive, 'manifest.json', { name: 'a browser extension' });
    expect(read(archive)).toEqual([]);
  });
});

describe('archives that are broken or hostile', () => {
  const layout = (descriptor: object): Archive => layoutOf(new Map(), [descriptor]);

  it('says what is wrong, and goes on with the other images', () => {
    const archive: Archive = new Map();
    const good = putImage(archive, root);
    const text = putBlob(archive, manifestType, 'no json');
    const list = putBlob(archive, manifestType, []);
    const bare = putBlob(archive, manifestType, {});
    const lost = putBlob(archive, manifestType, { config: { digest: `sha256:${'b'.repeat(64)}` } });
    layoutOf(archive, [text, list, bare, lost, good]);
    expect(problems(archive)).toEqual([
      `as an image: blobs/${text.digest.replace(':', '/')} is not JSON`,
      `as an image: blobs/${list.digest.replace(':', '/')} is not a JSON object`,
      'as an image: a manifest names no configuration',
      `refers to sha256:${'b'.repeat(64)}, which it does not hold`,
    ]);
    expect(images(archive)).toHaveLength(1);
  });

  it.each([
    'sha256:../../../../etc/passwd',
    'sha256:AB',
    '',
    'md5:abc',
    7,
  ])('refuses the digest %s', (digest) => {
    const asked: string[] = [];
    const archive = layout({ digest });
    readImages((path) => {
      asked.push(path);
      return archive.get(path) ?? null;
    }, 'image');
    expect(asked).toEqual(['manifest.json', 'index.json']);
    expect(problems(archive)).toEqual(['as an image: a descriptor names no sha256 or sha512 digest']);
  });

  it('is refused where a key of a configuration counts for some readers alone', () => {
    const archive: Archive = new Map();
    const config = '{"config":{"User":"1000","user":"root"},"rootfs":{"type":"layers"}}';
    layoutOf(archive, [putImage(archive, config)]);
    expect(problems(archive)).toEqual([expect.stringContaining('a key twice, or in another spelling')]);
  });

  it('is refused where it is an index as well', () => {
    const archive: Archive = new Map();
    const image = putImage(archive, imageConfig({ User: '1000' }));
    const config = putBlob(archive, configType, imageConfig({ User: 'root' }));
    const both = { schemaVersion: 2, mediaType: manifestType, config, layers: [], manifests: [image] };
    layoutOf(archive, [putBlob(archive, manifestType, both)]);
    expect(problems(archive)).toEqual([expect.stringContaining('an image and an index at once')]);
  });

  it('refuses content that is not what its digest says', () => {
    const archive: Archive = new Map();
    const image = putImage(archive, imageConfig({ User: '10001' }));
    archive.set(`blobs/${image.digest.replace(':', '/')}`, bytesOf({ config: {} }));
    layoutOf(archive, [image]);
    expect(problems(archive)[0]).toContain('does not have the content that its name promises');
  });

  it('says that an index is broken', () => {
    const archive: Archive = new Map();
    put(archive, 'index.json', '{');
    put(archive, 'manifest.json', '[');
    expect(problems(archive)).toEqual([
      'as an image: manifest.json is not JSON',
      'as an image: index.json is not JSON',
    ]);
  });

  it('says of saved images what is wrong with them', () => {
    const archive: Archive = new Map();
    put(archive, 'list.json', []);
    put(archive, 'manifest.json', [{}, { Config: 'list.json' }, { Config: 'none.json' }, 'text']);
    expect(problems(archive)).toEqual([
      'as an image: manifest.json names an image without a configuration',
      'as an image: list.json is not a JSON object',
      'refers to none.json, which it does not hold',
    ]);
  });

  it('ends on indexes that name each other over and over', () => {
    const archive: Archive = new Map();
    let inner = putImage(archive, root);
    for (let level = 0; level < 8; level++)
      inner = putBlob(archive, indexType, { level, manifests: Array.from({ length: 50 }, () => inner) });
    layoutOf(archive, [inner]);
    const found = read(archive);
    expect(found.length).toBeLessThanOrEqual(1001);
    expect(problems(archive)).toContain('as an image: holds more images, or deeper indexes, than are judged');
  });

  it('ends soon on an index of thousands of empty ones', () => {
    const archive: Archive = new Map();
    let reads = 0;
    let inner = putBlob(archive, indexType, { manifests: [] });
    for (let level = 0; level < 3; level++)
      inner = putBlob(archive, indexType, { level, manifests: Array.from({ length: 3000 }, () => inner) });
    layoutOf(archive, [inner]);
    readImages((path) => {
      reads++;
      return archive.get(path) ?? null;
    }, 'image');
    expect(reads).toBeLessThan(1100);
  });

  it('never throws, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.json(), fc.json(), (index, manifest, config) => {
        const archive: Archive = new Map();
        put(archive, 'config', config);
        put(archive, 'index.json', index);
        put(archive, 'manifest.json', manifest);
        read(archive);
        const blob = putBlob(archive, configType, config);
        layoutOf(archive, [
          putBlob(archive, manifestType, { config: blob }),
          putBlob(archive, indexType, manifest),
        ]);
        saved(archive, [{ config: 'config', tags: null }]);
        for (const { index: place } of read(archive)) expect(place).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
