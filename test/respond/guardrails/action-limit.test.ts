// The action limit lets through as many as the policy says, whoever comes at once, and tells of it once a window.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../shared/findings/memory.ts';
import { limitNews, takeAction, tellOnce } from '../../../shared/respond/guardrails/action-limit.ts';
import { runs } from '../../support/extent.ts';

const place = { control: 'immutability/no-terminal', account: '111122223333' };
const hour = 3_600_000;
const limit = { actions: 2, windowMs: hour };
const start = Date.parse('2026-03-01T12:10:00.000Z');

describe('the action limit', () => {
  it('lets two through and no third, within a window that begins anywhere', async () => {
    const store = memoryStore();
    const take = (response: string, now: number) => takeAction(store, place, limit, { response, now });
    expect(await take('a', start)).toEqual({ ok: true, recent: 0 });
    expect(await take('b', start + hour - 1)).toEqual({ ok: true, recent: 1 });
    expect(await take('c', start + hour - 1)).toEqual({ ok: false, recent: 2 });
    // The first is an hour old now, the second is not, though both lie in other hours of the clock.
    expect(await take('c', start + hour)).toEqual({ ok: true, recent: 1 });
    expect(await take('d', start + hour + 1)).toEqual({ ok: false, recent: 2 });
  });

  it('takes none twice for a response that asks again, even where nothing is left', async () => {
    const store = memoryStore();
    const take = (response: string) => takeAction(store, place, limit, { response, now: start });
    for (const response of ['a', 'b', 'a', 'b']) expect((await take(response)).ok).toBe(true);
    expect((await take('c')).ok).toBe(false);
  });

  it('counts each control and each account by itself', async () => {
    const store = memoryStore();
    const take = (other: object, response: string) =>
      takeAction(store, { ...place, ...other }, { ...limit, actions: 1 }, { response, now: start });
    const others = [
      {},
      { account: '444455556666' },
      { account: null },
      { control: 'segmentation/host-network' },
    ];
    for (const [index, other] of others.entries()) expect((await take(other, `${index}`)).ok).toBe(true);
    for (const other of others) expect((await take(other, 'more')).ok).toBe(false);
  });

  it('lets no more than it says through, however many come at once', async () => {
    const asked = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 9 }));
    await fc.assert(
      fc.asyncProperty(asked, async ([actions, count]) => {
        const store = memoryStore();
        const answers = await Promise.all(
          Array.from({ length: count }, (_, index) =>
            takeAction(store, place, { actions, windowMs: hour }, { response: `r${index}`, now: start }),
          ),
        );
        expect(answers.filter(({ ok }) => ok)).toHaveLength(Math.min(actions, count));
      }),
      runs(40),
    );
  });

  it('counts an entry whose time cannot be read', async () => {
    const stored = memoryStore();
    const store = {
      ...stored,
      read: async (...args: Parameters<typeof stored.read>) =>
        (await stored.read(...args)).map((entry) => ({ ...entry, at: 'never' })),
    };
    const take = (response: string) =>
      takeAction(store, place, { ...limit, actions: 1 }, { response, now: start });
    expect((await take('a')).ok).toBe(true);
    expect((await take('b')).ok).toBe(false);
  });
});

describe('that the limit is reached', () => {
  const tell = (store: ReturnType<typeof memoryStore>, now: number, hint: () => Promise<void>) =>
    tellOnce(store, place, { windowMs: hour, text: `reached at ${now}`, now }, hint);

  it('is told once a window, and again in the next', async () => {
    const store = memoryStore();
    const hints: number[] = [];
    for (const now of [start, start + 1, start + 2 * hour, start + 2 * hour + 1])
      await tell(store, now, async () => {
        hints.push(now);
      });
    expect(hints).toEqual([start, start + 2 * hour]);
    const texts = (await limitNews(store, place)).map(({ text }) => text);
    expect(new Set(texts)).toEqual(new Set([start, start + 2 * hour].map((now) => `reached at ${now}`)));
  });

  it('is written down first, and hinted at again where nobody was reached', async () => {
    const store = memoryStore();
    await expect(tell(store, start, () => Promise.reject(new Error('the bus is away')))).rejects.toThrow(
      'bus',
    );
    expect((await limitNews(store, place)).map(({ at }) => at)).toEqual([new Date(start).toISOString()]);
    let hints = 0;
    const hint = async () => {
      hints += 1;
    };
    // Within a minute the one that broke off may still be telling.
    await tell(store, start + 1_000, hint);
    expect(hints).toBe(0);
    await tell(store, start + 61_000, hint);
    expect(hints).toBe(1);
    await tell(store, start + 200_000, hint);
    expect(hints).toBe(1);
  });
});
