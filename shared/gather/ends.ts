// An end that was heard of is a reason to look: what is still there goes on, and is judged as it is.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactName, FactRequestOf, Facts } from '../model/facts.ts';
import type { Gone, Observation, Pending } from '../model/observation.ts';

/**
 * The observation with those ends that hold. `present`: facts as they are now, to which "not found" is an answer; null: nobody can
 * look. Where a look fails, and where none is possible, the event's word counts, for what bears the name it tells.
 */
export async function withConfirmedEnds(
  observation: Observation,
  present: Facts | null,
): Promise<Observation> {
  if (present === null || observation.gone.every(({ look }) => look === undefined)) return observation;
  const gone: Gone[] = [];
  const pending: Pending[] = [...observation.pending];
  for (const end of observation.gone) {
    if (end.look !== undefined && (await isThere(end.look, present))) pending.push(end.look);
    else gone.push(end);
  }
  return { ...observation, gone, pending };
}

async function isThere({ request, complete }: Pending, present: Facts): Promise<boolean> {
  const answer = await present.get(request);
  return answer.ok && complete(answer).length > 0;
}

export interface Settling {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** When the event happened, in milliseconds since 1970; null: it does not tell. */
  readonly eventAt: number | null;
  /** Never sleeps past this time; milliseconds since 1970. */
  readonly deadline: number;
}

// Somewhat longer than deletions take to show everywhere (IAM User Guide, "Changes that I make are not always immediately visible").
const settlesIn = 15_000;

/** Facts that ask once more, somewhat later, where something is found although it was deleted only just now. */
export function settled(facts: Facts, { now, sleep, eventAt, deadline }: Settling): Facts {
  return {
    async get<F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>> {
      const answer = await facts.get(request);
      const wait = Math.min((eventAt ?? 0) + settlesIn - now(), settlesIn);
      if (!answer.ok || wait <= 0) return answer;
      if (now() + wait > deadline)
        return { ok: false, code: 'timeout', reason: 'no time is left to look twice' };
      await sleep(wait);
      return facts.get(request);
    },
  };
}
