// Three-valued logic: a condition holds, fails, or nobody can tell from what is known.
// SPDX-License-Identifier: Apache-2.0

export type Outcome = 'holds' | 'fails' | 'unknown';

/** Fails where one fails, else unknown where one is unknown. */
export function all(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('fails')) return 'fails';
  return outcomes.includes('unknown') ? 'unknown' : 'holds';
}

/** Holds where one holds, else unknown where one is unknown. */
export function some(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('holds')) return 'holds';
  return outcomes.includes('unknown') ? 'unknown' : 'fails';
}

export function not(outcome: Outcome): Outcome {
  if (outcome === 'unknown') return 'unknown';
  return outcome === 'holds' ? 'fails' : 'holds';
}

export function outcomeOf(value: boolean): Outcome {
  return value ? 'holds' : 'fails';
}
