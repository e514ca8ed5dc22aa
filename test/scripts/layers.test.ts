// The layers hold, and a broken copy is caught.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { violationsIn } from '../../scripts/layers/check.ts';

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
      "const later = await import('../../record/store.ts');",
      'controls may not import from record (../../record/store.ts)',
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
});
