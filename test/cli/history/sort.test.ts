// The order of events does not depend on how they came, nor on how much memory there was.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../../../cli/history/entry.ts';
import { before as order, sorter } from '../../../cli/history/sort.ts';
import { runs } from '../../support/extent.ts';

const saved = process.env.TMPDIR;
const folder = mkdtempSync(join(tmpdir(), 'seawall-sort-'));
beforeAll(() => {
  process.env.TMPDIR = folder;
});
afterAll(() => {
  if (saved === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = saved;
  rmSync(folder, { recursive: true, force: true });
});

const time = fc
  .date({ min: new Date('2026-11-17T09:00:00Z'), max: new Date('2026-11-17T09:00:01Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const entry = fc
  .record({
    time: fc.oneof(time, fc.constant('')),
    id: fc.oneof(fc.constantFrom('', 'a', 'b', '\ud800', 'id"\n\\', 'ü'), fc.uuid()),
    file: fc.nat(3),
    index: fc.nat(20),
    text: fc.uint8Array({ maxLength: 60 }),
  })
  .map((one): Entry => one);
const entries = fc.uniqueArray(entry, { maxLength: 60, selector: ({ file, index }) => `${file}:${index}` });

async function sorted(all: readonly Entry[], budget: number): Promise<Entry[]> {
  const sorting = sorter(budget);
  for (const one of all) await sorting.add(one);
  const found: Entry[] = [];
  for await (const { text, ...rest } of sorting.sorted())
    found.push({ ...rest, text: Uint8Array.from(text) });
  return found;
}

describe('the sorter', () => {
  it('gives time, id, file and index in order, whatever came first and whatever fits into memory', async () => {
    await fc.assert(
      fc.asyncProperty(
        entries,
        fc.func(fc.integer()),
        fc.integer({ min: 1, max: 5000 }),
        async (all, shuffle, budget) => {
          const expected = [...all].sort(order);
          const shuffled = [...all].sort((a, b) => shuffle(a) - shuffle(b));
          expect(await sorted(shuffled, budget)).toEqual(expected);
          expect(await sorted(all, Number.POSITIVE_INFINITY)).toEqual(expected);
          expect(readdirSync(folder)).toEqual([]);
        },
      ),
      runs(60),
    );
  });

  it('is by an order', () => {
    fc.assert(
      fc.property(entry, entry, entry, (a, b, c) => {
        expect(Math.sign(order(a, b)) + Math.sign(order(b, a))).toBe(0);
        if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('keeps texts whole that are larger than what is read at once', async () => {
    const large = Buffer.alloc(3 * 1024 * 1024, '\n{');
    const all = [3, 1, 2].map((index): Entry => ({ time: '', id: '', file: 0, index, text: large }));
    const found = await sorted(all, 1);
    expect(found.map(({ index }) => index)).toEqual([1, 2, 3]);
    for (const { text } of found) expect(Buffer.compare(text, large)).toBe(0);
  });

  it('takes its temporary files away when nobody wants the rest', async () => {
    const sorting = sorter(1);
    for (let index = 0; index < 5; index++)
      await sorting.add({ time: '', id: '', file: 0, index, text: Buffer.from('{}') });
    expect(readdirSync(folder)).toHaveLength(1);
    for await (const first of sorting.sorted()) {
      expect(first.index).toBe(0);
      break;
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});
