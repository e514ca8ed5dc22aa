// The process ends at every await of a response in turn, and the event comes again: exactly one action, and a whole journal.

import { describe, expect } from 'vitest';
import { memoryStore } from '../../shared/findings/memory.ts';
import { sqliteStore } from '../../shared/findings/sqlite.ts';
import type { FindingChange } from '../../shared/model/finding.ts';
import { approve } from '../../shared/respond/decisions/approval.ts';
import { undo } from '../../shared/respond/decisions/undo.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import type { Engine } from '../../shared/respond/engine/ports.ts';
import { checkJournal } from '../../shared/respond/journal/chain.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { progressOf } from '../../shared/respond/journal/progress.ts';
import { oneTestIn } from '../support/extent.ts';
import { awaits, Killed, mortal } from './awaits.ts';
import { anotherRun, type Bench, benchOf, broken, idOf, sam, worldOf } from './world.ts';

const it = oneTestIn(3, 'crashes of the engine');

/** Runs the work killed at the nth wait, then again until it goes through. False: it does not wait so often. */
async function survives(
  bench: Bench,
  nth: number,
  after: boolean,
  work: (parts: Engine) => Promise<unknown>,
): Promise<boolean> {
  const first = mortal(anotherRun(bench.parts), nth, after);
  let killed = false;
  await work(first).catch((error) => {
    killed = true;
    if (!(error instanceof Killed)) throw error;
  });
  bench.clock.now += 60_000;
  await work(anotherRun(bench.parts));
  return killed;
}

async function isWhole(bench: Bench, change: FindingChange, phase: string): Promise<void> {
  const journal = await readJournal(bench.store, change.finding.id);
  expect(checkJournal(change.finding.id, journal, []).problems).toEqual([]);
  expect(progressOf(journal, idOf(change.finding)).phase).toBe(phase);
  const ends = journal.filter(({ kind }) => kind === 'verified' || kind === 'planned');
  expect(ends.map(({ kind }) => kind)).toEqual(['planned', 'verified']);
}

const stores = [
  ['memory', memoryStore],
  ['SQLite', () => sqliteStore(':memory:')],
] as const;

describe.each(stores)('killed at every await, %s', (_, open) => {
  it.each([
    ['before', false],
    ['after', true],
  ])('%s it: one action, one journal', async (_, after) => {
    let last = 0;
    for (const nth of awaits) {
      last = nth;
      const bench = benchOf({ store: open() });
      const change = await broken(bench);
      const killed = await survives(bench, nth, after, (parts) => respond(change, parts));
      expect([nth, bench.world.effects]).toEqual([nth, ['web=good']]);
      const sent = bench.world.requests.filter(({ operation }) => operation === 'Set');
      // The call whose answer was lost is not sent again: the state tells that it took effect.
      expect([nth, sent.length]).toEqual([nth, 1]);
      expect(new Set(bench.notices.map(({ kind }) => kind))).toEqual(new Set(['done']));
      await isWhole(bench, change, 'done');
      if (!killed) break;
    }
    expect(last).toBeGreaterThan(20);
  });

  it('of three calls: each takes effect once', async () => {
    for (const nth of awaits) {
      const world = worldOf({ web: 'bad', job: 'bad', cron: 'bad' });
      const bench = benchOf({ store: open(), world });
      const change = await broken(bench);
      const killed = await survives(bench, nth, true, (parts) => respond(change, parts));
      expect([nth, world.effects]).toEqual([nth, ['web=good', 'job=good', 'cron=good']]);
      // Only the one call whose answer was lost may be sent again: nobody can tell from the state of all.
      const sent = world.requests.filter(({ operation }) => operation === 'Set');
      expect([nth, sent.length <= 4]).toEqual([nth, true]);
      await isWhole(bench, change, 'done');
      if (!killed) break;
    }
  });

  it('of a call that AWS refuses: failed once, and people hear of it', async () => {
    for (const nth of awaits) {
      const bench = benchOf({ store: open() });
      bench.world.trouble.push(...Array<'denied'>(9).fill('denied'));
      const change = await broken(bench);
      const killed = await survives(bench, nth, true, (parts) => respond(change, parts));
      const journal = await readJournal(bench.store, change.finding.id);
      expect([nth, checkJournal(change.finding.id, journal, []).problems]).toEqual([nth, []]);
      expect([nth, journal.filter(({ kind }) => kind === 'failed').length]).toEqual([nth, 1]);
      expect([nth, bench.world.effects]).toEqual([nth, []]);
      expect([nth, bench.notices.at(-1)?.kind]).toEqual([nth, 'failed']);
      expect([nth, (await bench.store.get(change.finding.id))?.decided.remediating]).toEqual([nth, null]);
      if (!killed) break;
    }
  });

  it('between request and approval, and while approved: never without approval, once with it', async () => {
    for (const nth of awaits) {
      const bench = benchOf({ store: open() });
      const change = await broken(bench, { mode: 'approve' });
      await survives(bench, nth, true, (parts) => respond(change, parts));
      expect([nth, bench.world.effects]).toEqual([nth, []]);
      const killed = await survives(bench, nth, true, async (parts) => {
        const decided = await approve(idOf(change.finding), sam, parts);
        const { phase } = progressOf(await readJournal(bench.store, change.finding.id), idOf(change.finding));
        if (!decided.ok) expect([nth, decided, phase]).toEqual([nth, decided, 'done']);
      });
      expect([nth, bench.world.effects]).toEqual([nth, ['web=good']]);
      await isWhole(bench, change, 'done');
      if (!killed) break;
    }
  });

  it('while it is undone: undone once', async () => {
    for (const nth of awaits) {
      const bench = benchOf({ store: open() });
      const change = await broken(bench);
      await respond(change, bench.parts);
      const killed = await survives(bench, nth, true, (parts) => undo(idOf(change.finding), sam, parts));
      expect([nth, bench.world.effects]).toEqual([nth, ['web=good', 'web=bad']]);
      await isWhole(bench, change, 'undone');
      if (!killed) break;
    }
  });
});
