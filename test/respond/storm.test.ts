// The brakes: a storm of bad findings, somebody who keeps breaking what is fixed, and the switch that stops everything.

import { describe, expect } from 'vitest';
import { memoryStore } from '../../shared/findings/memory.ts';
import { sqliteStore } from '../../shared/findings/sqlite.ts';
import { undo } from '../../shared/respond/decisions/undo.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import { readKillSwitch, setKillSwitch } from '../../shared/respond/guardrails/kill-switch.ts';
import { oneIn, oneTestIn } from '../support/extent.ts';
import { anotherRun, benchOf, broken, idOf, mendingAction, sam, worldOf } from './world.ts';

const it = oneTestIn(3, 'storms of findings');

const findings = oneIn(
  10,
  Array.from({ length: 1000 }, (_, place) => `service-${place}`),
  'a storm of 1,000 findings',
);
const day = 86_400_000;
const portsOf = (world = worldOf()) => ({ sessionFor: () => world.api, reads: world.api });

describe.each([
  ['memory', memoryStore],
  ['SQLite', () => sqliteStore(':memory:')],
] as const)('a storm, %s', (name, open) => {
  it('of 1,000 bad findings in a minute acts five times, then asks, with one message', async () => {
    const store = open();
    const base = benchOf({ store, settings: { mode: 'enforce', brake: { actions: 5, window: '10m' } } });
    const outcomes = new Map<string, number>();
    let effects = 0;
    for (const identity of findings) {
      const world = worldOf();
      base.clock.now += 60;
      const change = await broken(base, { identity });
      const responded = await respond(change, anotherRun(base.parts, portsOf(world)));
      const key = `${responded?.response.outcome} ${responded?.response.heldBy}`;
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
      effects += world.effects.length;
    }
    expect(Object.fromEntries(outcomes)).toEqual({
      'done null': 5,
      'awaiting-approval brake': findings.length - 5,
    });
    expect(effects).toBe(5);
    expect(base.notices.filter(({ kind }) => kind === 'brake')).toHaveLength(1);
    // Each of the others brings the message of its own finding up to date, which must show what it asks for.
    const others = base.notices.filter(({ kind }) => kind !== 'done' && kind !== 'brake');
    expect(new Set(others.map(({ kind }) => kind))).toEqual(new Set(['approval-wanted']));
    expect(new Set(others.map(({ finding }) => finding)).size).toBe(findings.length - 5);
    expect(others).toHaveLength(findings.length - 5);
  });

  it('whose events come at once acts five times too', async () => {
    const store = open();
    const base = benchOf({ store });
    const worlds = Array.from({ length: 40 }, () => worldOf());
    const changes = await Promise.all(worlds.map((_, n) => broken(base, { identity: `${name}-${n}` })));
    await Promise.all(
      changes.map((change, n) => {
        // Another call each: the very same ones would be one question.
        const actionOf = () => mendingAction({ region: `region-${n}` });
        return respond(change, anotherRun(base.parts, { ...portsOf(worlds[n]), actionOf }));
      }),
    );
    expect(worlds.flatMap(({ effects }) => effects)).toHaveLength(5);
    expect(base.notices.filter(({ kind }) => kind === 'brake')).toHaveLength(1);
  });
});

describe('after a storm', () => {
  it('acts again once the window is over; other accounts and controls were never held', async () => {
    const bench = benchOf({ settings: { mode: 'enforce', brake: { actions: 1, window: '10m' } } });
    const one = async (identity: string) => {
      const change = await broken(bench, { identity });
      return (await respond(change, anotherRun(bench.parts, portsOf(worldOf()))))?.response.outcome;
    };
    expect(await one('a')).toBe('done');
    expect(await one('b')).toBe('awaiting-approval');
    bench.clock.now += 10 * 60_000 + 1;
    expect(await one('c')).toBe('done');
  });
});

describe('a fight', () => {
  it('ends after three rounds over days: people are asked and told who', async () => {
    const bench = benchOf();
    const outcomes: unknown[] = [];
    for (let round = 0; round < 5; round++) {
      bench.world.values.set('web', 'bad');
      const at = round * 1440;
      bench.clock.now += day;
      const change = await broken(bench, { at: at + 1, actor: 'arn:aws:iam::111122223333:role/terraform' });
      outcomes.push((await respond(change, anotherRun(bench.parts)))?.response);
      await broken(bench, { at: at + 2, outcome: 'pass' });
    }
    expect(outcomes.slice(0, 3)).toMatchObject(Array(3).fill({ outcome: 'done' }));
    expect(outcomes.slice(3)).toMatchObject(
      Array(2).fill({
        outcome: 'awaiting-approval',
        heldBy: 'fight',
        reason: expect.stringContaining('role/terraform keeps changing it'),
      }),
    );
    expect(bench.notices.filter(({ kind }) => kind === 'approval-wanted')).toHaveLength(2);
    expect(bench.world.effects.filter((effect) => effect === 'web=good')).toHaveLength(3);
  });

  it('is not one where the rounds lie months apart', async () => {
    const bench = benchOf();
    for (let round = 0; round < 5; round++) {
      bench.world.values.set('web', 'bad');
      bench.clock.now += 40 * day;
      const change = await broken(bench, { at: round * 60_000 + 1 });
      expect((await respond(change, anotherRun(bench.parts)))?.response.outcome).toBe('done');
      await broken(bench, { at: round * 60_000 + 2, outcome: 'pass' });
    }
  });

  it('is not begun with the person who undid the last response', async () => {
    const bench = benchOf();
    const change = await broken(bench);
    await respond(change, bench.parts);
    await broken(bench, { at: 2, outcome: 'pass' });
    expect(await undo(idOf(change.finding), sam, bench.parts)).toMatchObject({ ok: true });
    const again = await broken(bench, { at: 3 });
    expect(await respond(again, anotherRun(bench.parts))).toMatchObject({
      response: {
        outcome: 'awaiting-approval',
        heldBy: 'fight',
        reason: expect.stringContaining(`${sam.name} undid`),
      },
    });
    expect(bench.world.values.get('web')).toBe('bad');
  });
});

describe('the switch', () => {
  it('keeps who turned it and why; what cannot be read counts as on', async () => {
    const store = memoryStore();
    expect(await readKillSwitch(store)).toMatchObject({ on: false, by: null });
    await setKillSwitch(store, {
      on: true,
      by: 'sam',
      at: '2026-03-01T12:00:00.000Z',
      reason: 'something is odd',
    });
    expect(await readKillSwitch(store)).toMatchObject({ on: true, by: 'sam', reason: 'something is odd' });
    await setKillSwitch(store, { on: false, by: 'lee', at: '2026-03-01T12:05:00.000Z', reason: null });
    expect(await readKillSwitch(store)).toMatchObject({ on: false, by: 'lee' });
    await store.append('brake', 3, { damaged: true });
    expect(await readKillSwitch(store)).toMatchObject({ on: true });
  });
});
