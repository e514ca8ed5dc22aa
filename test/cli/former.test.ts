// A record of before through the bin: its ids still name its findings, today's are short enough to type; and times of the future.
import { join } from 'node:path';
import { beforeAll, describe, expect } from 'vitest';
import { former, writeFormerFile } from '../findings/former-record.ts';
import { commandLineTests, emptyFolder, folderWith, reportOf, seawall } from './cli.ts';
import { cloudTrailEvent } from './documents.ts';

const it = commandLineTests();

const cwd = emptyFolder();
const onRecord = ['--record', 'record.sqlite', '--now', '2026-03-01T14:00:00Z'];
beforeAll(() => writeFormerFile(join(cwd, 'record.sqlite')));

interface Listed {
  readonly id: string;
  readonly formerId: string | null;
  readonly status: string;
}

function findings(): readonly Listed[] {
  const ran = seawall(['findings', ...onRecord, '--format', 'json'], { cwd });
  return (JSON.parse(ran.stdout) as { findings: readonly Listed[] }).findings;
}

describe('a record of before', () => {
  it('lists its findings under both ids', () => {
    const known = new Map(findings().map(({ id, formerId }) => [formerId, id]));
    const { fine: _, ...failed } = former.ids;
    expect([...known.keys()].sort()).toEqual(Object.values(failed).sort());
    for (const id of known.values()) expect(id).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, (one: Listed) => string]>([
    ['the whole id of today', ({ id }) => id],
    ['eight digits of it', ({ id }) => id.slice(0, 8)],
    ['the whole id of before', ({ formerId }) => formerId ?? ''],
    ['its beginning', ({ formerId }) => formerId?.slice(0, 24) ?? ''],
  ])('%s names the finding', (_, typed) => {
    const one = findings().find(({ formerId }) => formerId === former.ids.job);
    if (one === undefined) throw new Error('the record lost it');
    const ran = seawall(['journal', typed(one), ...onRecord, '--format', 'json'], { cwd });
    expect([ran.code, ran.stderr]).toEqual([0, expect.not.stringContaining('no finding')]);
    const { entries } = JSON.parse(ran.stdout) as { entries: readonly { finding: string }[] };
    expect(entries.length).toBeGreaterThan(0);
    expect(new Set(entries.map(({ finding }) => finding))).toEqual(new Set([one.id]));
  });

  it('takes a decision by the id of before', () => {
    const before = former.ids.future ?? '';
    const ran = seawall(['acknowledge', before, '--reason', 'seen', ...onRecord], { cwd });
    expect([ran.code, ran.stderr]).toEqual([0, expect.any(String)]);
    expect(findings().find(({ formerId }) => formerId === before)).toMatchObject({ status: 'acknowledged' });
  });
});

describe('a history that holds times of the future', () => {
  it('is replayed as of now, and says so', () => {
    const future = { ...cloudTrailEvent, eventTime: '2999-01-01T00:00:00Z', eventID: 'future' };
    const folder = folderWith({ 'a.json': { Records: [cloudTrailEvent, future] } });
    const ran = seawall(['replay', '.', '--format', 'json', '--now', '2027-01-01T00:00:00Z'], {
      cwd: folder,
    });
    expect(ran.stderr).toContain('1 event claimed to be from later than now');
    const { summary, findings: found } = reportOf(ran);
    expect(summary).toMatchObject({ observations: 2, fromFuture: 1 });
    for (const { lastSeen } of found)
      expect(Date.parse(String(lastSeen))).toBeLessThanOrEqual(Date.UTC(2027, 0, 1, 0, 5));
  });
});
