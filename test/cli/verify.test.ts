// `journal --verify` covers the kill switch too, and says what it does not cover.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect } from 'vitest';
import { commandLineTests, emptyFolder, seawall } from './cli.ts';

const it = commandLineTests();

const record = '.seawall/demo.sqlite';
const now = '2026-11-17T12:00:00Z';

/** What somebody does who may write the record and uses no command for it. */
function alter(cwd: string, where: string, [was, is]: readonly [string, string]): void {
  const table = new DatabaseSync(join(cwd, record));
  const [name, ...rest] = where.split(' ');
  const { changes } = table
    .prepare(`UPDATE ${name} SET body = replace(body, ?, ?) WHERE ${rest.join(' ')} AND instr(body, ?) > 0`)
    .run(was, is, was);
  table.close();
  expect(changes).toBe(1);
}

describe('journal --verify', () => {
  it('tells that an entry of the kill switch was altered, and what it covers', () => {
    const cwd = emptyFolder();
    const run = (...args: string[]) => seawall([...args, '--record', record], { cwd });
    expect(seawall(['demo'], { cwd }).code).toBe(0);
    run('kill-switch', 'on', '--reason', 'looking into it');
    run('kill-switch', 'off');
    const whole = run('journal', '--verify');
    expect(whole.code).toBe(0);
    expect(whole.stdout).toMatch(/^kill-switch +2 of 2 +0 of 2/m);
    expect(whole.stdout).toContain(
      'covered: responses and the decisions about them, acknowledgements, waivers of findings, and the kill switch',
    );
    expect(whole.stdout).toContain('not covered: waivers and severities of the policy');
    alter(cwd, "log name = 'brake' AND seq = 1", ['looking into it', 'nothing to see']);
    const altered = run('journal', '--verify');
    expect(altered.code).toBe(1);
    expect(altered.stdout).toMatch(
      /^kill-switch +0 of 2 +0 of 2 +entry 1: was changed after it was written/m,
    );
  });

  it('tells that a waiver is in the record which nobody wrote down, or under another date', () => {
    const cwd = emptyFolder();
    const run = (...args: string[]) => seawall([...args, '--record', record], { cwd });
    expect(seawall(['demo'], { cwd }).code).toBe(0);
    const [waived, acknowledged] = JSON.parse(run('findings', '--format', 'json').stdout).findings;
    expect(run('waive', waived.id, '--until', '2026-12-01', '--reason', 'moving', '--now', now).code).toBe(0);
    expect(run('acknowledge', acknowledged.id, '--now', now).code).toBe(0);
    const whole = run('journal', '--verify');
    expect([whole.code, whole.stdout]).toEqual([0, expect.stringContaining(waived.id)]);
    const told = run('journal', waived.id.slice(0, 8)).stdout;
    expect(told).toContain('waive until 2026-12-01; moving');
    alter(cwd, `finding id = '${waived.id}'`, ['2026-12-01', '2036-12-01']);
    const altered = run('journal', '--verify');
    expect(altered.code).toBe(1);
    expect(altered.stdout).toMatch(/no entry tells that \S+ waived it until 2036-12-01/);
    expect(altered.stdout).not.toContain('acknowledged it');
  });
});
