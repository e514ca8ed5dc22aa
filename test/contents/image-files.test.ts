// What is found in the layers of an image, and what upper layers make of lower ones.
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { filesOf, imageFiles, type LayerFiles } from '../../shared/contents/image-files.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';
import { gzipped, layer, odd, tarOf, zstd } from './tars.ts';

const one = async (...entries: Parameters<typeof tarOf>[0]) => odd([layer(await tarOf(entries))]);
const file = (name: string, content: string) => ({ name, mode: 0o644, content });
/** Put together here, so that no key lies in the repository. */
const pem = (kind: string) =>
  `-----BEGIN ${kind}PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END ${kind}PRIVATE KEY-----\n`;

describe('programs', () => {
  it.each([
    ['bin/sh', 'shell'],
    ['./usr/bin/bash', 'shell'],
    ['/usr/bin/busybox', 'shell'],
    ['usr/sbin/sshd', 'remote-shell'],
    ['usr/local/bin/ttyd', 'remote-shell'],
    ['sbin/apk', 'package-manager'],
    ['usr/bin/pip3.11', 'package-manager'],
    ['opt/app/bin/npm', 'package-manager'],
    ['usr/bin/gcc-12', 'compiler'],
    ['usr/bin/x86_64-linux-gnu-gcc-12', 'compiler'],
    ['usr/local/go/bin/go', 'compiler'],
  ])('%s is a %s', async (name, kind) => {
    expect(await one(name)).toEqual([`${kind} ${name.replace(/^\.?\//, '')}`]);
  });

  it.each([
    'usr/share/doc/bash',
    'home/sh',
    'usr/bin/shasum',
    'etc/apt',
    'usr/bin/gccgo-helper',
  ])('%s is none', async (name) => expect(await one(name)).toEqual([]));

  it('may be links', async () => {
    expect(await one({ name: 'bin/sh', type: 'symlink', linkname: '/bin/busybox' })).toEqual([
      'shell bin/sh',
    ]);
  });
});

describe('permissions', () => {
  it('of their own are told: setuid, setgid, capabilities', async () => {
    const capable = { name: 'app/ping', mode: 0o755, pax: { 'SCHILY.xattr.security.capability': 'x' } };
    expect(
      await one(
        { name: 'app/su', mode: 0o4755 },
        { name: 'app/wall', mode: 0o2755 },
        { name: 'app/data', mode: 0o4644 },
        capable,
      ),
    ).toEqual(['setuid app/su (setuid)', 'setuid app/wall (setgid)', 'capability app/ping']);
  });

  it('follow a hard link', async () => {
    expect(
      await one({ name: 'app/su', mode: 0o4755 }, { name: 'app/other', type: 'link', linkname: 'app/su' }),
    ).toEqual(['setuid app/su (setuid)', 'setuid app/other (setuid)']);
  });
});

