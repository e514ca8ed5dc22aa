// One look for one question: within an event every fact is fetched once, however many controls ask.
// SPDX-License-Identifier: Apache-2.0
import { type FactAnswer, type FactName, type FactRequestOf, type Facts, factKey } from '../model/facts.ts';

/** Facts that ask `facts` once for each distinct question; concurrent askers share the answer. Make one for each event. */
export function memo(facts: Facts): Facts {
  const answers = new Map<string, Promise<FactAnswer>>();
  return {
    get<F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>> {
      const key = factKey(request);
      // The key holds the fact's name, so an answer found under it is of the fact asked for.
      const known = answers.get(key) as Promise<FactAnswer<F>> | undefined;
      if (known !== undefined) return known;
      const answer = facts.get(request);
      answers.set(key, answer);
      return answer;
    },
  };
}
