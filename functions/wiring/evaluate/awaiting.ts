// What one message may wait for within one run: AWS shows new things late, and a batch must not stand still for what is not there.
import type { RetryOptions } from '../../../shared/gather/retry.ts';
import type { Observation } from '../../../shared/model/observation.ts';
import type { Policy } from '../../../shared/policy/policy.ts';

/** Milliseconds that a message waits here for what is not found; the rest of the policy's patience it spends in the queue. */
const waitsHere = 4_000;
/** Seconds at least, and at most, until it comes back. */
const soonest = 15;
const latest = 120;
/** How long SQS holds a message back at most, in seconds (SQS Developer Guide, "Delay queues and message timers"). */
const longest = 900;
/** Whatever the event says of its time, it does not come back more often: patience of five minutes takes five returns. */
const mostReturns = 8;

interface Parts {
  readonly policy: Pick<Policy, 'patience'>;
  readonly now: () => number;
  readonly comeBack?: unknown;
}

export interface Awaiting {
  readonly options: Pick<RetryOptions, 'missingUntil' | 'stillMissing'>;
  /** Says which event asked for what was missing. */
  saw(observation: Pick<Observation, 'time'>): void;
  /** Says when (ISO) a verdict is to be judged again: a signature comes after its image. */
  until(at: string): void;
  /** Seconds after which the message is to come back; null: it need not. */
  seconds(): number | null;
}

export function awaiting({ policy, now, comeBack }: Parts, returns: number): Awaiting {
  const waiting = { missing: false, youngest: 0, until: Number.POSITIVE_INFINITY };
  const returnable = comeBack !== undefined && returns < mostReturns;
  const stillMissing = () => {
    waiting.missing = true;
  };
  return {
    options: returnable ? { missingUntil: now() + waitsHere, stillMissing } : {},
    saw({ time }) {
      if (waiting.missing) waiting.youngest = Math.max(waiting.youngest, Date.parse(time ?? '') || 0);
    },
    until(at) {
      waiting.until = Math.min(waiting.until, Date.parse(at));
    },
    seconds() {
      const first = Math.min(secondsUntil(waiting.until), secondsForMissing() ?? Number.POSITIVE_INFINITY);
      return Number.isFinite(first) && returnable ? first : null;
    },
  };

  function secondsUntil(at: number): number {
    const seconds = Math.ceil((at - now()) / 1000) + 1;
    return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), longest) : Number.POSITIVE_INFINITY;
  }

  function secondsForMissing(): number | null {
    const age = now() - waiting.youngest;
    const left = policy.patience.notFoundMs - age;
    if (!waiting.missing || !returnable || left <= 0) return null;
    // Twice as old each time; the last look comes when patience ends.
    const wanted = Math.min(Math.max(age / 1000, soonest), latest);
    return Math.ceil(Math.min(wanted, left / 1000 + 1));
  }
}
