// What one message may wait for within one run: AWS shows new things late, and neither a batch nor a log must stand still for what is not there.
// SPDX-License-Identifier: Apache-2.0
import type { RetryOptions } from '../../../shared/gather/retry.ts';
import type { Observation } from '../../../shared/model/observation.ts';
import type { Policy } from '../../../shared/policy/policy.ts';

/** Milliseconds that a message waits here for what is not found; the rest of the policy's patience it spends in the queue. */
const waitsHere = 4_000;
/** Milliseconds at least until it comes back. */
const soonest = 20_000;

interface Parts {
  readonly policy: Pick<Policy, 'patience'>;
  readonly now: () => number;
}

export interface Awaiting {
  readonly options: Pick<RetryOptions, 'missingUntil' | 'stillMissing'>;
  /** When the event that was just judged is to come back (ISO), since something it asks about was missing; none: it need not. */
  untilFor(event: Pick<Observation, 'time'>): readonly string[];
}

/** `returnable`: whether the message can come back; otherwise it waits here for as long as the policy says. */
export function awaiting({ policy, now }: Parts, returnable: boolean): Awaiting {
  const waiting = { missing: false };
  const stillMissing = () => {
    waiting.missing = true;
  };
  return {
    options: returnable ? { missingUntil: now() + waitsHere, stillMissing } : {},
    untilFor({ time }) {
      const { missing } = waiting;
      waiting.missing = false;
      const age = now() - (Date.parse(time ?? '') || 0);
      const left = policy.patience.notFoundMs - age;
      if (!missing || left <= 0) return [];
      // Ever later, so that three returns are enough for patience of five minutes; the last look comes when it ends.
      const wait = Math.min(Math.max(3 * age, soonest), left + 1000);
      return [new Date(now() + wait).toISOString()];
    },
  };
}
