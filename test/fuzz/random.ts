// Chance that can be repeated: the same seed gives the same numbers, on every machine.

export interface Random {
  /** From 0 to below `limit`. */
  below(limit: number): number;
  /** True once in `times`. */
  once(times: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** mulberry32: small, quick, and good enough to choose what to break. */
export function randomOf(seed: number): Random {
  // Neighbouring seeds would begin alike.
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number) => next() % limit;
  return {
    below,
    once: (times) => below(times) === 0,
    pick: (from) => {
      const picked = from[below(from.length)];
      if (from.length === 0) throw new Error('nothing to pick from');
      return picked as (typeof from)[number];
    },
  };
}
