// What bundles leave out of others' code changes nothing of what is left, and its licences go with it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { licencesOf } from '../../scripts/build/licences.ts';
import { withPlainKeys } from '../../scripts/build/slimmer.ts';

const folder = mkdtempSync(join(tmpdir(), 'seawall-slimmer-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('keys of the SDK’s schemas', () => {
  it('are written out where a constant of the file is their name', () => {
    const text = 'const _x = "xmlName";\nexport var A$ = [3, { [_x]: _y, [_z]: [_x] }];\n';
    expect(withPlainKeys(text)).toBe(
      'const _x = "xmlName";\nexport var A$ = [3, { "xmlName": _y, [_z]: [_x] }];\n',
    );
  });

  it('are all written out in those of S3, which say the same', async () => {
    const text = readFileSync('node_modules/@aws-sdk/client-s3/dist-es/schemas/schemas_0.js', 'utf8');
    const slim = withPlainKeys(text);
    expect(text).toMatch(/\[_\w+\]:/);
    expect(slim).not.toMatch(/\[_\w+\]:/);
    expect(JSON.stringify(await schemasIn(slim))).toBe(JSON.stringify(await schemasIn(text)));
  });
});

/** What a file of schemas exports; what it imports only takes note of errors. */
async function schemasIn(text: string): Promise<object> {
  const stubbed = text.replace(/^import \{(.*)\} from .*$/gm, (_, names: string) =>
    [...names.matchAll(/\w+/g)].map(([name]) => `class ${name} { registerError() {} }`).join('\n'),
  );
  const file = join(folder, `${text.length}.mjs`);
  writeFileSync(file, stubbed);
  return import(/* @vite-ignore */ pathToFileURL(file).href);
}

describe('licences', () => {
  const write = (name: string, files: Readonly<Record<string, string>>) => {
    for (const [file, content] of Object.entries(files)) {
      const path = join(folder, 'node_modules', name, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    return `node_modules/${name}/index.js`;
  };

  it('of all packages in a bundle go with it, each text once', () => {
    const paths = [
      write('a', {
        'package.json': '{"name":"a","version":"1.0.0","license":"MIT"}',
        LICENSE: 'Do as you like.',
      }),
      write('@b/c', {
        'package.json': '{"name":"@b/c","version":"2.0.0","license":"(MIT AND ISC)"}',
        'LICENSE.md': 'Do as you like.',
      }),
      write('a/node_modules/d', {
        'package.json': '{"name":"d","version":"3.0.0","license":"Apache-2.0"}',
        LICENSE: 'Apache',
        NOTICE: 'Made by D.',
      }),
    ];
    const { text, problems } = licencesOf([...paths, 'cli/main.ts'], folder);
    expect(problems).toEqual([]);
    expect(text).toContain('@b/c 2.0.0 ((MIT AND ISC))\na 1.0.0 (MIT)\n\nDo as you like.\n');
    expect(text).toContain('d 3.0.0 (Apache-2.0)\n\nApache\n\nMade by D.\n');
    expect(text.split('Do as you like.')).toHaveLength(2);
  });

  it.each(['AGPL-3.0', '(MIT OR GPL-3.0)', '(MIT AND GPL-3.0)', undefined])('refuses %s', (license) => {
    const path = write('bad', { 'package.json': JSON.stringify({ name: 'bad', version: '1.0.0', license }) });
    expect(licencesOf([path], folder).problems).toEqual([
      { place: 'bad', message: `may not be bundled: its licence is ${license ?? 'not stated'}` },
    ]);
  });
});
