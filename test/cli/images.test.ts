// Image layouts and `docker save` tars through the bin: found, judged, and harmless where they are hostile.
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect } from 'vitest';
import {
  type Archive,
  bytesOf,
  configType,
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
} from '../intake/images/archive.ts';
import { commandLineTests, failures, folderWith, type ReportJson, reportOf, seawall } from './cli.ts';
import { goodDefinition } from './documents.ts';

const it = commandLineTests();

const asRoot = imageConfig({ ExposedPorts: { '22/tcp': {} } });
const asApp = imageConfig({ User: '10001', ExposedPorts: { '8080/tcp': {} } });
const rootFails = [
  'input-validation/non-root-user config.User',
  'resource-usage/no-admin-ports config.ExposedPorts',
];

async function tar(entries: Iterable<readonly [string, Uint8Array]>): Promise<Buffer> {
  const stream = pack();
  for (const [name, bytes] of entries) stream.entry({ name }, Buffer.from(bytes));
  stream.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function writeLayout(folder: string, archive: Archive): void {
  for (const [name, bytes] of archive) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}

function layout(config: object, reference?: string): Archive {
  const archive: Archive = new Map();
  const image = putImage(archive, config);
  return layoutOf(archive, [reference === undefined ? image : named(image, reference)]);
}

/** As `docker save` writes: the configuration by its hash, layers beside it. */
function dockerSave(config: object, tags: readonly string[] | null): Archive {
  const archive: Archive = new Map();
  const name = `${digestOf(bytesOf(config)).slice('sha256:'.length)}.json`;
  archive.set('0a/layer.tar', Buffer.alloc(3 * 1024 * 1024, 7));
  put(archive, name, config);
  return saved(archive, [{ config: name, tags }]);
}

/** Only those of the two controls that judge an image's own configuration. */
function imageFailures(report: ReportJson): string[] {
  return failures(report).filter((one) => /\bconfig\./.test(one));
}

function evaluated(paths: readonly string[], cwd: string) {
  const ran = seawall(['evaluate', ...paths, '--format', 'json'], { cwd });
  return { ...ran, report: reportOf(ran) };
}

describe('images', () => {
  it('in a folder of layouts, tars and documents are each one input', async () => {
    const cwd = folderWith({
      'task.json': goodDefinition,
      'saved.tar': await tar(dockerSave(asRoot, ['shop/web:1.4'])),
      'other.tar': await tar([['README', bytesOf('no image')]]),
    });
    writeLayout(join(cwd, 'layout'), layout(asApp, 'shop/api:2'));
    const { code, report } = evaluated(['.'], cwd);
    expect(code).toBe(1);
    expect(report.errors).toEqual([]);
    expect(report.summary).toMatchObject({ inputs: 3, observations: 3, dropped: { 'unknown kind': 1 } });
    expect(imageFailures(report)).toEqual(rootFails);
    const images = report.verdicts.filter(({ subject }) => subject.kind === 'image');
    expect(new Set(images.map(({ subject }) => subject.id))).toEqual(new Set(['shop/api:2', 'shop/web:1.4']));
    expect(new Set(images.map(({ subject }) => subject.platform))).toEqual(new Set(['oci']));
  });

  it('without a reference go by path#digest, wherever the layout was named', () => {
    const cwd = folderWith({});
    const archive = layout(asRoot);
    writeLayout(join(cwd, 'build/image'), archive);
    const manifest = JSON.parse(Buffer.from(archive.get('index.json') ?? []).toString()).manifests[0].digest;
    const { report } = evaluated(['build/image'], cwd);
    expect(new Set(report.verdicts.map(({ subject }) => subject.id))).toEqual(
      new Set([`build/image#${manifest}`]),
    );
    expect(imageFailures(report)).toEqual(rootFails);
    expect(report.verdicts[0]?.source).toEqual({ file: 'build/image', index: 0, eventId: null, time: null });
  });

  it('are known by their bytes where the user names them, and unpacked from gzip', async () => {
    const bytes = await tar(dockerSave(asRoot, ['web:1']));
    const cwd = folderWith({
      saved: bytes,
      'saved.tar.gz': gzipSync(bytes),
      'layout.tar': await tar(layout(asRoot, 'web:2')),
    });
    const { code, report } = evaluated(['saved', 'saved.tar.gz', 'layout.tar'], cwd);
    expect(code).toBe(1);
    expect(imageFailures(report)).toHaveLength(6);
  });

  it('that are broken are told, and the others judged', async () => {
    const good = await tar(dockerSave(asRoot, ['web:1']));
    const cwd = folderWith({
      'good.tar': good,
      'cut.tar': good.subarray(0, 2 * 1024 * 1024),
      'none.tar': 'this is no tar at all, but long enough to look at'.repeat(40),
      'bad.tar.gz': 'no gzip',
      'empty.tar': await tar([['README', bytesOf('no image')]]),
      'lost.tar': await tar(saved(new Map(), [{ config: 'gone.json', tags: ['x:1'] }])),
    });
    const { code, report, stderr } = evaluated(
      ['cut.tar', 'none.tar', 'bad.tar.gz', 'empty.tar', 'lost.tar', 'good.tar'],
      cwd,
    );
    expect(code).toBe(2);
    expect(report.errors.map(({ file, code: kind }) => [file, kind])).toEqual([
      ['cut.tar', 'corrupt-tar'],
      ['none.tar', 'corrupt-tar'],
      ['bad.tar.gz', 'corrupt-tar'],
      ['empty.tar', 'unknown-kind'],
      ['lost.tar', 'malformed-image'],
    ]);
    expect(stderr.trim().split('\n')).toHaveLength(6);
    expect(imageFailures(report)).toEqual(rootFails);
  });

  it('that are hostile write nothing, follow no link out, and keep no large entry', async () => {
    const outside = folderWith({ 'secret.json': imageConfig({ User: 'from-outside' }) });
    const cwd = folderWith({
      'evil.tar': await tar([
        ['../../escaped.json', bytesOf({})],
        ['/absolute.json', bytesOf({})],
        ['__proto__', bytesOf({})],
        // JSON by its first byte, and far too large to be kept.
        ['big.json', Buffer.alloc(40 * 1024 * 1024, '[')],
        ['manifest.json', bytesOf([{ Config: 'big.json', RepoTags: ['x:1'] }])],
      ]),
    });
    const config = digestOf(readFileSync(join(outside, 'secret.json')));
    const archive: Archive = new Map();
    putImage(archive, imageConfig({ User: 'from-outside' }));
    const manifest = [...archive.keys()].at(-1) ?? '';
    archive.delete(`blobs/${config.replace(':', '/')}`);
    layoutOf(archive, [{ digest: manifest.replace('blobs/sha256/', 'sha256:') }]);
    writeLayout(join(cwd, 'layout'), archive);
    symlinkSync(join(outside, 'secret.json'), join(cwd, 'layout', `blobs/${config.replace(':', '/')}`));
    const { code, report } = evaluated(['.'], cwd);
    expect(code).toBe(2);
    expect(report.verdicts).toEqual([]);
    expect(report.errors.map(({ message }) => message)).toEqual([
      'as an image: big.json is a link, or larger than is read',
      `as an image: blobs/${config.replace(':', '/')} is a link, or larger than is read`,
    ]);
    expect(readdirSync(cwd).sort()).toEqual(['evil.tar', 'layout']);
  });

  /** A good image, and one beside it that runs as root; `change` hides the second in the archive. */
  const beside = async (
    change: (entries: [string, Uint8Array][], manifest: string, config: string) => void,
  ) => {
    const archive: Archive = new Map();
    const good = putImage(archive, asApp);
    const bad = putImage(archive, asRoot);
    const index = putBlob(archive, indexType, { schemaVersion: 2, manifests: [good, bad] });
    layoutOf(archive, [named(index, 'web:1')]);
    const entries = [...archive];
    const path = (digest: string) => `blobs/${digest.replace(':', '/')}`;
    change(entries, path(bad.digest), path(digestOf(bytesOf(asRoot))));
    return evaluated(['x.tar'], folderWith({ 'x.tar': await tar(entries) }));
  };
  const at = (entries: readonly [string, Uint8Array][], path: string) =>
    entries.findIndex(([name]) => name === path);

  it('is judged beside a good one, as long as nothing hides it', async () => {
    const { code, report } = await beside(() => {});
    expect([code, imageFailures(report)]).toEqual([1, rootFails]);
  });

  it.each([
    ['blanks before it', (bytes: Uint8Array) => Buffer.concat([Buffer.alloc(100_000, ' '), bytes])],
    [
      'more bytes than are read',
      (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc(9 * 1024 * 1024, ' ')]),
    ],
  ])('hides behind no %s', async (_, padded) => {
    const config = padded(bytesOf(asRoot));
    const archive: Archive = new Map();
    const good = putImage(archive, asApp);
    archive.set(`blobs/${digestOf(config).replace(':', '/')}`, config);
    const bad = putBlob(archive, manifestType, {
      config: { mediaType: configType, digest: digestOf(config), size: config.length },
    });
    layoutOf(archive, [putBlob(archive, indexType, { manifests: [good, bad] })]);
    const { code, report } = evaluated(['x.tar'], folderWith({ 'x.tar': await tar(archive) }));
    // What is not read is told: it may run all the same.
    expect(code).toBe(config.length > 8 * 1024 * 1024 ? 2 : 1);
    expect(report.errors.length + imageFailures(report).length).toBeGreaterThan(0);
  });

  it('hides behind no other spelling of a path', async () => {
    const { code, report } = await beside((entries, manifest) => {
      const [entry] = entries.splice(at(entries, manifest), 1);
      if (entry !== undefined) entries.push([`./x/..//${manifest}`, entry[1]]);
    });
    expect([code, imageFailures(report)]).toEqual([1, rootFails]);
  });

  it('hides behind no flood of other entries', async () => {
    const flood = Buffer.alloc(7 * 1024 * 1024, '[');
    const crumb = Buffer.alloc(100, '[');
    const { code, report } = await beside((entries, manifest) => {
      const [entry] = entries.splice(at(entries, manifest), 1);
      for (let index = 0; index < 18; index++) entries.push([`${index}.json`, flood]);
      entries.push(['last.json', Buffer.alloc(2 * 1024 * 1024 - 2_000, '[')]);
      for (let index = 0; index < 50; index++) entries.push([`crumb-${index}.json`, crumb]);
      if (entry !== undefined) entries.push(entry);
    });
    expect(code).toBe(2);
    expect(report.errors[0]?.message).toContain('is a link, or larger than is read');
  });
});
