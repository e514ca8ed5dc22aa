// What lies in the layers of image archives, through the bin: layouts, tars of layouts, and what `docker save` writes.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { type Entry, tarOf } from '../contents/tars.ts';
import {
  type Archive,
  bytesOf,
  configType,
  digestOf,
  imageConfig,
  layoutOf,
  manifestType,
  named,
  putBlob,
} from '../intake/images/archive.ts';
import { oneTestIn } from '../support/extent.ts';
import { folderWith, reportOf, seawall } from './cli.ts';

const it = oneTestIn(6, 'layers of archives through the bin');

const config = imageConfig({ User: 'app' });
const layerType = 'application/vnd.oci.image.layer.v1.tar';
const passwd = (uid: number): Entry => ({ name: 'etc/passwd', mode: 0o644, content: `app:x:${uid}:0::/:` });
/** Put together here, so that no key lies in the repository. */
const key: Entry = {
  ...{ name: 'srv/server.key', mode: 0o600 },
  content: `-----BEGIN ${''}PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END ${''}PRIVATE KEY-----\n`,
};
const policy = 'controls: { immutability/no-toolchain-in-image: { enabled: true } }\n';

/** A layout of one image whose layers are these tars, packed. */
function layoutWith(layers: readonly Uint8Array[], tag = 'shop/web:1'): Archive {
  const archive: Archive = new Map();
  const named0 = putBlob(archive, configType, config);
  const blobs = layers.map((bytes) => {
    const digest = digestOf(bytes);
    archive.set(`blobs/${digest.replace(':', '/')}`, bytes);
    return { mediaType: layerType, digest, size: bytes.length };
  });
  const manifest = { schemaVersion: 2, mediaType: manifestType, config: named0, layers: blobs };
  return layoutOf(archive, [named(putBlob(archive, manifestType, manifest), tag)]);
}

async function asTar(archive: Archive, reversed = false): Promise<Buffer> {
  const entries = [...archive].map(([name, bytes]) => ({ name, content: bytes }));
  return tarOf(reversed ? entries.toReversed() : entries);
}

