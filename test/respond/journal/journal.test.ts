// The journal is chained and anchored: any single entry changed, removed or moved is found. Secrets stay out of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../shared/findings/memory.ts';
import { type RecordStore, StoreError } from '../../../shared/findings/store.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { anchorHolds, anchorOf, checkJournal, headOf } from '../../../shared/respond/journal/chain.ts';
import {
  type Draft,
  entryKinds,
  type Journal,
  type JournalEntry,
  journalLog,
  nextEntry,
} from '../../../shared/respond/journal/entry.ts';
import { advance, readJournal } from '../../../shared/respond/journal/journal.ts';
import { freeze, thaw } from '../../../shared/respond/journal/plans.ts';
import { plainSealer, type Sealer } from '../../../shared/respond/journal/sealer.ts';

const finding = 'a'.repeat(32);
const at = '2026-03-01T13:00:00.000Z';

const drafts = fc.array(
  fc.record({
    response: fc.constantFrom(`${finding}-0`, `${finding}-1`),
    kind: fc.constantFrom(...entryKinds),
    detail: fc
      .dictionary(fc.string(), fc.jsonValue())
      .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject),
  }),
  { minLength: 1, maxLength: 8 },
);

function journalOf(steps: readonly Draft[]): Journal {
  const journal: JournalEntry[] = [];
  for (const draft of steps) journal.push(nextEntry(finding, journal, at, draft));
  return journal;
}

const anchored = (journal: Journal) => {
  const head = headOf(finding, journal);
  return [anchorOf(head === null ? [] : [head], at)];
};

/** As a store keeps it. */
const stored = (journal: Journal) => JSON.parse(JSON.stringify(journal)) as Journal;

const problems = (journal: Journal, anchors = anchored([])) =>
  checkJournal(finding, journal, anchors).problems;

describe('verification', () => {
  it('finds nothing wrong with what was written', () => {
    fc.assert(
      fc.property(drafts, (steps) => {
        const journal = journalOf(steps);
        const check = checkJournal(finding, stored(journal), anchored(journal));
        expect(check.problems).toEqual([]);
        expect(check.entries.every(({ chained, anchored }) => chained && anchored)).toBe(true);
        const fresh = checkJournal(finding, journal, []);
        expect(fresh.entries.some(({ anchored }) => anchored)).toBe(false);
      }),
    );
  });

  const changes = fc.constantFrom<(entry: Journal[number]) => object>(
    (entry) => ({ ...entry, at: '2026-03-01T13:00:00.001Z' }),
    (entry) => ({ ...entry, by: 'mallory' }),
    (entry) => ({ ...entry, detail: { ...entry.detail, more: 1 } }),
    (entry) => ({ ...entry, detail: [] }),
    (entry) => ({ ...entry, more: true }),
    (entry) => ({ ...entry, seq: entry.seq + 1 }),
    (entry) => ({ ...entry, seq: String(entry.seq + 1) }),
    (entry) => ({ ...entry, kind: entry.kind === 'sent' ? 'held' : 'sent' }),
    (entry) => ({ ...entry, response: `${entry.response}0` }),
    (entry) => ({ ...entry, previous: 'b'.repeat(64) }),
    (entry) => ({ ...entry, hash: 'c'.repeat(64) }),
  );

  it('finds any single entry that was changed', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, fc.nat(), changes, async (steps, place, change) => {
        const journal = journalOf(steps);
        const index = place % journal.length;
        const entry = journal[index];
        if (entry === undefined) return;
        const store = memoryStore();
        for (const [n, one] of journal.with(index, change(entry) as typeof entry).entries())
          await store.append(journalLog(finding), n + 1, { ...one });
        const check = checkJournal(finding, await readJournal(store, finding), []);
        expect(check.problems.length).toBeGreaterThan(0);
        expect(check.entries.slice(0, index).every(({ chained }) => chained)).toBe(true);
        expect(check.entries.slice(index).some(({ chained }) => chained)).toBe(false);
      }),
    );
  });

  it('finds an entry that was removed; the last one too, once it was anchored', () => {
    fc.assert(
      fc.property(drafts, fc.nat(), (steps, place) => {
        const journal = journalOf(steps);
        const left = journal.toSpliced(place % journal.length, 1);
        expect(problems(left, anchored(journal)).length).toBeGreaterThan(0);
        if (place % journal.length < journal.length - 1) expect(problems(left).length).toBeGreaterThan(0);
      }),
    );
  });

  it('finds two entries that changed places, and a journal put in place of another finding’s', () => {
    fc.assert(
      fc.property(drafts, fc.nat(), fc.nat(), (steps, a, b) => {
        const journal = journalOf(steps);
        const [first, second] = [a % journal.length, b % journal.length];
        const [one, two] = [journal[first], journal[second]];
        if (one === undefined || two === undefined || first === second) return;
        expect(problems(journal.with(first, two).with(second, one)).length).toBeGreaterThan(0);
        expect(checkJournal('b'.repeat(32), journal, []).problems.length).toBeGreaterThan(0);
      }),
    );
  });

  it('finds a journal that was written anew from some entry on, once it was anchored', () => {
    fc.assert(
      fc.property(drafts, fc.nat(), (steps, place) => {
        const journal = journalOf(steps);
        const from = place % journal.length;
        const forged = steps.map((step, index) =>
          index < from ? step : { ...step, detail: { forged: index } },
        );
        const check = checkJournal(finding, journalOf(forged), anchored(journal));
        expect(check.problems).toEqual([`entry ${journal.length} is not the one that was anchored`]);
        expect(check.entries.some(({ anchored }) => anchored)).toBe(false);
      }),
    );
  });

  it('takes no anchor that was changed itself', () => {
    const journal = journalOf([{ response: 'x-0', kind: 'held', detail: {} }]);
    const [anchor] = anchored(journal);
    if (anchor === undefined) throw new Error('no anchor');
    expect(anchorHolds(anchor)).toBe(true);
    expect(anchorHolds({ ...anchor, heads: [] })).toBe(false);
    expect(anchorOf([], at)).toEqual(anchorOf([], at));
  });
});

