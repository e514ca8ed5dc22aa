// Two runs at once, woven together at every await of one of them: the other happens there, whole, and then the first goes on.
import { describe, expect, it } from 'vitest';
import type { FindingChange } from '../../shared/model/finding.ts';
import { approve } from '../../shared/respond/decisions/approval.ts';
import { deny } from '../../shared/respond/decisions/denial.ts';
import { undo } from '../../shared/respond/decisions/undo.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import { type Engine, RetryLater } from '../../shared/respond/engine/ports.ts';
import { checkJournal } from '../../shared/respond/journal/chain.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { progressOf } from '../../shared/respond/journal/progress.ts';
import { oneIn } from '../support/extent.ts';
import { awaits, interrupted, Killed, mortal } from './awaits.ts';
import { anotherRun, type Bench, benchOf, broken, idOf, lee, sam, seen } from './world.ts';

type Work = (parts: Engine) => Promise<unknown>;

/** Come again later: the queue hands it out anew. */
const patient = (work: Promise<unknown>) =>
  work.catch((error) => {
    if (!(error instanceof RetryLater)) throw error;
  });

/** `first`, with `second` around a wait: before the first, after the first, before the second …; false: `first` does not wait so often. */
async function woven(bench: Bench, nth: number, first: Work, second: Work): Promise<boolean> {
  const other = () => patient(second(anotherRun(bench.parts)));
  const run = interrupted(anotherRun(bench.parts), Math.ceil(nth / 2), nth % 2 === 0, other);
  await patient(first(run.parts));
  return run.reached();
}

async function ended(bench: Bench, change: FindingChange) {
  const journal = await readJournal(bench.store, change.finding.id);
  expect(checkJournal(change.finding.id, journal, []).problems).toEqual([]);
  const { phase } = progressOf(journal, idOf(change.finding));
  return { phase, kinds: journal.map(({ kind }) => kind) };
}

/** Once for each wait of the first. */
async function atEach(run: (nth: number) => Promise<boolean>): Promise<void> {
  let last = 0;
  for (const nth of awaits) {
    last = nth;
    if (!(await run(nth))) break;
  }
  expect(last).toBeGreaterThan(10);
  expect(last).toBeLessThan(awaits.at(-1) ?? 0);
}

describe('at every await', () => {
  it('a second delivery: one action, one end', async () => {
    await atEach(async (nth) => {
      const bench = benchOf();
      const change = await broken(bench);
      const answer = (parts: Engine) => respond(change, parts);
      const reached = await woven(bench, nth, answer, answer);
      bench.clock.now += 60_000;
      await answer(anotherRun(bench.parts));
      const { phase, kinds } = await ended(bench, change);
      expect([nth, phase, bench.world.effects]).toEqual([nth, 'done', ['web=good']]);
      expect([nth, kinds.filter((kind) => kind === 'verified').length]).toEqual([nth, 1]);
      expect([nth, kinds.filter((kind) => kind === 'refused').length]).toEqual([nth, 0]);
      return reached;
    });
  });

  it('a second delivery that dies half-way: one action, and it is not told as refused', async () => {
    const deaths = oneIn(
      6,
      Array.from({ length: 13 }, (_, index) => 12 + index),
      'interruptions at every await, two at a time',
    );
    await atEach(async (nth) => {
      let reached = false;
      for (const dies of deaths) {
        const bench = benchOf();
        const change = await broken(bench);
        const answer = (parts: Engine) => respond(change, parts);
        const dying = (parts: Engine) =>
          answer(mortal(parts, dies, true)).catch((error) => {
            if (!(error instanceof Killed)) throw error;
          });
        reached = await woven(bench, nth, answer, dying);
        bench.clock.now += 60_000;
        await answer(anotherRun(bench.parts));
        const { phase } = await ended(bench, change);
        expect([nth, dies, phase, bench.world.effects]).toEqual([nth, dies, 'done', ['web=good']]);
      }
      return reached;
    });
  });

  it('a denial against an approval: one of them, and nothing done where it was denied', async () => {
    await atEach(async (nth) => {
      const bench = benchOf();
      const change = await broken(bench, { mode: 'approve' });
      const id = idOf(change.finding);
      await respond(change, bench.parts);
      const reached = await woven(
        bench,
        nth,
        (parts) => approve(id, sam, parts),
        (parts) => deny(id, lee, parts),
      );
      const { phase } = await ended(bench, change);
      const effects = phase === 'denied' ? [] : ['web=good'];
      expect([nth, ['denied', 'done'].includes(phase), bench.world.effects]).toEqual([nth, true, effects]);
      return reached;
    });
  });

  it('the end of the time to approve: approved and done, or over and nothing done', async () => {
    await atEach(async (nth) => {
      const bench = benchOf();
      const change = await broken(bench, { mode: 'approve' });
      const id = idOf(change.finding);
      await respond(change, bench.parts);
      const reached = await woven(
        bench,
        nth,
        (parts) => approve(id, sam, parts),
        async (parts) => {
          bench.clock.now += 5 * 3_600_000;
          await respond(change, parts);
        },
      );
      const { phase } = await ended(bench, change);
      const effects = phase === 'expired' ? [] : ['web=good'];
      expect([nth, ['expired', 'done'].includes(phase), bench.world.effects]).toEqual([nth, true, effects]);
      return reached;
    });
  });

  it('the finding comes back while it is undone: what the person restored is not taken away again', async () => {
    await atEach(async (nth) => {
      const bench = benchOf();
      const change = await broken(bench);
      const id = idOf(change.finding);
      await respond(change, bench.parts);
      await seen(bench.store, { at: 2, outcome: 'pass' }, bench.clock.now);
      const reached = await woven(
        bench,
        nth,
        (parts) => undo(id, sam, parts),
        async (parts) => {
          const again = await seen(bench.store, { at: 3 }, bench.clock.now);
          if (again !== null) await respond(again, parts);
        },
      );
      const { phase } = await ended(bench, change);
      expect([nth, phase, bench.world.effects]).toEqual([nth, 'undone', ['web=good', 'web=bad']]);
      return reached;
    });
  });

  it('somebody else mends it meanwhile: never an error, never left half done', async () => {
    await atEach(async (nth) => {
      const bench = benchOf();
      const change = await broken(bench);
      const reached = await woven(
        bench,
        nth,
        (parts) => respond(change, parts),
        async () => bench.world.values.set('web', 'good'),
      );
      const { kinds } = await ended(bench, change);
      expect([nth, kinds.some((kind) => ['held', 'refused', 'verified'].includes(kind))]).toEqual([
        nth,
        true,
      ]);
      expect([nth, bench.world.values.get('web')]).toEqual([nth, 'good']);
      return reached;
    });
  });
});
