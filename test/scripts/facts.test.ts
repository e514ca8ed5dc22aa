// A fact is one file: a new one works from the start, and what is forgotten in it is named.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { factExports, factIndex } from '../../scripts/generate/fact-index.ts';
import { renderNewFact } from '../../scripts/generate/new-fact-file.ts';
import { failure } from '../../shared/gather/api.ts';
import type { DefinedFact } from '../../shared/gather/define-fact.ts';
import { definedFacts } from '../../shared/gather/facts/index.ts';
import { knownContent } from '../../shared/gather/known-content.ts';
import { onlyEcr } from '../../shared/gather/registries.ts';

const root = process.cwd();

describe('fact files', () => {
  it('are all in the index, each under its name', async () => {
    expect((await factExports(root)).map(({ value }) => value.fact)).toEqual(
      Object.keys(definedFacts).toSorted(),
    );
    for (const [name, { fact }] of Object.entries(definedFacts)) expect(fact).toBe(name);
  });

  it('have no word left to write', async () => {
    for (const { path } of await factExports(root))
      expect([path, readFileSync(path, 'utf8')]).toEqual([path, expect.not.stringContaining('TODO')]);
  });
});

describe('a new fact', () => {
  const base = mkdtempSync(join(tmpdir(), 'seawall-new-fact-'));
  const folder = `${base}/shared/gather/facts`;
  // Beside the sources that it imports, as it would be in its place.
  const text = renderNewFact('route-scaffold')
    .replaceAll("'../../", `'${root}/shared/`)
    .replaceAll("'../", `'${root}/shared/gather/`);
  const write = (file: string, content: string) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/${file}`, content);
  };
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('works from the start: it is in the index and answers', async () => {
    write('route-scaffold.ts', text);
    const found = await factExports(base);
    expect(found.map(({ exportName, value }) => [exportName, value.fact])).toEqual([
      ['routeScaffoldFact', 'route-scaffold'],
    ]);
    expect(factIndex(base).text).toContain("  'route-scaffold': routeScaffoldFact,");
    const loaded = await import(pathToFileURL(`${folder}/route-scaffold.ts`).href);
    const { read, isImmutable }: DefinedFact<'subnet'> = loaded.routeScaffoldFact;
    const ask = { fact: 'subnet', account: null, region: null, subnetId: '', id: 'vpc-1' } as const;
    const from = (Vpcs: { VpcId: string }[]) => ({
      api: { call: async () => ({ ok: true, output: { Vpcs }, asOf: '2026-01-01T00:00:00Z' }) as const },
      blobs: { read: async () => failure('no-facts', '') },
      open: onlyEcr,
      content: knownContent(),
    });
    expect(await read(ask, from([{ VpcId: 'vpc-1' }]))).toMatchObject({ ok: true, value: { id: 'vpc-1' } });
    expect(await read(ask, from([]))).toMatchObject({ ok: false, code: 'not-found' });
    expect(isImmutable(ask)).toBe(false);
  });

  it('of a name that another file defines is refused', async () => {
    write('route-scaffold.ts', text);
    write('other.ts', text);
    await expect(factExports(base)).rejects.toThrow(/the fact 'route-scaffold' is defined in/);
  });
});