const plainly = (store: RecordStore) => ({ store, sealer: plainSealer });

describe('writing', () => {
  it('decides anew where somebody was faster', async () => {
    const store = memoryStore();
    const steps = Array.from({ length: 20 }, (_, n) =>
      advance(plainly(store), finding, at, (journal) => ({
        response: `r-${n}`,
        kind: 'held',
        detail: { after: journal.length },
      })),
    );
    await Promise.all(steps);
    const journal = await readJournal(store, finding);
    expect(journal.map(({ detail }) => detail.after)).toEqual(journal.map((_, index) => index));
    expect(problems(journal)).toEqual([]);
  });

  it('knows its own entry where the store took it and did not say so', async () => {
    const store = memoryStore();
    const deaf = {
      ...store,
      async append(...given: Parameters<typeof store.append>) {
        await store.append(...given);
        return false;
      },
    };
    const { written } = await advance(plainly(deaf), finding, at, () => ({ response: 'r-0', kind: 'held' }));
    expect(written?.seq).toBe(1);
    expect(await readJournal(store, finding)).toHaveLength(1);
    const never = { ...store, append: async () => false };
    await expect(
      advance(plainly(never), finding, at, () => ({ response: 'r-0', kind: 'held' })),
    ).rejects.toThrow(StoreError);
  });

  it('keeps plans as they were frozen, and refuses one that was changed', async () => {
    const store = memoryStore();
    const plan = { words: 'x', account: null, region: null, calls: [], before: [], after: [], undo: [] };
    const first = await freeze(store, plainSealer, 'r-0', plan);
    const other = await freeze(store, plainSealer, 'r-0', { ...plan, words: 'another' });
    expect(await thaw(store, plainSealer, 'r-0', first.hash)).toEqual(first);
    expect(await thaw(store, plainSealer, 'r-0', other.hash)).toEqual(other);
    const reversing: Sealer = {
      demanded: true,
      seal: async (text: string) => [...text].reverse().join(''),
      open: async (text: string) => [...text].reverse().join(''),
    };
    const { hash } = await freeze(store, reversing, 'r-1', plan);
    expect(JSON.stringify(await store.read('plan/r-1'))).not.toContain('words');
    expect((await thaw(store, reversing, 'r-1', hash)).plan).toEqual(plan);
    await store.append('plan/r-2', 1, {
      version: 1,
      hash: first.hash,
      sealed: JSON.stringify({ ...plan, words: 'evil' }),
    });
    await expect(thaw(store, plainSealer, 'r-2', first.hash)).rejects.toThrow('was changed');
    await expect(thaw(store, plainSealer, 'r-3', first.hash)).rejects.toThrow('missing');
    await expect(thaw(store, plainSealer, 'r-0', null)).rejects.toThrow('missing');
  });

  it('takes no plan that lay there before: the response goes by its own', async () => {
    const store = memoryStore();
    const plan = { words: 'x', account: null, region: null, calls: [], before: [], after: [], undo: [] };
    await freeze(store, plainSealer, 'r-0', { ...plan, words: 'evil' });
    const own = await freeze(store, plainSealer, 'r-0', plan);
    expect((await thaw(store, plainSealer, 'r-0', own.hash)).plan.words).toBe('x');
  });
});
