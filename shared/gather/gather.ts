// Fetches what the controls asked for, each once and all at the same time, before anything is judged.
// SPDX-License-Identifier: Apache-2.0
import {
  type FactAnswer,
  type FactName,
  type FactRequest,
  type FactRequestOf,
  type Facts,
  factKey,
  type GatheredFacts,
} from '../model/facts.ts';
import { earlierOf } from '../model/time.ts';
import { failure } from './api.ts';
import { isImmutable } from './immutable.ts';

export interface Gathered extends GatheredFacts {
  /** ISO time of the oldest fact read that can change; null where none was. */
  readonly oldest: string | null;
}

/** Fetches the facts. Never rejects: what could not be had is an answer with its reason. */
export async function gather(requests: readonly FactRequest[], facts: Facts): Promise<Gathered> {
  const distinct = new Map(requests.map((request) => [factKey(request), request]));
  const answers = new Map(
    await Promise.all(
      [...distinct].map(async ([key, request]) => [key, await answerOf(request, facts)] as const),
    ),
  );
  let oldest: string | null = null;
  for (const [key, request] of distinct) {
    const answer = answers.get(key);
    if (answer?.ok && !isImmutable(request)) oldest = earlierOf(oldest, answer.asOf);
  }
  return {
    oldest,
    get<F extends FactName>(request: FactRequestOf<F>): FactAnswer<F> {
      const answer = answers.get(factKey(request));
      if (answer === undefined) throw new Error(`the fact ${request.fact} was not asked for`);
      // The key holds the fact's name, so the answer under it is of the fact asked for.
      return answer as FactAnswer<F>;
    },
  };
}

async function answerOf(request: FactRequest, facts: Facts): Promise<FactAnswer> {
  try {
    return await facts.get(request);
  } catch (error) {
    return failure('failed', error instanceof Error ? error.message : String(error));
  }
}
