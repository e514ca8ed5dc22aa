// What a digest names is read once for all facts; tags, failures and bounds stay each reader's own.
import { expect, it } from 'vitest';
import { knownContent, rememberingContent } from '../../shared/gather/known-content.ts';
import { type Manifest, nothingTold, type RepositoryReader } from '../../shared/registry/port.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const manifest: Manifest = { digest, mediaType: 'x', bytes: Buffer.from('{}'), json: {} };

/** A repository that notes what it is asked. */
function repository(change: Partial<RepositoryReader> = {}, name = 'registry.test/web') {
  const asked: string[] = [];
  let asOf: string | null = null;
  const note = (what: string) => {
    asked.push(what);
    asOf ??= '2026-11-20T10:00:00.000Z';
  };
  const reader: RepositoryReader = {
    name,
    manifest: async (reference) => {
      note(`manifest ${reference}`);
      return manifest;
    },
    blob: async (of, maximum) => {
      note(`blob ${of} ${maximum}`);
      if (maximum < 4) throw new Error('too large');
      return Buffer.from('blob');
    },
    referrers: async () => [],
    stream: async () => (async function* () {})(),
    asOf: () => asOf,
    about: async () => nothingTold,
    ...change,
  };
  return { reader, asked };
}

it('a manifest and a blob by digest are read once, by whoever comes first', async () => {
  const known = knownContent();
  const { reader, asked } = repository();
  await Promise.all([1, 2, 3].map(() => rememberingContent(reader, known).manifest(digest)));
  await rememberingContent(reader, known).blob(digest, 100);
  await rememberingContent(reader, known).blob(digest, 50);
  expect(asked).toEqual([`manifest ${digest}`, `blob ${digest} 100`]);
});

it('a tag is asked for each time, and so is another repository; what a tag stood for is known by its digest', async () => {
  const known = knownContent();
  const one = repository();
  const other = repository({}, 'registry.test/other');
  for (const { reader } of [one, one, other]) {
    await rememberingContent(reader, known).manifest('1.0');
    await rememberingContent(reader, known).manifest(digest);
  }
  expect(one.asked).toEqual(['manifest 1.0', 'manifest 1.0']);
  expect(other.asked).toEqual(['manifest 1.0']);
});

it('what was known before has the time at which it was read; what is read now, its own', async () => {
  const known = knownContent();
  await rememberingContent(repository().reader, known).manifest(digest);
  const later = repository();
  const reader = rememberingContent(later.reader, known);
  expect(reader.asOf()).toBeNull();
  await reader.manifest(digest);
  expect(reader.asOf()).toBe('2026-11-20T10:00:00.000Z');
  expect(later.asked).toEqual([]);
});

it('failures, absences and bounds are not remembered', async () => {
  const known = knownContent();
  const failing = repository({ manifest: () => Promise.reject(new Error('down')) });
  await expect(rememberingContent(failing.reader, known).manifest(digest)).rejects.toThrow('down');
  const empty = repository({ manifest: async () => null });
  expect(await rememberingContent(empty.reader, known).manifest(digest)).toBeNull();
  const { reader, asked } = repository();
  expect(await rememberingContent(reader, known).manifest(digest)).toBe(manifest);
  await expect(rememberingContent(reader, known).blob(digest, 3)).rejects.toThrow('too large');
  expect(Buffer.from(await rememberingContent(reader, known).blob(digest, 9)).toString()).toBe('blob');
  await expect(rememberingContent(reader, known).blob(digest, 3)).rejects.toThrow('too large');
  expect(asked).toEqual([`manifest ${digest}`, `blob ${digest} 3`, `blob ${digest} 9`, `blob ${digest} 3`]);
});

it('large content is read anew', async () => {
  const known = knownContent();
  const large = { ...manifest, bytes: Buffer.alloc(300 * 1024) };
  let reads = 0;
  const { reader } = repository({
    manifest: async () => {
      reads++;
      return large;
    },
  });
  for (let index = 0; index < 2; index++) await rememberingContent(reader, known).manifest(digest);
  expect(reads).toBe(2);
});
