// Decisions through the bin, on a record with a response that waits: approve, deny, undo, waive, brake, journal.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect } from 'vitest';
import { sqliteStore } from '../../shared/findings/sqlite.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import { anchorOf } from '../../shared/respond/journal/chain.ts';
import { journalLog } from '../../shared/respond/journal/entry.ts';
import { benchOf, broken, idOf } from '../respond/world.ts';
import { commandLineTests, emptyFolder, type Ran, seawall } from './cli.ts';

const it = commandLineTests();

let folder = '';
let finding = '';
let response = '';
const run = (...args: readonly string[]): Ran =>
  seawall([...args, '--record', 'record.sqlite', '--now', '2026-03-01T13:30:00Z'], { cwd: folder });
const jsonOf = ({ stdout }: Ran) => JSON.parse(stdout);

async function recordWith(mode: 'approve' | 'enforce', actor = 'kim'): Promise<void> {
  folder = emptyFolder();
  const store = sqliteStore(join(folder, 'record.sqlite'));
  const bench = benchOf({ store });
  const told = await broken(bench, { mode, actor });
  await respond(told, bench.parts);
  await store.close();
  finding = told.finding.id;
  response = idOf(told.finding);
}

describe('a response that waits', () => {
  beforeEach(() => recordWith('approve'));

  it('is approved, by finding or by response, and carried out only with --live', () => {
    expect(run('approve', finding.slice(0, 8))).toMatchObject({
      code: 0,
      stdout: 'approved; not carried out yet\nrecord: record.sqlite\n',
    });
    expect(run('approve', response)).toMatchObject({ code: 0 });
    const { entries } = jsonOf(run('journal', finding, '--format', 'json'));
    expect(entries.filter((one: { kind: string }) => one.kind === 'approved')).toMatchObject([
      { detail: { verified: false } },
    ]);
    expect(run('deny', response)).toMatchObject({ code: 2, stdout: '' });
  });

  it('is approved by its plan, which is shown first: another one is refused, with what the plan is', () => {
    const { entries } = jsonOf(run('journal', finding, '--format', 'json'));
    const plan: string = entries[0].detail.plan;
    const other = run('approve', finding, '--plan', 'f'.repeat(64));
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toContain(`the plan of response ${response} is ${plan}: mend web`);
    expect(run('deny', finding, '--plan', plan.slice(0, 4)).code).toBe(2);
    const { code, stderr } = run('approve', response, '--plan', plan.slice(0, 12));
    expect(code).toBe(0);
    expect(stderr).toContain(`response ${response}, plan ${plan}: mend web`);
    expect(stderr).toContain('fake Set {"name":"web","value":"good"}');
    expect(run('journal', finding).stdout).toContain(`plan ${plan.slice(0, 12)}`);
  });

  it('is denied', () => {
    expect(run('deny', finding, '--reason', 'planned')).toMatchObject({
      code: 0,
      stdout: 'denied\nrecord: record.sqlite\n',
    });
    expect(run('approve', finding)).toMatchObject({ code: 2 });
    expect(run('approve', response).stderr).toContain('it was denied by');
  });

  it('is not approved while the kill switch is on', () => {
    expect(run('kill-switch', 'on', '--reason', 'odd').stdout).toContain('the kill switch is on');
    expect(run('approve', finding)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('turned the kill switch on'),
    });
    expect(jsonOf(run('kill-switch', '--format', 'json')).brake).toMatchObject({ on: true, reason: 'odd' });
    expect(run('kill-switch', 'off')).toMatchObject({ code: 0 });
    expect(run('kill-switch').stdout).toContain('the kill switch is off');
    expect(run('kill-switch', 'sideways').code).toBe(2);
  });

  it('is held by the kill switch under its former name too', () => {
    expect(run('brake', 'on').stdout).toContain('the kill switch is on');
    expect(jsonOf(run('brake', '--format', 'json')).brake).toMatchObject({ on: true });
    expect(run('brake', 'off').stdout).toContain('the kill switch is off');
  });

  it('shows its journal, with what it has of harm in names made harmless', () => {
    const { code, stdout } = run('journal');
    expect(code).toBe(0);
    expect(stdout).toContain('planned');
    expect(stdout).toContain('mend web');
    expect(run('journal', 'nothing').code).toBe(2);
  });
});

