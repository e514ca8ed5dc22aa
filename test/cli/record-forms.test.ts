// A record as evidence: its findings as a page and as CSV, and its journal verified by the program in docs/audit.md.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect } from 'vitest';
import { commandLineTests, emptyFolder, seawall } from './cli.ts';

const it = commandLineTests();

let cwd = '';
const run = (...args: readonly string[]) => seawall([...args, '--record', '.seawall/demo.sqlite'], { cwd });

beforeAll(() => {
  cwd = emptyFolder();
  expect(seawall(['demo'], { cwd }).code).toBe(0);
});

describe('findings', () => {
  const listed = () => JSON.parse(run('findings', '--format', 'json').stdout).findings;

  it('as a page hold every finding with its status, and ask nobody for anything', () => {
    const { code, stdout } = run('findings', '--format', 'html');
    expect(code).toBe(0);
    for (const { id } of listed()) expect(stdout.split(id)).toHaveLength(2);
    expect(stdout).toMatch(/<h2>By status<\/h2>[\s\S]*<h2>Open<\/h2>/);
    expect(stdout).not.toMatch(/<script|src=|href=/);
    expect(stdout).toContain('4.4.3');
  });

  it('as CSV are a row each, with as many cells as the head', () => {
    const rows = run('findings', '--format', 'csv').stdout.trimEnd().split('\r\n');
    const cells = rows.map((row) => [...row.matchAll(/"(?:[^"]|"")*"(?:,|$)/g)].length);
    expect(rows).toHaveLength(listed().length + 1);
    expect(new Set(cells).size).toBe(1);
  });

  it('of one id are that one alone', () => {
    const [{ id }] = listed();
    const { code, stdout } = run('findings', id, '--format', 'csv');
    expect([code, stdout.trimEnd().split('\r\n').length]).toEqual([0, 2]);
    expect(run('findings', id, '--format', 'html').stdout).toContain('1 finding in the record');
  });
});

describe('docs/audit.md', () => {
  const [, program = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync('docs/audit.md', 'utf8')) ?? [];
  const verified = (input: string) => {
    const file = join(cwd, 'verify.mjs');
    writeFileSync(file, program);
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { input, encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  it('has a program that finds a journal intact, and each change to it', async () => {
    const text = await journalText();
    expect(JSON.parse(text).entries.length).toBeGreaterThan(1);
    expect(verified(text)).toEqual({ status: 0, stdout: '', stderr: '' });
    const journal = JSON.parse(text);
    for (const changed of [
      { ...journal, entries: journal.entries.slice(1) },
      { ...journal, entries: journal.entries.map((one: object) => ({ ...one, by: 'mallory' })) },
      { ...journal, entries: journal.entries.map((one: object) => ({ ...one, finding: 'f'.repeat(32) })) },
    ])
      expect(verified(JSON.stringify(changed))).toMatchObject({
        status: 1,
        stdout: expect.stringContaining('not intact'),
      });
  });
});

/** The demo asks nobody: the same replay with responses that wait. */
async function journalText(): Promise<string> {
  writeFileSync(join(cwd, 'seawall.yml'), '{version: 1, mode: approve}\n');
  const record = 'rehearsal.sqlite';
  const events = join(process.cwd(), 'events');
  expect(seawall(['replay', events, '--record', record], { cwd }).code).toBe(0);
  const { entries } = JSON.parse(
    seawall(['journal', '--record', record, '--format', 'json'], { cwd }).stdout,
  );
  const [{ finding }] = entries;
  expect(seawall(['deny', finding, '--record', record], { cwd }).code).toBe(0);
  return seawall(['journal', '--record', record, '--format', 'json'], { cwd }).stdout;
}
