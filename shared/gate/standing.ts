// What of the verdicts on a revision a gate goes by: which fails could refuse it, and whether it was judged at all. Pure.
// SPDX-License-Identifier: Apache-2.0
import { type Severity, severityRank } from '../model/severity.ts';
import type { Verdict } from '../model/verdict.ts';

/** Fails at or above the severity whose control proposes more than telling people: the others never refuse a deployment. */
export function standing(verdicts: readonly Verdict[], severity: Severity): readonly Verdict[] {
  return verdicts.filter(
    ({ outcome, severity: weighs, response }) =>
      outcome === 'fail' &&
      severityRank(weighs) >= severityRank(severity) &&
      response !== null &&
      response.action !== 'notify',
  );
}

/** False where nothing could be told: no revision was found, or no control could say pass or fail. */
export function isJudged(verdicts: readonly Verdict[]): boolean {
  return verdicts.some(({ outcome }) => outcome === 'pass' || outcome === 'fail');
}