describe('a response that was made', () => {
  beforeEach(() => recordWith('enforce'));

  it('shows how it would be undone, and undoes nothing without --live', () => {
    expect(run('undo', response)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('fake Set {"name":"web","value":"bad"}'),
    });
    expect(jsonOf(run('undo', finding, '--format', 'json'))).toMatchObject({ phase: 'done', response });
    expect(run('undo', 'x-1').code).toBe(2);
    expect(run('approve', finding).stderr).toContain('waits for anybody');
  });

  it('is verified: chained, anchored, and changed', async () => {
    expect(run('journal', '--verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('5 of 5') });
    const anchors = join(folder, 'anchors.jsonl');
    writeFileSync(anchors, run('journal', '--anchor').stdout);
    const { checks } = jsonOf(run('journal', '--verify', '--anchors', anchors, '--format', 'json'));
    expect(checks[0].entries.every((one: { anchored: boolean }) => one.anchored)).toBe(true);
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(join(folder, 'record.sqlite'));
    database.prepare('DELETE FROM log WHERE name = ? AND seq = 5').run(journalLog(finding));
    expect(run('journal', '--verify').code).toBe(0);
    const lost = run('journal', '--verify', '--anchors', anchors);
    expect([lost.code, lost.stdout]).toEqual([1, expect.stringContaining('5 entries, 4 are left')]);
    database
      .prepare("UPDATE log SET body = replace(body, 'mend web', 'mend all') WHERE name = ?")
      .run(journalLog(finding));
    expect(run('journal', '--verify')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('changed after it was written'),
    });
    database.prepare('DELETE FROM log WHERE name = ?').run(journalLog(finding));
    database.close();
    expect(run('journal', '--verify', '--anchors', anchors).code).toBe(1);
    writeFileSync(anchors, readFileSync(anchors, 'utf8').replace('"seq":5', '"seq":4'));
    expect(run('journal', '--verify', '--anchors', anchors)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(':1: is no anchor'),
    });
    expect(run('journal', '--verify', '--anchors', 'none.jsonl').code).toBe(2);
    expect(run('journal', '--verify', '--anchors', folder)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('anchors.jsonl:1: is no anchor'),
    });
  });

  it('is verified alone without the anchors of others counting as lost', () => {
    const lines = run('journal', '--anchor').stdout;
    const other = anchorOf(
      [{ finding: 'f'.repeat(32), seq: 3, hash: '0'.repeat(64) }],
      '2026-03-01T14:00:00Z',
    );
    mkdirSync(join(folder, 'kept'));
    writeFileSync(join(folder, 'kept', 'one.jsonl'), lines);
    writeFileSync(join(folder, 'kept', 'two.jsonl'), `${JSON.stringify(other)}\n`);
    expect(run('journal', finding, '--verify', '--anchors', 'kept')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('5 of 5'),
    });
    expect(run('journal', '--verify', '--anchors', 'kept')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('an anchor knows 3 entries, 0 are left'),
    });
  });

  it.each([[[]], [['--dry-run']]])('is what respond knows of, which only previews: %j', (more) => {
    const { responses } = jsonOf(run('respond', finding, '--format', 'json', ...more));
    expect(responses).toMatchObject([{ finding, outcome: 'held', heldBy: 'idempotent' }]);
  });
});

describe('findings', () => {
  it('are acknowledged and waived, within the policy’s limit', async () => {
    await recordWith('approve');
    expect(run('acknowledge', finding, '--reason', 'known').stdout).toMatch(
      /is acknowledged, decided by .+ \(not verified\)/,
    );
    expect(
      jsonOf(run('waive', finding, '--until', '2026-03-20', '--reason', 'migration', '--format', 'json')),
    ).toMatchObject({ status: 'waived' });
    for (const until of ['2027-01-01', '2026-01-01', 'soon'])
      expect([until, run('waive', finding, '--until', until, '--reason', 'x').code]).toEqual([until, 2]);
    expect(run('waive', finding, '--until', '2026-03-20').code).toBe(2);
    expect(run('respond', '--dry-run').stdout).toBe('nothing to respond to\n');
  });

  it('are not decided upon by who made them', async () => {
    const { userInfo } = await import('node:os');
    await recordWith('approve', userInfo().username);
    for (const args of [
      ['acknowledge', finding],
      ['approve', finding],
      ['deny', finding],
      ['waive', finding, '--until', '2026-03-20', '--reason', 'x'],
    ])
      expect([args[0], run(...args)]).toEqual([
        args[0],
        expect.objectContaining({ code: 2, stderr: expect.stringContaining('guardrail 0') }),
      ]);
  });
});
