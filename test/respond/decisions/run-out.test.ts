// What has run out is taken away by the clock, once, and only as far as nobody else changed it.
import { describe, expect, it } from 'vitest';
import { tellingResponse } from '../../../functions/wiring/notify/slack-responses.ts';
import { takeAwayRunOut } from '../../../shared/respond/decisions/run-out.ts';
import { undo } from '../../../shared/respond/decisions/undo.ts';
import { respond } from '../../../shared/respond/engine/engine.ts';
import { readJournal } from '../../../shared/respond/journal/journal.ts';
import type { Action } from '../../../shared/respond/planning/action.ts';
import { anotherRun, benchOf, broken, idOf, lee, mendingAction, sam, start } from '../world.ts';

const hour = 3_600_000;
const end = new Date(start + 2 * hour).toISOString();

async function done(runsOut: boolean = true) {
  const action: Action = { ...mendingAction({ runsOut: end }), runsOut };
  const settings = { mode: 'enforce', respond: { approvers: ['arn:aws:iam::*:user/*'] } };
  const bench = benchOf({ settings, actionOf: () => action });
  const change = await broken(bench, { severity: 'high' });
  await respond(change, bench.parts);
  expect(bench.world.values.get('web')).toBe('good');
  const clean = (parts = {}) => takeAwayRunOut(anotherRun(bench.parts, parts));
  const kinds = async () => (await readJournal(bench.store, change.finding.id)).map(({ kind }) => kind);
  return { bench, change, clean, kinds, world: bench.world };
}

describe('a response with an end', () => {
  it('stays until then, and is taken away after it, once', async () => {
    const { bench, change, clean, world, kinds } = await done();
    expect(await clean()).toEqual({ takenAway: 0, left: 0 });
    bench.clock.now += 3 * hour;
    expect(await clean()).toEqual({ takenAway: 1, left: 0 });
    expect(world.effects).toEqual(['web=good', 'web=bad']);
    expect(await clean()).toEqual({ takenAway: 0, left: 0 });
    expect(await kinds()).toContain('undone');
    const now = new Date(bench.clock.now).toISOString();
    const told = await tellingResponse(bench.store, change.finding, change.finding.response, now);
    expect(told?.reason).toContain('it has run out, and was taken away');
  });

  it('that somebody changed since is left as it is, and not asked about again', async () => {
    const { bench, clean, world, kinds } = await done();
    world.values.set('web', 'other');
    bench.clock.now += 3 * hour;
    expect(await clean()).toEqual({ takenAway: 0, left: 1 });
    expect(await clean()).toEqual({ takenAway: 0, left: 0 });
    expect(world.values.get('web')).toBe('other');
    expect((await kinds()).filter((kind) => kind === 'undo-refused')).toHaveLength(1);
  });

  it('that cannot be read is tried again next time', async () => {
    const { bench, clean, world } = await done();
    bench.clock.now += 3 * hour;
    world.readTrouble.push('throttled');
    expect(await clean()).toEqual({ takenAway: 0, left: 1 });
    expect(await clean()).toEqual({ takenAway: 1, left: 0 });
  });

  it('that was stopped half-way is brought to its end', async () => {
    const { bench, clean, world } = await done();
    bench.clock.now += 3 * hour;
    world.trouble.push(...Array<'throttled'>(bench.parts.patience.attempts).fill('throttled'));
    expect(await clean()).toEqual({ takenAway: 0, left: 1 });
    bench.clock.now += hour;
    expect(await clean()).toEqual({ takenAway: 1, left: 0 });
    expect(world.values.get('web')).toBe('bad');
  });

  it('that somebody took back before is not taken back again', async () => {
    const { bench, change, clean, world } = await done();
    expect(await undo(idOf(change.finding), sam, anotherRun(bench.parts))).toMatchObject({ ok: true });
    bench.clock.now += 3 * hour;
    expect(await clean()).toEqual({ takenAway: 0, left: 0 });
    expect(world.effects).toEqual(['web=good', 'web=bad']);
  });

  it('leads to nobody being asked next time: nobody undid anything', async () => {
    const { bench, clean, world } = await done();
    bench.clock.now += 3 * hour;
    await clean();
    await broken(bench, { at: 500, outcome: 'pass', severity: 'high' });
    const again = await broken(bench, { at: 501, severity: 'high' });
    expect(await respond(again, anotherRun(bench.parts))).toMatchObject({ response: { outcome: 'done' } });
    expect(world.values.get('web')).toBe('good');
    expect(await undo(idOf(again.finding), lee, anotherRun(bench.parts))).toMatchObject({ ok: true });
  });

  it('is only looked for where the action has such', async () => {
    const { bench, clean } = await done(false);
    bench.clock.now += 3 * hour;
    expect(await clean()).toEqual({ takenAway: 0, left: 0 });
  });
});