describe('secrets in files', () => {
  it.each([
    ['app/server.key', pem('')],
    ['root/.ssh/id_rsa', pem('RSA ')],
    ['etc/tls/tls.pem', `text before\n${pem('EC ')}`],
  ])('%s holds a private key', async (name, content) => {
    expect((await one(file(name, content)))[0]).toMatch(/^private-key /);
  });

  it.each([
    ['app/.env', `AWS_SECRET_ACCESS_KEY=${'wJalrXUtnFEMI/K7MDENG'}/bPxRfiCYEXAMPLEKEY`],
    ['root/.npmrc', `//registry.npmjs.org/:_authToken=npm_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`],
    ['srv/settings.ini', '[db]\npassword = Tr0ub4dor&3xyz\n'],
  ])('%s holds a credential, which is not shown', async (name, content) => {
    const found = await one(file(name, content));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^credential ${name.replaceAll('.', '\\.')} \\(`));
    for (const word of ['wJalr', 'npm_a1', 'Tr0ub']) expect(found[0]).not.toContain(word);
  });

  it('authorized_keys let somebody in', async () => {
    expect(await one(file('root/.ssh/authorized_keys', 'ssh-ed25519 AAAAC3Nza kim@acme\n'))).toEqual([
      'authorized-keys root/.ssh/authorized_keys',
    ]);
  });

  it.each([
    ['etc/ssl/certs/ca.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'],
    ['usr/share/doc/x/example.env', 'PASSWORD=Tr0ub4dor&3xyz'],
    ['app/node_modules/x/test.key', pem('')],
    ['app/config.yml', 'port: 8080\n'],
  ])('%s is nothing secret, or not theirs', async (name, content) => {
    expect(await one(file(name, content))).toEqual([]);
  });
});

describe('layers over each other', () => {
  const lower = ['bin/sh', 'usr/bin/gcc', 'usr/bin/su'];
  const over = async (...upper: Parameters<typeof tarOf>[0]) =>
    odd([layer(await tarOf(lower)), layer(await tarOf(upper))]);

  it('add up', async () => expect(await over('bin/bash')).toHaveLength(3));
  it('take a file away', async () =>
    expect(await over({ name: 'bin/.wh.sh' })).toEqual(['compiler usr/bin/gcc']));
  it('take a folder away', async () => expect(await over({ name: '.wh.usr' })).toEqual(['shell bin/sh']));
  it('empty a folder, but for what they put there themselves', async () => {
    expect(await over('usr/bin/bash', { name: 'usr/bin/.wh..wh..opq' })).toEqual([
      'shell bin/sh',
      'shell usr/bin/bash',
    ]);
  });
  it('cover a file by another', async () => {
    const setuid = layer(await tarOf([{ name: 'app/x', mode: 0o4755 }]));
    expect(await odd([setuid, layer(await tarOf([{ name: 'app/x', mode: 0o755 }]))])).toEqual([]);
  });
  const link = (name: string, linkname: string) => ({ name, type: 'link' as const, linkname });
  it('keep a lower file by another name, though its first is taken away', async () => {
    const setuid = layer(await tarOf([{ name: 'usr/bin/su', mode: 0o4755 }, 'bin/sh']));
    const upper = [
      link('app/x', '/usr/bin/su'),
      link('app/y', './bin/sh'),
      { name: 'usr/bin/.wh.su' },
      { name: '.wh.bin' },
    ];
    expect(await odd([setuid, layer(await tarOf(upper))])).toEqual(['shell app/y', 'setuid app/x (setuid)']);
    expect(await odd([setuid, layer(await tarOf(upper)), layer(await tarOf([{ name: '.wh.app' }]))])).toEqual(
      [],
    );
  });
  it.each([
    [
      'the layer’s own, though a lower one is odd',
      [{ name: 'usr/bin/su', mode: 0o755 }, link('app/x', 'usr/bin/su')],
    ],
    [
      'one that is replaced itself',
      [link('app/x', 'usr/bin/su'), { name: 'app/x', mode: 0o755 }, { name: 'usr/bin/.wh.su' }],
    ],
    ['nothing', [link('app/x', 'usr/bin/none'), { name: 'usr/bin/.wh.su' }]],
  ])('link to %s', async (_, upper) => {
    const setuid = layer(await tarOf([{ name: 'usr/bin/su', mode: 0o4755 }]));
    expect(await odd([setuid, layer(await tarOf(upper))])).toEqual([]);
  });
  it.each([
    [
      'by a link to a link',
      [link('a', 'usr/bin/su'), link('app/x', 'a'), { name: 'usr/bin/.wh.su' }],
      ['.wh.a'],
    ],
    [
      'though the layer puts another file there later',
      [link('app/x', 'usr/bin/su'), { name: 'usr/bin/su', mode: 0o755 }],
      [],
    ],
    [
      'though a link on the way is replaced later',
      [link('a', 'usr/bin/su'), link('app/x', 'a'), { name: 'a', mode: 0o755 }, { name: 'usr/bin/.wh.su' }],
      [],
    ],
  ])('keep a lower file by another name, %s', async (_, upper, gone) => {
    const layers = [
      await tarOf([{ name: 'usr/bin/su', mode: 0o4755 }]),
      await tarOf(upper),
      await tarOf(gone),
    ];
    expect(await odd(layers.map((tar) => layer(tar)))).toEqual(['setuid app/x (setuid)']);
  });
  it('take half a million paths away in a time that does not grow with what is odd', () => {
    const nothing: LayerFiles = {
      ...{ odd: new Map(), links: new Map(), entries: 0 },
      ...{ covers: new Set(), removes: new Set(), empties: new Set() },
    };
    const setuid = (path: string) => [path, [{ kind: 'setuid', path, what: 'setuid' }]] as const;
    const many = new Map(Array.from({ length: 19_000 }, (_, index) => setuid(`app/${index}/x`)));
    const removes = new Set(Array.from({ length: 400_000 }, (_, index) => `other/${index}`).concat('app/7'));
    const since = processorMs();
    expect(
      filesOf([
        { ...nothing, odd: many },
        { ...nothing, removes },
      ]).counts,
    ).toEqual({ setuid: 18_999 });
    expect(calmMsSince(since)).toBeLessThan(5_000);
  });
  it('empty everything', async () => expect(await over({ name: '.wh..wh..opq' })).toEqual([]));
});

describe('users', () => {
  const passwd = (content: string, name = 'etc/passwd') => ({ name, mode: 0o644, content });
  const base = 'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/:/bin/false\n';
  const root = { name: 'root', uid: 0 };
  const daemon = { name: 'daemon', uid: 1 };
  const users = async (...layers: Parameters<typeof tarOf>[0][]) => {
    const tars = await Promise.all(layers.map((entries) => tarOf(entries)));
    return (await imageFiles(tars.map((tar) => layer(tar)))).users;
  };
  const tooMany = Array.from({ length: 2_001 }, (_, one) => `u${one}::${one}:0:::`).join('\n');

  it.each<[string, string, object]>([
    ['the usual', base, [root, daemon]],
    ['no end of line', 'app:x:0:0', [{ name: 'app', uid: 0 }]],
    ['a name twice: the first counts', 'app:x:7:0::\napp:x:0:0::', [{ name: 'app', uid: 7 }]],
    ['comments, gaps, and lines without a number', '#x\n\n:x:0:\nbad:x:-1:\nodd:x:0x0:\n+::::', []],
    ['names that objects have', '__proto__:x:0:0::', [{ name: '__proto__', uid: 0 }]],
  ])('%s', async (_, content, wanted) => expect(await users([passwd(content)])).toEqual(wanted));

  it('are those of the highest layer that has the file', async () => {
    expect(await users([passwd(base)], ['bin/app'], [passwd('app:x:0:0', './etc/passwd')])).toEqual([
      { name: 'app', uid: 0 },
    ]);
    expect(await users([passwd(base)], ['bin/app'])).toEqual([root, daemon]);
  });

  it.each([
    ['the file', 'etc/.wh.passwd'],
    ['its folder', '.wh.etc'],
    ['what is in the folder', 'etc/.wh..wh..opq'],
    ['everything', '.wh..wh..opq'],
  ])('are gone where a layer takes away %s', async (_, name) => {
    expect(await users([passwd(base)], [{ name }])).toBeNull();
    expect(await users([passwd(base)], [{ name }, passwd('app:x:7:0')])).toEqual([{ name: 'app', uid: 7 }]);
  });

  it.each<[string, Parameters<typeof tarOf>[0]]>([
    ['it is a link', [{ name: 'etc/passwd', type: 'symlink', linkname: '/run/passwd' }]],
    ['it is a hard link', [{ name: 'etc/passwd', type: 'link', linkname: 'x' }]],
    ['its folder is a link', [{ name: 'etc', type: 'symlink', linkname: '/usr/etc' }]],
    ['it is larger than any', [passwd(`${base}${'#'.repeat(70_000)}`)]],
    ['it has more users than any', [passwd(tooMany)]],
  ])('are not known where %s', async (_, entries) =>
    expect(await users([passwd(base)], entries)).toBe(undefined));

  it('are none without the file', async () => expect(await users(['bin/app'])).toBeNull());
});

describe('packing', () => {
  // RFC 8878, 3.1.2: a magic number of sixteen, the length, and bytes for somebody else.
  const skipped = Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);
  it.each([
    ['gzip', gzipped],
    ['zstd', zstd],
    [
      'zstd after a frame to be skipped',
      (tar: Uint8Array) => layer(Buffer.concat([skipped, zstdCompressSync(tar)]), 'x+zstd'),
    ],
    [
      'zstd in frames, with one to be skipped at the end',
      (tar: Uint8Array) =>
        layer(
          Buffer.concat([
            ...[tar.subarray(0, 700), tar.subarray(700)].map((part) => zstdCompressSync(part)),
            skipped,
          ]),
          'x+zstd',
        ),
    ],
    ['nothing', layer],
  ])('%s is told by the first bytes', async (_, packed) => {
    expect(await odd([packed(await tarOf(['bin/sh']))])).toEqual(['shell bin/sh']);
  });
  it('an empty layer holds nothing', async () => expect(await odd([layer(new Uint8Array())])).toEqual([]));
});
