// An event reader is one file: a new one works from the start, and what is forgotten in it is named.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  callsExports,
  callsFolder,
  eventIndexes,
  nativeExports,
  nativeFolder,
} from '../../scripts/generate/event-index.ts';
import { renderNewCalls, renderNewEvents } from '../../scripts/generate/new-event-file.ts';
import { definedCalls } from '../../shared/intake/events/cloudtrail/services/index.ts';
import { definedEvents } from '../../shared/intake/events/native/index.ts';
import { native, observe } from '../intake/events/records.ts';

const root = process.cwd();

describe('files of event readers', () => {
  it('are all in the indexes', async () => {
    const values = (found: readonly { readonly value: unknown }[]) => found.map(({ value }) => value);
    expect(values(await nativeExports(root))).toEqual(definedEvents);
    expect(values(await callsExports(root))).toEqual(definedCalls);
  });

  it('have no word left to write', async () => {
    for (const { path } of [...(await nativeExports(root)), ...(await callsExports(root))])
      expect([path, readFileSync(path, 'utf8')]).toEqual([path, expect.not.stringContaining('TODO')]);
  });
});

describe('a new event reader', () => {
  const base = mkdtempSync(join(tmpdir(), 'seawall-new-event-'));
  // Beside the sources that it imports, as it would be in its place.
  const write = (folder: string, file: string, text: string) => {
    const at = (up: string) =>
      `'${root}/${folder
        .split('/')
        .slice(0, -1 - up.length / 3)
        .join('/')}/`;
    mkdirSync(`${base}/${folder}`, { recursive: true });
    const placed = text.replaceAll(/'((?:\.\.\/)+)/g, (_, up: string) => at(up)).replaceAll("'./", at(''));
    writeFileSync(`${base}/${folder}${file}`, placed);
  };
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('of native events works from the start: it is in the index and reads', async () => {
    write(nativeFolder, 'macie.ts', renderNewEvents('macie'));
    const [found] = await nativeExports(base);
    expect(eventIndexes(base)[0]?.text).toContain("import { macieEvents } from './macie.ts';");
    const [read] = Object.values(found?.value.reads ?? {});
    const { account, region, ref } = observe(native('ECS Task State Change', { taskArn: 'arn:t' }));
    const occurrence = { account, region, cluster: null, time: null, replayed: false, eventId: null };
    const context = { ref, people: null };
    const given = { event: {}, name: 'X', occurrence: { ...occurrence, context } };
    expect(read?.({ ...given, detail: { id: '1' } })).toMatchObject({ kind: 'observed' });
    expect(read?.({ ...given, detail: {} })).toMatchObject({ kind: 'unreadable', reason: 'X without an id' });
  });

  it('of a detail-type that another file reads is refused', async () => {
    write(nativeFolder, 'other.ts', renderNewEvents('other'));
    await expect(nativeExports(base)).rejects.toThrow(
      `${nativeFolder}other.ts: the detail-type 'TODO: the detail-type' is defined in ${nativeFolder}macie.ts`,
    );
  });

  it('of calls works from the start, and bears the name of the service', async () => {
    write(callsFolder, 'backup.ts', renderNewCalls('backup'));
    const found = await callsExports(base);
    expect(found.map(({ value }) => [value.service, value.platform])).toEqual([['backup', 'iam']]);
    expect(eventIndexes(base)[1]?.text).toContain('  backupCalls,\n');
    write(callsFolder, 'vault.ts', renderNewCalls('backup'));
    await expect(callsExports(base)).rejects.toThrow(
      `${callsFolder}vault.ts: it must be 'vault', it is 'backup'`,
    );
  });

  it('must be made by defineCalls', async () => {
    rmSync(`${base}/${callsFolder}vault.ts`);
    write(callsFolder, 'plain.ts', "export const vaultCalls = { service: 'vault' };\n");
    await expect(callsExports(base)).rejects.toThrow(
      `${callsFolder}plain.ts: exactly one definition must be exported`,
    );
  });
});
