// A form of the result is one file: a new one works from the start, and what is forgotten in it is named.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { reports } from '../../cli/report/formats/index.ts';
import type { Output } from '../../cli/report/output.ts';
import { emptySummary } from '../../cli/report/summary.ts';
import { renderNewReport } from '../../scripts/generate/new-report-file.ts';
import { reportExports, reportFolder, reportIndex } from '../../scripts/generate/report-index.ts';
import { now } from '../support/judging.ts';

const root = process.cwd();

describe('files of forms', () => {
  it('are all in the index, the usual one first', async () => {
    const found = await reportExports(root);
    expect(found.map(({ exportName }) => exportName)).toEqual(Object.keys(reports));
    expect(found[0]?.exportName).toBe('table');
  });

  it('have no word left to write', async () => {
    for (const { path } of await reportExports(root))
      expect([path, readFileSync(path, 'utf8')]).toEqual([path, expect.not.stringContaining('TODO')]);
  });
});

describe('a new form', () => {
  const base = mkdtempSync(join(tmpdir(), 'seawall-new-report-'));
  const write = (file: string, text: string) => {
    mkdirSync(`${base}/${reportFolder}`, { recursive: true });
    // Beside the sources that it imports, as it would be in its place.
    const placed = text.replaceAll("'../../", `'${root}/cli/`).replaceAll("'../", `'${root}/cli/report/`);
    writeFileSync(`${base}/${reportFolder}${file}`, placed);
  };
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('works from the start: it is in the index and writes', async () => {
    write('tap.ts', renderNewReport('tap'));
    const [found] = await reportExports(base);
    expect(reportIndex(base).text).toContain('export const reports = {\n  tap,\n}');
    const written: string[] = [];
    const output: Output = {
      ...{ terminal: false, columns: null, annotate: async () => {}, close: async () => {} },
      write: async (text) => void written.push(text),
    };
    const context = { output, colour: false, controls: [], policy: '', now, groupBy: null };
    const report = found?.value.open(context);
    const place = { line: null, column: null, index: null };
    const problem = { ...place, file: 'a.json', code: 'syntax', message: 'is no JSON', remedy: '' };
    await report?.end({ summary: emptySummary(), errors: [problem], findings: [], responses: [] });
    expect(written.join('')).toMatch(/^a\.json: .*is no JSON\n$/);
  });

  it('must be named as its file, and be made by defineReport', async () => {
    write('that.ts', renderNewReport('other'));
    await expect(reportExports(base)).rejects.toThrow(
      `${reportFolder}that.ts: it must be 'that', it is 'other'`,
    );
    rmSync(`${base}/${reportFolder}that.ts`);
    write('plain.ts', 'export const plain = {};\n');
    await expect(reportExports(base)).rejects.toThrow('exactly one definition must be exported');
  });
});