function asFolder(folder: string, archive: Archive): string {
  for (const [name, bytes] of archive) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

/** Of each image and control: the outcome, with the place of the evidence or the reason. */
function judged(file: string, cwd: string): readonly string[] {
  const ran = seawall(['evaluate', file, '--policy', 'seawall.yml', '--format', 'json'], { cwd });
  const wanted = ['non-root-user', 'no-plaintext-secrets', 'no-toolchain-in-image'];
  return reportOf(ran)
    .verdicts.filter(({ control }) => wanted.includes(control.split('/')[1] ?? ''))
    .map(({ control, outcome, reason, evidence = [] }) => {
      const why = reason ?? evidence.map(({ path }) => path).join(' ');
      return `${control.split('/')[1]}: ${outcome} ${why}`.trim();
    })
    .toSorted();
}

const bad = [
  'no-plaintext-secrets: fail layers.private-key',
  'no-toolchain-in-image: fail layers.shell',
  'non-root-user: fail config.User',
];
const good = ['no-plaintext-secrets: pass', 'no-toolchain-in-image: pass', 'non-root-user: pass'];

describe('the layers of an archive', () => {
  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
    ['nothing', (bytes) => bytes],
  ])('packed with %s are looked into, in a folder and in a tar', async (_, pack) => {
    const archive = layoutWith([pack(await tarOf([passwd(0), 'bin/sh', key]))]);
    const cwd = folderWith({ 'seawall.yml': policy, 'web.tar': await asTar(archive) });
    asFolder(join(cwd, 'web'), archive);
    writeFileSync(join(cwd, 'web.tar.gz'), gzipSync(await asTar(archive, true)));
    for (const file of ['web', 'web.tar', 'web.tar.gz'])
      expect([file, judged(file, cwd)]).toEqual([file, bad]);
  });

  it('lie over each other in their order, in whatever order the tar has them', async () => {
    const lower = await tarOf([passwd(0), 'bin/sh', key]);
    const upper = await tarOf([passwd(10_001), { name: 'bin/.wh.sh' }, { name: 'srv/.wh.server.key' }]);
    const cwd = folderWith({ 'seawall.yml': policy });
    for (const [name, layers, wanted] of [
      ['upwards', [lower, upper], good],
      ['downwards', [upper, lower], bad],
    ] as const)
      for (const reversed of [false, true]) {
        const file = `${name}-${reversed}.tar`;
        writeFileSync(join(cwd, file), await asTar(layoutWith(layers), reversed));
        expect([file, judged(file, cwd)]).toEqual([file, wanted]);
      }
  });

  it('are found as `docker save` has them: beside the configuration, and since Docker 25 among blobs', async () => {
    const layer = await tarOf([passwd(0), 'bin/sh', key]);
    const hex = digestOf(layer).slice('sha256:'.length);
    const cwd = folderWith({ 'seawall.yml': policy });
    for (const path of ['0a/layer.tar', `blobs/sha256/${hex}`]) {
      const name = `${digestOf(bytesOf(config)).slice('sha256:'.length)}.json`;
      const archive: Archive = new Map([[path, layer]]);
      archive.set(name, bytesOf(config));
      archive.set('manifest.json', bytesOf([{ Config: name, RepoTags: ['shop/web:1'], Layers: [path] }]));
      writeFileSync(join(cwd, 'saved.tar'), await asTar(archive));
      expect([path, judged('saved.tar', cwd)]).toEqual([path, bad]);
    }
  });

  const unknownBecause = (why: string) => [
    `no-plaintext-secrets: unknown what lies in the image is not known: ${why}`,
    `no-toolchain-in-image: unknown what lies in the image is not known: ${why}`,
    `non-root-user: unknown the number of the image’s user app: what lies in the image is not known: ${why}`,
  ];
  it.each<[string, (archive: Archive, blob: string) => void, string]>([
    ['are not there', (archive, blob) => archive.delete(blob), 'the archive does not hold all its layers'],
    [
      'are others than their names say',
      (archive, blob) => archive.set(blob, Buffer.alloc(10_240)),
      'a layer does not have the content that its name promises',
    ],
  ])('which %s leave unknown what lies in the image', async (_, change, why) => {
    const layer = await tarOf([passwd(0), 'bin/sh']);
    const archive = layoutWith([layer]);
    change(archive, `blobs/${digestOf(layer).replace(':', '/')}`);
    const cwd = folderWith({ 'seawall.yml': policy, 'web.tar': await asTar(archive) });
    asFolder(join(cwd, 'web'), archive);
    expect(judged('web.tar', cwd)).toEqual(unknownBecause(why));
    expect(judged('web', cwd)).toEqual(unknownBecause(why));
  });

  it('which are no tar leave unknown what lies in this image, and not in the next', async () => {
    const broken = layoutWith([gzipSync(Buffer.from('no tar, and long enough to look like one'.repeat(40)))]);
    const layer = await tarOf([passwd(10_001)]);
    const cwd = folderWith({
      'seawall.yml': policy,
      'a.tar': await asTar(broken),
      'b.tar': await asTar(layoutWith([layer])),
    });
    for (const line of judged('a.tar', cwd)) expect(line).toContain('a layer is no tar');
    const { stdout } = seawall(['evaluate', 'a.tar', '--policy', 'seawall.yml'], { cwd });
    expect(stdout).toContain('verdicts on images are unknown: --only unknown says why');
    // No snapshot would help.
    expect(stdout).not.toContain('seawall snapshot');
    expect(judged('b.tar', cwd)).toEqual(good);
  });

  it('are not looked for behind a link that leads out of the folder', async () => {
    const layer = await tarOf([passwd(0), 'bin/sh']);
    const archive = layoutWith([layer]);
    const path = `blobs/${digestOf(layer).replace(':', '/')}`;
    archive.delete(path);
    const cwd = folderWith({ 'seawall.yml': policy, outside: layer });
    asFolder(join(cwd, 'web'), archive);
    symlinkSync(join(cwd, 'outside'), join(cwd, 'web', path));
    expect(judged('web', cwd)).toEqual(unknownBecause('the archive does not hold all its layers'));
  });

  it('never show what they hide', async () => {
    const secret = 'npm_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8';
    const layer = await tarOf([
      passwd(10_001),
      { name: 'root/.npmrc', mode: 0o600, content: `//registry.npmjs.org/:_authToken=${secret}\n` },
    ]);
    const cwd = folderWith({ 'seawall.yml': policy, 'web.tar': await asTar(layoutWith([layer])) });
    const { stdout, stderr } = seawall(['evaluate', 'web.tar', '--policy', 'seawall.yml'], { cwd });
    expect(stdout).toContain('root/.npmrc');
    expect(stdout + stderr).not.toContain(secret.slice(0, 12));
  });
});
