// Three-valued logic: a condition holds, fails, or nobody can tell from what is known.
// SPDX-License-Identifier: Apache-2.0

export type MatchOutcome = 'holds' | 'fails' | 'unknown';

/** Fails where one fails, else unknown where one is unknown. */
export function all(outcomes: readonly MatchOutcome[]): MatchOutcome {
  if (outcomes.includes('fails')) return 'fails';
  return outcomes.includes('unknown') ? 'unknown' : 'holds';
}

/** Holds where one holds, else unknown where one is unknown. */
export function some(outcomes: readonly MatchOutcome[]): MatchOutcome {
  if (outcomes.includes('holds')) return 'holds';
  return outcomes.includes('unknown') ? 'unknown' : 'fails';
}

export function not(outcome: MatchOutcome): MatchOutcome {
  if (outcome === 'unknown') return 'unknown';
  return outcome === 'holds' ? 'fails' : 'holds';
}

export function outcomeOf(value: boolean): MatchOutcome {
  return value ? 'holds' : 'fails';
}
