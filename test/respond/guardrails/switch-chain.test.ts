// The kill switch's entries are a chain: what is altered, taken out, or put in shows, with anchors also at its end.
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../shared/findings/memory.ts';
import {
  readKillSwitch,
  readSwitchLog,
  setKillSwitch,
} from '../../../shared/respond/guardrails/kill-switch.ts';
import { checkSwitch, nextSwitchEntry, switchName } from '../../../shared/respond/guardrails/switch-chain.ts';
import { anchorIn, anchorLine, anchorNow } from '../../../shared/respond/journal/anchoring.ts';

const at = (hour: number) => `2026-03-01T${hour}:00:00.000Z`;

async function turned(store = memoryStore()) {
  for (const [index, on] of [true, false, true].entries())
    await setKillSwitch(store, { on, by: 'lee', at: at(12 + index), reason: `turn ${index}` });
  const log = await readSwitchLog(store);
  return { store, log, anchor: await anchorNow(store, at(16)) };
}

const problemsIn = (
  log: Parameters<typeof checkSwitch>[0],
  anchors: Parameters<typeof checkSwitch>[1] = [],
) => checkSwitch(log, anchors).problems;

describe('the chain of the kill switch', () => {
  it('is whole as it was written, and anchored', async () => {
    const { store, log, anchor } = await turned();
    const check = checkSwitch(log, [anchor]);
    expect([check.finding, check.problems]).toEqual([switchName, []]);
    expect(check.entries.every(({ chained, anchored }) => chained && anchored)).toBe(true);
    expect(anchorIn(anchorLine(anchor))).toEqual(anchor);
    expect(await readKillSwitch(store)).toEqual({ on: true, by: 'lee', at: at(14), reason: 'turn 2' });
  });

  it.each([
    ['on', false],
    ['by', 'kim'],
    ['at', at(11)],
    ['reason', null],
    ['seq', 7],
    ['previous', 'x'],
    ['hash', 'x'],
  ])('shows that %s was altered, in any entry', async (key, value) => {
    const { log } = await turned();
    for (const index of log.keys()) {
      const altered = log.with(index, { ...log[index], [key]: value });
      const same = log[index]?.[key] === value;
      expect([index, problemsIn(altered).length]).toEqual([index, same ? 0 : 1]);
    }
  });

  it('shows what is taken out, turned round, or put in without a hash', async () => {
    const { log } = await turned();
    expect(problemsIn(log.toSpliced(0, 1))).toHaveLength(1);
    expect(problemsIn(log.toSpliced(1, 1))).toHaveLength(1);
    expect(problemsIn(log.toReversed())).toHaveLength(1);
    expect(problemsIn([...log, { on: false, by: 'kim', at: at(15), reason: null }])).toHaveLength(1);
  });

  it('shows by an anchor that the end is gone, or was written anew', async () => {
    const { log, anchor } = await turned();
    const cut = log.slice(0, 2);
    expect(problemsIn(cut)).toEqual([]);
    expect(problemsIn(cut, [anchor])).toEqual(['an anchor knows 3 entries, 2 are left']);
    expect(problemsIn([], [anchor])).toEqual(['an anchor knows 3 entries, 0 are left']);
    const forged = [...cut, nextSwitchEntry(cut, { on: false, by: 'lee', at: at(14), reason: null })];
    expect(problemsIn(forged)).toEqual([]);
    expect(problemsIn(forged, [anchor])).toEqual(['entry 3 is not the one that was anchored']);
  });

  it('begins behind what an older version wrote, the last of which is bound by it', async () => {
    const store = memoryStore();
    for (const seq of [1, 2])
      await store.append('brake', seq, { on: seq === 1, by: 'sam', at: at(10), reason: null });
    const before = await anchorNow(store, at(11));
    const { log } = await turned(store);
    const check = checkSwitch(log, [before]);
    expect(check.problems).toEqual([]);
    expect(check.entries.map(({ chained }) => chained)).toEqual([false, false, true, true, true]);
    expect(check.entries.map(({ anchored }) => anchored)).toEqual([true, true, false, false, false]);
    expect(problemsIn(log.with(1, { ...log[1], by: 'kim' }))).toHaveLength(1);
  });

  it('anchors say nothing of a switch that nobody touched', async () => {
    expect((await anchorNow(memoryStore(), at(12))).heads).toEqual([]);
  });
});
