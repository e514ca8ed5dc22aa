// Takes what an observation led to, verdicts and ends, into the record; gives back what is to be told.

import type { Baseline } from '../model/baseline.ts';
import type { FindingChange } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import type { Verdict } from '../model/verdict.ts';
import type { View } from './finding.ts';
import { lookOf } from './look.ts';
import { record, recordGone } from './record.ts';
import type { RecordStore } from './store.ts';
import { keepBaseline } from './writes/baselines.ts';

export interface Recorder {
  take(
    verdicts: readonly Verdict[],
    observation: Observation,
    compliant?: readonly Baseline[],
  ): Promise<readonly FindingChange[]>;
}

/** `now` is the clock of the run: the wall's in AWS, the events' own in a replay. */
export type RecordClock = (observation: Observation) => string;

export function recorderOf(store: RecordStore, view: Omit<View, 'now'>, now: RecordClock): Recorder {
  return {
    async take(verdicts, observation, compliant = []) {
      const context = { ...view, now: now(observation), replayed: observation.replayed };
      const changes: FindingChange[] = [];
      for (const verdict of verdicts) {
        if (!isKept(verdict)) continue;
        changes.push(...(await record(store, lookOf(verdict), context)).changes);
      }
      const occasion = { asOf: observation.time ?? context.now, eventId: observation.id };
      for (const gone of observation.gone)
        changes.push(...(await recordGone(store, gone, occasion, context)));
      for (const baseline of compliant) await keepBaseline(store, baseline);
      return changes;
    },
  };
}

/**
 * A call is an incident or nothing: that another call did no harm says nothing about it. So with a change judged alone:
 * that it added nothing wrong does not say that nothing wrong is left.
 */
function isKept({ life, outcome, partial }: Verdict): boolean {
  return outcome === 'fail' || outcome === 'unknown' || (life === 'state' && !partial);
}
