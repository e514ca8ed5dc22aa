// Generated files are fresh, and a new control's file is a working control.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { controlFiles } from '../../scripts/generate/control-files.ts';
import { renderNewControl } from '../../scripts/generate/new-control-file.ts';
import { orphans } from '../../scripts/generate/orphans.ts';
import { outputs } from '../../scripts/generate/outputs.ts';
import { controls } from '../../shared/controls/index.ts';
import { comparableKeys } from '../../shared/policy/settings.ts';

const root = process.cwd();

describe('generated files', () => {
  it('are fresh: run `npm run generate`', async () => {
    const all = await outputs(root);
    const stale = all
      .filter(({ path, text }) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
      .map(({ path }) => path);
    expect([...stale, ...orphans(root, all)], 'run `npm run generate`').toEqual([]);
  });
});

describe('control files', () => {
  it('are all in the index, in order', async () => {
    expect((await controlFiles(root)).map(({ control }) => control.id)).toEqual(controls.map(({ id }) => id));
  });

  it('compare only with keys that a policy has', () => {
    const keys = controls.flatMap(({ comparesWith }) => comparesWith ?? []).flatMap((key) => key.split('|'));
    expect(keys.filter((key) => !comparableKeys.includes(key))).toEqual([]);
  });
});

describe('a new control', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-new-control-'));
  const file = `${folder}/shared/controls/immutability/no-terminal-scaffold.ts`;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is a working file from the start', async () => {
    mkdirSync(`${folder}/shared/controls/immutability`, { recursive: true });
    const text = renderNewControl('immutability/no-terminal-scaffold')
      .replaceAll("'../../", `'${root}/shared/`)
      .replaceAll("'../", `'${root}/shared/controls/`);
    writeFileSync(file, text);
    const [scaffold] = await controlFiles(folder);
    expect(scaffold?.exportName).toBe('noTerminalScaffold');
    expect(scaffold?.examples().fails).toHaveLength(2);
  });

  it('must be in the folder that its id says', async () => {
    writeFileSync(file, readFileSync(file, 'utf8').replace("id: 'immutability/", "id: 'segmentation/"));
    rmSync(`${folder}/shared/controls/immutability/moved.ts`, { force: true });
    const moved = `${folder}/shared/controls/immutability/moved.ts`;
    writeFileSync(moved, readFileSync(file, 'utf8'));
    rmSync(file);
    await expect(controlFiles(folder)).rejects.toThrow(
      "the id must be 'immutability/moved', it is 'segmentation/no-terminal-scaffold'",
    );
  });
});
