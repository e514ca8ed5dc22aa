// The list of findings: filters, and sleepers whose workload is listed awake.
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../shared/model/verdict.ts';
import { notifiedSeverity } from '../../shared/record/finding.ts';
import { listFindings } from '../../shared/record/listing.ts';
import { lookOf } from '../../shared/record/look.ts';
import { memoryStore } from '../../shared/record/memory.ts';
import { record } from '../../shared/record/record.ts';
import { context, looked, service, verdict } from './fixtures.ts';

const family = { identity: 'web', cluster: null, dormant: true, madeFrom: 'web' };

async function storeOf(verdicts: readonly Verdict[]) {
  const store = memoryStore();
  for (const one of verdicts) await record(store, lookOf(one), context());
  return store;
}

async function identities(verdicts: readonly Verdict[]) {
  const findings = await listFindings(await storeOf(verdicts), context());
  return findings.map(({ subject }) => subject.id).sort();
}

describe('a dormant family', () => {
  test('is folded into the finding of what runs it', async () => {
    expect(await identities([looked('fail', 1, family)])).toEqual(['web']);
    expect(await identities([looked('fail', 1, family), looked('fail', 2)])).toEqual([service]);
  });

  test('is found by its ARN too', async () => {
    const identity = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web';
    expect(await identities([looked('fail', 1, { ...family, identity }), looked('fail', 2)])).toEqual([
      service,
    ]);
  });

  test.each([
    ['runs from another family', { madeFrom: 'api' }],
    ['runs from no family', { madeFrom: null }],
    ['runs in another region', { subject: { ...verdict().subject, region: 'us-east-1' } }],
    ['fails another control', { control: 'a/other' }],
    ['sleeps itself', { dormant: true }],
  ])('is listed beside what %s', async (_, change) => {
    expect(await identities([looked('fail', 1, family), looked('fail', 2, change)])).toHaveLength(2);
  });

  test('is listed again when what ran is resolved', async () => {
    expect(await identities([looked('fail', 1, family), looked('fail', 2), looked('pass', 3)])).toHaveLength(
      2,
    );
  });

  test('is not listed for a cluster that runs it, and is folded where only the status is asked for', async () => {
    const store = await storeOf([looked('fail', 1, family), looked('fail', 2)]);
    const ids = async (filter: Parameters<typeof listFindings>[2]) =>
      (await listFindings(store, context(), filter)).map(({ subject }) => subject.id);
    expect(await ids({ cluster: 'shop' })).toEqual([service]);
    expect(await ids({ status: 'open' })).toEqual([service]);
    expect(await ids({ status: 'resolved' })).toEqual([]);
    expect(await ids({ severity: 'critical', control: 'namespace-isolation/no-privileged' })).toEqual([
      service,
    ]);
    expect(await ids({ severity: 'low' })).toEqual([]);
    expect(await ids({ account: '444455556666' })).toEqual([]);
  });

  test('is never told above low', () => {
    expect(notifiedSeverity({ severity: 'critical', dormant: true })).toBe('low');
    expect(notifiedSeverity({ severity: 'critical', dormant: false })).toBe('critical');
  });
});
