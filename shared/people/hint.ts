// What an event of the seawall bus is to those who act on it: a hint at a finding. Nothing else in it is believed.
// SPDX-License-Identifier: Apache-2.0
import { dig, stringOf } from '../model/json.ts';
import { decisionWordIn } from './not-a-hint.ts';

export type Hint =
  | { readonly kind: 'finding'; readonly finding: string }
  /** It looks like what somebody decided: that never comes this way. */
  | { readonly kind: 'decision'; readonly word: string }
  | { readonly kind: 'other' };

// What findings' ids are made of (shared/findings/identity.ts).
const idForm = /^[0-9a-f]{16,128}$/;

export function hintIn(event: unknown): Hint {
  const detail = dig(event, 'detail');
  const word = decisionWordIn(detail);
  if (word !== null) return { kind: 'decision', word };
  const finding =
    stringOf(dig(detail, 'change', 'finding', 'id')) ?? stringOf(dig(detail, 'notice', 'finding'));
  return finding === null || !idForm.test(finding) ? { kind: 'other' } : { kind: 'finding', finding };
}

/** What the clock sends (EventBridge User Guide, "Creating a rule that runs on a schedule"). */
export function isScheduled(event: unknown): boolean {
  return dig(event, 'source') === 'aws.events' && dig(event, 'detail-type') === 'Scheduled Event';
}

/** A hint as it travels by queue. */
export function hintOf(finding: string): object {
  return { detail: { version: 1, change: { finding: { id: finding } } } };
}
