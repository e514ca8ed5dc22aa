// Keeps facts that can never change from one event to the next: a task definition's revision, an image by its digest.
// SPDX-License-Identifier: Apache-2.0
import {
  type FactAnswer,
  type FactName,
  type FactRequest,
  type FactRequestOf,
  type Facts,
  factKey,
} from '../model/facts.ts';
import { type Lru, lru } from './lru.ts';

export type FactCache = Lru<FactAnswer>;

// ECS takes 64 KB for a task definition: at worst 13 MB, a tenth of Lambda's smallest memory.
const defaultLimit = 200;

/** A cache to be kept between events; holds the `limit` facts used last. */
export function factCache(limit = defaultLimit): FactCache {
  return lru<FactAnswer>(limit);
}

/**
 * True where the answer can never change: a revision's containers cannot be edited (ECS Developer Guide, "Updating a task
 * definition"), a digest is the hash of what it names. A definition's tags and status may change; they are read as they were then.
 */
export function isImmutable(request: FactRequest): boolean {
  if (request.fact === 'task-definition') return /:\d{1,10}$/.test(request.name);
  // A revision of a service is kept as it was deployed (ECS Developer Guide, "Service revisions").
  if (request.fact === 'service-revision') return true;
  // Nothing is handed from one owner to another.
  if (request.fact === 'owner') return true;
  return request.fact === 'image-config' && request.image.includes('@sha256:');
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
