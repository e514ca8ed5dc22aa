// An action is one file: a new one works from the start, and what is forgotten in it is named.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { actionFiles } from '../../scripts/generate/action-files.ts';
import { actionIndexes } from '../../scripts/generate/action-index.ts';
import { renderNewAction } from '../../scripts/generate/new-action-file.ts';
import { renderResponses } from '../../scripts/generate/responses-page.ts';
import { actions } from '../../shared/respond/actions/index.ts';
import { findingOn } from '../respond/actions/round-trip.ts';

const root = process.cwd();

describe('action files', () => {
  it('are all in the index, by name', async () => {
    expect((await actionFiles(root)).map(({ action }) => action)).toEqual(actions);
  });

  it('have no word left to write', async () => {
    for (const { path, action } of await actionFiles(root))
      expect([path, `${readFileSync(path, 'utf8')} ${action.limits}`]).toEqual([
        path,
        expect.not.stringContaining('TODO'),
      ]);
  });

  it('name no permission twice', () => {
    for (const { name, permissions } of actions)
      expect([name, permissions.toSorted()]).toEqual([name, [...new Set(permissions)].toSorted()]);
  });
});

describe('a new action', () => {
  const base = mkdtempSync(join(tmpdir(), 'seawall-new-action-'));
  const folder = `${base}/shared/respond/actions`;
  const write = (path: string, text: string) => {
    mkdirSync(`${folder}/${path}`.replace(/\/[^/]*$/, ''), { recursive: true });
    writeFileSync(`${folder}/${path}`, text);
  };
  // Beside the sources that it imports, as it would be in its place.
  const text = (name: string) =>
    renderNewAction(name)
      .replaceAll("'../../", `'${root}/shared/`)
      .replaceAll("'../", `'${root}/shared/respond/`);
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('works from the start: it is in the index, the names and the page', async () => {
    write('scan-scaffold.ts', text('scan-scaffold'));
    const files = await actionFiles(base);
    expect(files.map(({ exportName }) => exportName)).toEqual(['scanScaffold']);
    const [index, names] = actionIndexes(base);
    expect(index?.text).toContain("  'scan-scaffold': scanScaffold,");
    expect(names?.text).toContain("  'scan-scaffold',");
    expect(renderResponses(files.map(({ action }) => action))).toContain('| **scan-scaffold** |');
    const repository = 'arn:aws:ecr:eu-west-1:123456789012:repository/shop/web';
    expect(files[0]?.action.planOffline(findingOn({ id: repository })).calls).toHaveLength(1);
    rmSync(`${folder}/scan-scaffold.ts`);
  });

  it('may have parts in a folder of its own', async () => {
    write('with-parts/with-parts.ts', text('with-parts'));
    write('with-parts/part.ts', 'export const part = 1;\n');
    expect((await actionFiles(base)).map(({ path }) => path)).toEqual([
      'shared/respond/actions/with-parts/with-parts.ts',
    ]);
    rmSync(`${folder}/with-parts`, { recursive: true });
  });

  it('must be named as its file', async () => {
    write('other-name.ts', text('this-name'));
    await expect(actionFiles(base)).rejects.toThrow("the name must be 'other-name', it is 'this-name'");
    rmSync(`${folder}/other-name.ts`);
  });

  it('must be made by defineAction', async () => {
    write('not-defined.ts', "export const notDefined = { name: 'not-defined' };\n");
    await expect(actionFiles(base)).rejects.toThrow('exactly one action must be exported');
    rmSync(`${folder}/not-defined.ts`);
  });
});
