// Tars as container runtimes read them: extensions, sparse files, and whatever readers disagree on.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageFiles } from '../../shared/contents/image-files.ts';
import { collecting, type TarEntry, tarReader } from '../../shared/contents/tar.ts';
import { BadTar } from '../../shared/contents/tar-header.ts';
import { type Block, ending, entryBlocks, records, tarOfBlocks } from './tar-blocks.ts';
import { layer, odd, tarOf } from './tars.ts';

interface Read extends TarEntry {
  readonly text: string;
}

/** All entries, the content of each wanted; the tar comes in pieces of so many bytes. */
function read(tar: Uint8Array, piece = tar.length || 1): Read[] {
  const found: Read[] = [];
  const reader = tarReader((entry) =>
    collecting((content) => void found.push({ ...entry, text: content.toString() })),
  );
  for (let at = 0; at < tar.length; at += piece) reader.write(tar.subarray(at, at + piece));
  reader.end();
  return found;
}

const only = (...blocks: readonly Block[]) => read(tarOfBlocks(...blocks))[0];
const pax = (...pairs: readonly (readonly [string, string])[]): Block => ({
  name: 'pax',
  flag: 'x',
  content: records(...pairs),
});
const long = 'd/'.repeat(150);

describe('an entry', () => {
  it.each<[string, readonly Block[], Partial<Read>]>([
    ['of POSIX with a prefix', [{ name: 'sh', prefix: 'usr/bin' }], { name: 'usr/bin/sh' }],
    ['of GNU, which has no prefix', [{ name: 'sh', prefix: 'usr', magic: 'ustar  \0' }], { name: 'sh' }],
    ['of version 7, which has none either', [{ name: 'sh', prefix: 'usr', magic: '' }], { name: 'sh' }],
    [
      'of star, whose prefix is shorter',
      [
        {
          name: 'sh',
          prefix: 'usr',
          over: [
            [476, '1'],
            [508, 'tar\0'],
          ],
        },
      ],
      { name: 'usr/sh' },
    ],
    ['with a long name of GNU', [{ flag: 'L', content: `${long}sh\0` }, {}], { name: `${long}sh` }],
    [
      'with a long link of GNU',
      [
        { flag: 'K', content: `${long}x\0` },
        { flag: '2', link: 'short' },
      ],
      { link: `${long}x`, type: 'symlink' },
    ],
    ['with a name in its extended header', [pax(['path', 'bin/sh']), {}], { name: 'bin/sh' }],
    ['whose name is taken back', [pax(['path', 'x'], ['path', '']), { name: 'bin/sh' }], { name: 'bin/sh' }],
    [
      'that is named twice: the last counts',
      [pax(['path', 'x'], ['path', 'bin/sh']), {}],
      { name: 'bin/sh' },
    ],
    [
      'with its size in the extended header',
      [pax(['size', '3']), { size: 0, content: 'abc' }],
      { size: 3, text: 'abc' },
    ],
    ['with capabilities', [pax(['SCHILY.xattr.security.capability', '\u0001\u0000']), {}], { capable: true }],
    ['with names that objects have', [pax(['__proto__', 'x'], ['constructor', 'y']), {}], { name: 'f' }],
    ['of an old writer: a slash makes the folder', [{ name: 'bin/', flag: '\0' }], { type: 'directory' }],
    [
      'of an old writer, whose long name has the slash',
      [pax(['path', 'bin/']), { name: 'bin', flag: '\0' }],
      { type: 'directory', name: 'bin/' },
    ],
    ['of POSIX with a slash stays a file', [{ name: 'bin/su/', content: 'x' }], { type: 'file', text: 'x' }],
    ['after a comment of git', [{ flag: 'g', content: records(['comment', 'abc']) }, {}], { name: 'f' }],
    ['with a size in base 256', [{ over: [[124, '\x80\0\0\0\0\0\0\0\0\0\0\0']] }], { size: 0 }],
    ['with numbers between spaces', [{ over: [[100, ' 4755 \0\0']] }], { mode: 0o4755 }],
  ])('%s', (_, blocks, wanted) => expect(only(...blocks)).toMatchObject(wanted));

  it('is read alike, however the bytes come', () => {
    const tar = tarOfBlocks(
      ...[pax(['path', `${long}a`], ['size', '700']), { size: 0, content: 'a'.repeat(700) }],
      ...[{ flag: 'L', content: `${long}b\0` }, { content: 'b' }, { flag: '5', name: 'c/' }],
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (piece) => {
        expect(read(tar, piece)).toEqual(read(tar));
      }),
    );
  });

  it('is read as it was written', async () => {
    const entry = fc.record({
      name: fc.string({ minLength: 1, maxLength: 300, unit: fc.constantFrom('a', 'é', '/', '字', '.') }),
      mode: fc.integer({ min: 1, max: 0o7777 }),
      content: fc.string({ maxLength: 1500 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 5 }),
        fc.integer({ min: 1, max: 3000 }),
        async (all, piece) => {
          const files = all.map((one) => ({ ...one, name: `f${one.name}x` }));
          const found = read(await tarOf(files), piece);
          expect(found.map(({ name, mode, text }) => ({ name, mode, content: text }))).toEqual(files);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('the end', () => {
  const [shown, hidden] = [entryBlocks({ name: 'a' }), entryBlocks({ name: 'b' })];
  it.each([
    ['is two empty blocks, whatever comes after', Buffer.concat([shown, ending, hidden]), ['a']],
    ['may be left out', shown, ['a']],
    ['may lack padding', entryBlocks({ name: 'a', content: 'x' }).subarray(0, 513), ['a']],
    ['may be all there is', ending, []],
  ])('%s', (_, tar, names) => expect(read(tar).map(({ name }) => name)).toEqual(names));

  it.each([
    ['one empty block, and an entry', Buffer.concat([shown, Buffer.alloc(512), hidden]), /after its end/],
    ['half a header', shown.subarray(0, 300), /breaks off/],
    ['half a file', entryBlocks({ content: 'x'.repeat(600) }).subarray(0, 900), /breaks off/],
  ])('is not %s', (_, tar, says) => expect(() => read(tar)).toThrow(says));
});

describe('sparse files', () => {
  const secret = `AWS_SECRET_ACCESS_KEY=${'wJalrXUtnFEMI/K7MDENG'}/bPxRfiCYEXAMPLEKEY`;
  const forms: readonly (readonly [string, readonly (readonly [string, string])[], string])[] = [
    [
      '0.0',
      [
        ['GNU.sparse.size', '90000'],
        ['GNU.sparse.numblocks', '1'],
        ['GNU.sparse.offset', '80000'],
        ['GNU.sparse.numbytes', '80'],
      ],
      '',
    ],
    [
      '0.1',
      [
        ['GNU.sparse.name', 'app/.env'],
        ['GNU.sparse.size', '90000'],
        ['GNU.sparse.map', '80000,80'],
      ],
      '',
    ],
    [
      '1.0',
      [
        ['GNU.sparse.major', '1'],
        ['GNU.sparse.minor', '0'],
        ['GNU.sparse.name', 'app/.env'],
        ['GNU.sparse.realsize', '90000'],
      ],
      '1\n80000\n80\n',
    ],
  ];
  it.each(
    forms,
  )('of PAX form %s go by their true name, and what lies in them is searched', async (form, pairs, map) => {
    const content = map === '' ? secret : `${map.padEnd(512, '\0')}${secret}`;
    const name = form === '0.0' ? 'app/.env' : 'app/GNUSparseFile.17/.env';
    const tar = tarOfBlocks(pax(...pairs), { name, content }, { name: 'bin/sh', mode: 0o755, content: 'x' });
    expect(await odd([layer(tar)])).toEqual([
      'shell bin/sh',
      expect.stringMatching(/^credential app\/\.env/),
    ]);
  });

  it('do not tell the users of an image', async () => {
    const tar = tarOfBlocks(
      pax(['GNU.sparse.name', 'etc/passwd'], ['GNU.sparse.size', '9000'], ['GNU.sparse.map', '0,16']),
      { name: 'x', content: 'app:x:7:7::/:/x\n' },
    );
    expect((await imageFiles([layer(tar)])).users).toBeUndefined();
  });

  it.each([
    ['of the old GNU form', [{ flag: 'S', magic: 'ustar  \0' }], /sparse file of the old GNU form/],
    [
      'of a form to come',
      [pax(['GNU.sparse.major', '2'], ['GNU.sparse.minor', '0']), {}],
      /form that is not known/,
    ],
    ['of half a form', [pax(['GNU.sparse.name', 'x']), {}], /form that is not known/],
    [
      'with an end in their name',
      [pax(['GNU.sparse.name', 'a\0b'], ['GNU.sparse.map', '0,1']), {}],
      /an end in it/,
    ],
  ])('%s are refused', (_, blocks, says) => expect(() => only(...blocks)).toThrow(says));
});

describe('what readers disagree on is refused', () => {
  const swallowed = entryBlocks({ name: 'bin/sh', mode: 0o4755, content: 'x' });
  it.each<[string, readonly Block[], RegExp]>([
    ['a symbolic link with content', [{ flag: '2', content: swallowed }], /symlink has content/],
    ['a hard link with content', [{ flag: '1', content: swallowed }], /link has content/],
    ['a folder with content', [{ flag: '5', content: swallowed }], /directory has content/],
    [
      'a folder of an old writer, by its long name alone',
      [pax(['path', 'bin/']), { name: 'bin', flag: '\0', content: swallowed }],
      /directory has content/,
    ],
    [
      'the same by a long name of GNU',
      [
        { flag: 'L', content: 'bin/\0' },
        { name: 'bin', flag: '\0', content: swallowed },
      ],
      /directory has content/,
    ],
    [
      'a device whose extended header gives it content',
      [pax(['size', '1024']), { flag: '3' }],
      /device has content/,
    ],
    ['a global name', [{ flag: 'g', content: records(['path', 'harmless']) }, {}], /global header/],
    ['a global size', [{ flag: 'g', content: records(['size', '4096']) }, {}], /global header/],
    [
      'global capabilities',
      [{ flag: 'g', content: records(['SCHILY.xattr.security.capability', 'x']) }],
      /global/,
    ],
    [
      'a global header between an entry and its own',
      [pax(['path', 'x']), { flag: 'g' }, {}],
      /global header/,
    ],
    ['two extended headers', [pax(['path', 'x']), pax(['path', 'y']), {}], /two headers/],
    ['two long names of GNU', [{ flag: 'L', content: 'x' }, { flag: 'L', content: 'y' }, {}], /two headers/],
    [
      'a long name of both kinds',
      [{ flag: 'L', content: 'bin/su\0' }, pax(['path', 'x']), {}],
      /two long names/,
    ],
    [
      'a long link of both kinds',
      [{ flag: 'K', content: 'a\0' }, pax(['linkpath', 'b']), { flag: '2' }],
      /two long names/,
    ],
    ['a folder of a volume', [{ flag: 'D' }], /no runtime unpacks/],
    ['an entry of a kind that is none', [{ flag: '\xff' }], /no runtime unpacks/],
  ])('%s', (_, blocks, says) => expect(() => only(...blocks)).toThrow(says));

  it.each([
    ['shorter than itself', '3 a=b\n'],
    ['longer than the header', '99 path=x\n'],
    ['no number', 'xx path=x\n'],
    ['a negative number', '-9 path=x\n'],
    ['a number in hexadecimal', '0x9 pat=x\n'],
    ['a number without an end', '1'.repeat(2000)],
    ['no line at its end', '9 path=xy'],
    ['no value', '9 path_x\n'],
    ['a size that is none', records(['size', '0x10'])],
    ['a size below nothing', records(['size', '-1'])],
    ['a size beyond all', records(['size', '9'.repeat(20)])],
    ['a name with an end in it', records(['path', 'a\0b'])],
  ])('a record of %s', (_, content) =>
    expect(() => only({ flag: 'x', content }, {})).toThrow(/^an extended header/));

  it.each([
    ['a mode that is none', [100, '0x4755\0']],
    ['a size that is none', [124, '12 34 56']],
    ['a size below nothing', [124, '\xff\xff\xff\xff']],
    ['a size beyond all', [124, `\x80${'\x7f'.repeat(11)}`]],
  ] as const)('%s', (_, over) => expect(() => only({ over: [over] })).toThrow(/^a header/));
});

describe('large extended headers', () => {
  const MB = 1024 * 1024;
  it('are read up to a megabyte, as Go does', () => {
    const content = records(['comment', 'x'.repeat(MB - 100)], ['path', 'bin/sh']);
    expect(only({ flag: 'x', content }, {})?.name).toBe('bin/sh');
  });

  it.each(['x', 'g', 'L', 'K'])('of kind %s are refused beyond, before they come', (flag) => {
    const reader = tarReader(() => null);
    expect(() => reader.write(entryBlocks({ flag, size: MB + 1 }).subarray(0, 512))).toThrow(
      /extended header has/,
    );
  });
});

it('damage anywhere ends in a layer that is refused, or in other entries, and in nothing else', () => {
  const tar = tarOfBlocks(
    pax(['path', `${long}a`], ['size', '5']),
    { content: 'hello' },
    { flag: '2', link: 'x' },
  );
  fc.assert(
    fc.property(
      fc.nat(tar.length - 1),
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 1, max: 900 }),
      (at, byte, piece) => {
        const damaged = Buffer.from(tar);
        damaged[at] = byte;
        try {
          read(damaged, piece);
        } catch (error) {
          expect(error).toBeInstanceOf(BadTar);
        }
      },
    ),
    { numRuns: 1000 },
  );
});
