// The hourly anchor: where every journal ends, as one locked object.

import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryStore } from '../../shared/findings/memory.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import { anchorIn, anchorKey, anchorNow } from '../../shared/respond/journal/anchoring.ts';
import { checkJournal } from '../../shared/respond/journal/chain.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { benchOf, broken } from '../respond/world.ts';

const store = memoryStore();
vi.mock('../../functions/wiring/record.ts', () => ({ deployedRecord: () => store }));

const s3 = mockClient(S3Client);
afterAll(() => s3.restore());
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

beforeEach(() => {
  s3.reset();
  s3.on(PutObjectCommand).resolves({});
  vi.stubEnv('SEAWALL_ANCHORS_BUCKET', 'seawall-anchors-test');
});
afterEach(() => vi.unstubAllEnvs());

describe('the hourly anchor', () => {
  it('covers every entry of every journal, under a key of its own', async () => {
    const bench = benchOf({ store });
    const { finding } = await broken(bench);
    await respond(await broken({ ...bench }, { identity: 'other' }), bench.parts);
    const { handler } = await import('../../functions/anchor-journal.ts');
    await handler({}, context);
    const [call] = s3.commandCalls(PutObjectCommand);
    const { Bucket, Key, Body } = call?.args[0].input ?? {};
    const anchor = anchorIn(String(Body));
    if (anchor === null) throw new Error('no anchor was written');
    expect([Bucket, Key]).toEqual(['seawall-anchors-test', anchorKey(anchor)]);
    expect(Key).toMatch(/^anchors\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT.+Z-[0-9a-f]{32}\.jsonl$/);
    const [head, ...others] = anchor.heads;
    expect(others).toEqual([]);
    expect(head?.finding).not.toBe(finding.id);
    const id = head?.finding ?? '';
    const { entries, problems } = checkJournal(id, await readJournal(store, id), [anchor]);
    expect([problems, entries.every(({ anchored }) => anchored)]).toEqual([[], true]);
  });

  it('fails where the bucket does not take it, so that it is tried again and told', async () => {
    s3.on(PutObjectCommand).rejects(new Error('AccessDenied'));
    const { handler } = await import('../../functions/anchor-journal.ts');
    await expect(handler({}, context)).rejects.toThrow('AccessDenied');
    vi.stubEnv('SEAWALL_ANCHORS_BUCKET', '');
    await expect(handler({}, context)).rejects.toThrow('SEAWALL_ANCHORS_BUCKET is not set');
  });
});

describe('a line', () => {
  it('is an anchor only where its hash holds', async () => {
    const line = JSON.stringify(await anchorNow(memoryStore(), '2026-03-01T14:00:00.000Z'));
    expect(anchorIn(line)?.heads).toEqual([]);
    for (const other of [line.replace('14:00', '15:00'), 'x', '{}', 'null', '[]'])
      expect([other, anchorIn(other)]).toEqual([other, null]);
  });
});
