// The layers hold, and a broken copy is caught.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { violationsIn } from '../../scripts/layers/check.ts';
import { layers } from '../../scripts/layers/layers.ts';
import { pictureOf } from '../../scripts/layers/picture.ts';

const messages = (path: string, text: string) => violationsIn({ path, text }).map(({ message }) => message);

describe('layers', () => {
  it('hold in the sources', () => {
    const files = globSync(['shared/**/*.ts', 'functions/**/*.ts', 'cli/**/*.ts']);
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((path) => violationsIn({ path, text: readFileSync(path, 'utf8') }))).toEqual([]);
  });

  const control = readFileSync('shared/controls/namespace-isolation/no-privileged.ts', 'utf8');
  const path = 'shared/controls/namespace-isolation/no-privileged.ts';

  it.each([
    [
      "import { ECSClient } from '@aws-sdk/client-ecs';",
      'controls may not import the package @aws-sdk/client-ecs',
    ],
    ["import { readFileSync } from 'node:fs';", 'controls may not import the package node:fs'],
    [
      "import type { Facts } from '../../gather/gather.ts';",
      'controls may not import from gather (../../gather/gather.ts)',
    ],
    [
      "const later = await import('../../findings/store.ts');",
      'controls may not import from findings (../../findings/store.ts)',
    ],
    ['const now = Date.now();', 'a pure layer uses the clock (Date.now): take it as an argument'],
    ['const now = new Date();', 'a pure layer uses the clock (new Date()): take it as an argument'],
    ['const home = process.env.HOME;', 'a pure layer uses the environment (process): take it as an argument'],
    [
      "const page = fetch('https://example.com');",
      'a pure layer uses the network (fetch): take it as an argument',
    ],
  ])('catch %s in a copy of a control', (line, message) => {
    expect(messages(path, `${control}\n${line}\n`)).toEqual([message]);
  });

  it('catch a folder that is in no layer', () => {
    expect(messages('shared/extra/file.ts', '// nothing')).toEqual([
      'folder extra is in no layer: add it to scripts/layers/layers.ts',
    ]);
  });

  it('let comments speak of the clock', () => {
    expect(messages(path, `${control}\n// Date.now() is not used here\n`)).toEqual([]);
  });

  const rooms = Object.keys(layers).filter((name) => existsSync(`shared/${name}`));

  it.each(rooms)('are what the README of %s says', (room) => {
    const readme = readFileSync(`shared/${room}/README.md`, 'utf8');
    const named = readme.match(/^May import: (.*)\.$/m)?.[1] ?? '';
    expect([...named.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).toEqual(layers[room]?.layers);
    expect(readme).toMatch(/^Promise: .{20}/m);
  });

  it('are drawn, and a circle is told', () => {
    const file = (path: string, to: string) => ({ path, text: `import { x } from '${to}';\n` });
    const up = file('shared/iam/a.ts', '../model/b.ts');
    expect(pictureOf([up, { path: 'shared/model/b.ts', text: '' }])).toContain(
      '2 rooms, 1 arrows, no circle',
    );
    expect(pictureOf([up, file('shared/model/b.ts', '../iam/a.ts')])).toContain(
      'in or above a circle: iam, model',
    );
  });
});
