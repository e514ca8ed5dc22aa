// Keeps facts that can never change from one event to the next: a task definition's revision, an image by its digest.
// SPDX-License-Identifier: Apache-2.0
import { type FactAnswer, type FactName, type FactRequestOf, type Facts, factKey } from '../model/facts.ts';
import { definedFact } from './facts.ts';
import { type Lru, lru } from './lru.ts';

export type FactCache = Lru<FactAnswer>;

// ECS takes 64 KB for a task definition: at worst 13 MB, a tenth of Lambda's smallest memory.
const defaultLimit = 200;

/** A cache to be kept between events; holds the `limit` facts used last. */
export function factCache(limit = defaultLimit): FactCache {
  return lru<FactAnswer>(limit);
}

/** True where the answer can never change. */
export function isImmutable<F extends FactName>(request: FactRequestOf<F>): boolean {
  return definedFact(request).isImmutable(request);
}

/** Facts that ask `facts` for an immutable one only until it is known. Failures are not kept. `asOf` stays the time it was read. */
export function immutable(facts: Facts, cache: FactCache): Facts {
  return {
    async get<F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>> {
      if (!isImmutable(request)) return facts.get(request);
      const key = factKey(request);
      const known = cache.get(key);
      // The key holds the fact's name, so the answer under it is of the fact asked for.
      if (known !== undefined) return known as FactAnswer<F>;
      const answer = await facts.get(request);
      if (answer.ok) cache.set(key, answer);
      return answer;
    },
  };
}
