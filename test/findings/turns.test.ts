// Turns at the subjects of a store: one after the other on the same, at once on others, and nobody waits for ever.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTurn } from '../../shared/findings/turns.ts';

describe('turns', () => {
  it('are taken in order by those that share a subject, whatever the scheduler does', async () => {
    const works = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(works, fc.scheduler(), async (given, scheduler) => {
        const store = {};
        const active = new Set<number>();
        const begun: number[] = [];
        const all = given.map((keys, number) =>
          inTurn(store, keys, async () => {
            const beside = [...active].filter((other) => given[other]?.some((key) => keys.includes(key)));
            expect(beside).toEqual([]);
            active.add(number);
            begun.push(number);
            await scheduler.schedule(Promise.resolve());
            active.delete(number);
            if (number % 3 === 2) throw new Error('broken');
          }).catch(() => {}),
        );
        await scheduler.waitFor(Promise.all(all));
        for (const key of ['a', 'b', 'c'] as const) {
          const order = begun.filter((number) => given[number]?.includes(key));
          expect(order).toEqual(order.toSorted((one, other) => one - other));
        }
        expect(begun).toHaveLength(given.length);
      }),
    );
  });

  it('are taken at once on others, and on another store', async () => {
    const store = {};
    const never = inTurn(store, ['a'], () => new Promise<void>(() => {}));
    expect(await inTurn(store, ['b'], async () => 1)).toBe(1);
    expect(await inTurn({}, ['a'], async () => 2)).toBe(2);
    void never;
  });

  it('give what the work gives, and reject as it does', async () => {
    const store = {};
    await expect(inTurn(store, ['a'], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await inTurn(store, ['a', 'a'], async () => 3)).toBe(3);
  });
});
