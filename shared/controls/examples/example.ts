// The shape of a control's examples: documents as users have them, with the verdict they must get.
// SPDX-License-Identifier: Apache-2.0
import type { FactName, FactRequestOf, FactValue } from '../../model/facts.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Severity } from '../../model/severity.ts';

export interface Example {
  /** What the example shows, in a few words: the heading in the control's page. */
  readonly says: string;
  /** A document or event of any kind that `evaluate` reads. */
  readonly given: JsonObject;
  /** Path that the first evidence must name (fails only). */
  readonly at?: string;
  readonly severity?: Severity;
  /** Policy under which it is judged, as seawall.yml would say it; absent: the default. */
  readonly policy?: JsonObject;
  readonly facts?: readonly KnownFact[];
  /** Other controls that such a subject must break too. */
  readonly alsoFails?: readonly string[];
}

export interface KnownFact {
  readonly request: FactRequestOf<FactName>;
  readonly value: FactValue<FactName>;
}

/** The proof of a control: run as its tests, shown in its page. */
export interface Examples {
  readonly fails: readonly Example[];
  readonly passes: readonly Example[];
  readonly unknown?: readonly Example[];
  readonly notApplicable?: readonly Example[];
}

/** A fact an example supplies. */
export function fact<F extends FactName>(request: FactRequestOf<F>, value: FactValue<F>): KnownFact {
  return { request, value } as KnownFact;
}
