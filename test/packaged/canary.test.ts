// The canary, packaged: bus ▸ queue ▸ function ▸ table ▸ stream ▸ publish ▸ notify, each step measured, and nobody is shown anything.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFindings } from '../../shared/findings/listing.ts';
import { folder, packagedWorld, type World } from './world.ts';

describe.skipIf(folder === undefined)('the canary', { timeout: 300_000 }, () => {
  let world: World;
  beforeAll(async () => {
    world = await packagedWorld(
      JSON.stringify({ version: 1, mode: 'enforce', notify: { slack: { channel: 'findings' } } }),
    );
  });
  afterAll(async () => {
    expect(world.local.faults).toEqual([]);
    await world.stop();
  });

  const fly = async () => {
    await world.local.schedule('CanaryEventsRuleSchedule1');
    await world.local.settle();
  };
  const measured = (step: string) =>
    [...world.local.output().matchAll(new RegExp(`"${step}":(\\d+)`, 'g'))].map(([, value]) => Number(value));

  it('comes the whole way, each step later than the one before', async () => {
    await fly();
    const steps = ['CanaryTaken', 'CanaryJudged', 'CanaryPublished', 'CanaryTold'].map(measured);
    expect(steps.map((values) => values.length)).toEqual([1, 1, 1, 1]);
    const times = steps.flat();
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    // moto answers CloudWatch in no form that its client reads: what cannot be seen counts as off.
    expect(measured('WatcherOff')).toEqual([1]);
  });

  it('comes again, as a new one each time', async () => {
    await fly();
    expect(measured('CanaryTold')).toHaveLength(2);
  });

  it('is shown to nobody, and answered by nothing', async () => {
    const view = { now: new Date().toISOString(), quiet: Number.POSITIVE_INFINITY, waiver: () => null };
    expect(await listFindings(world.store, view)).toEqual([]);
    expect(world.slack.messages).toEqual([]);
    expect(world.recorder.writes).toEqual([]);
  });
});
