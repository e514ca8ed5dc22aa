// Keeps for a short time what takes many calls to find out: everything that runs in a region or cluster.
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

interface Kept {
  readonly answer: FactAnswer;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export type RecentCache = Lru<Kept>;

/** A cache to be kept between events; a region's workloads can take megabytes, so it holds few. */
export function recentCache(limit = 10): RecentCache {
  return lru<Kept>(limit);
}

// A burst of launches asks once, and no answer is older than the event patterns take to arrive anyway.
const keptFor = 60_000;

/** A whole region or cluster; one host is cheap to ask for, and is read fresh. */
function isCostly(request: FactRequest): boolean {
  return request.fact === 'running-workloads' && request.host === null;
}

/** Facts that ask `facts` for a costly one at most once a minute. `asOf` stays the time it was read; failures are not kept. */
export function recent(facts: Facts, cache: RecentCache, now: () => number): Facts {
  return {
    async get<F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>> {
      if (!isCostly(request)) return facts.get(request);
      const key = factKey(request);
      const kept = cache.get(key);
      // The key holds the fact's name, so the answer under it is of the fact asked for.
      if (kept !== undefined && now() < kept.until) return kept.answer as FactAnswer<F>;
      const answer = await facts.get(request);
      if (answer.ok) cache.set(key, { answer, until: now() + keptFor });
      return answer;
    },
  };
}
