// Waivers: which one covers a failing subject at a given time. The one matcher of live, sweep, replay and evaluate.
// SPDX-License-Identifier: Apache-2.0

import { globMatches } from '../model/glob.ts';
import { isBefore } from '../model/time.ts';
import type { Policy, Waiver } from './policy.ts';

/** What a waiver is held against: a Verdict fits as it is. */
export interface Waivable {
  readonly control: string;
  readonly subject: { readonly id: string };
  readonly identity: string;
}

/**
 * The waiver that covers `verdict` at `at` (an ISO time), the longest where several do; null: none.
 * A waiver holds from ever until its `until`: a date to the end of that day, UTC.
 */
export function waiverFor(policy: Pick<Policy, 'waivers'>, verdict: Waivable, at: string): Waiver | null {
  const time = Date.parse(at);
  let longest: Waiver | null = null;
  for (const waiver of policy.waivers) {
    if (!covers(waiver, verdict) || !(time < Date.parse(waiver.expires))) continue;
    if (longest === null || isBefore(longest.expires, waiver.expires)) longest = waiver;
  }
  return longest;
}

function covers({ control, subject }: Waiver, verdict: Waivable): boolean {
  if (control !== verdict.control) return false;
  return globMatches(subject, verdict.subject.id) || globMatches(subject, verdict.identity);
}
