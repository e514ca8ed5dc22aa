// The list of findings: a sleeping family is left out where what was made from it is listed.
import { describe, expect, it } from 'vitest';
import { listFindings } from '../../shared/findings/listing.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { record } from '../../shared/findings/record.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { minute, verdict } from './fixtures.ts';

const context = { now: minute(60), quiet: 86_400_000, waiver: () => null, replayed: false };
const family = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web';
const asleep = (change: Partial<Verdict> = {}) =>
  verdict({ identity: family, cluster: null, dormant: true, instance: null, ...change });
const awake = (change: Partial<Verdict> = {}) => verdict({ dormant: false, madeFrom: 'web', ...change });

async function listed(...verdicts: readonly Verdict[]) {
  const store = memoryStore();
  for (const [index, one] of verdicts.entries())
    await record(store, lookOf({ ...one, asOf: minute(index), eventId: `e${index}` }), context);
  return (await listFindings(store, context))
    .map(({ dormant, status }) => `${dormant ? 'dormant' : 'awake'} ${status}`)
    .sort();
}

describe('a dormant finding', () => {
  it('is listed while nothing runs', async () => expect(await listed(asleep())).toEqual(['dormant open']));

  it('is folded into what runs', async () => expect(await listed(asleep(), awake())).toEqual(['awake open']));

  it('is listed again where what ran is mended and the definition is not', async () =>
    expect(await listed(asleep(), awake(), awake({ outcome: 'pass' }))).toEqual([
      'awake resolved',
      'dormant open',
    ]));

  it('is left out where both are resolved', async () =>
    expect(await listed(asleep(), awake(), awake({ outcome: 'pass' }), asleep({ outcome: 'pass' }))).toEqual([
      'awake resolved',
    ]));

  it('of another control stays', async () =>
    expect(await listed(asleep(), awake({ control: 'namespace-isolation/no-host-paths' }))).toEqual([
      'awake open',
      'dormant open',
    ]));
});

describe('filters', () => {
  it('may be globs', async () => {
    const store = memoryStore();
    for (const control of ['segmentation/no-world-ingress', 'namespace-isolation/no-privileged'])
      await record(store, lookOf({ ...awake({ control }), asOf: minute(1), eventId: control }), context);
    const ids = async (filter: Parameters<typeof listFindings>[2]) =>
      (await listFindings(store, context, filter)).map(({ control }) => control);
    expect(await ids({ control: 'segmentation/*' })).toEqual(['segmentation/no-world-ingress']);
    expect(await ids({ control: '*/no-*', account: '1111*' })).toHaveLength(2);
    expect(await ids({ account: '4444*' })).toEqual([]);
    expect(await ids({ cluster: 'no-such-*' })).toEqual([]);
  });
});
