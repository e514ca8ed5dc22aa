// What a message about a finding may never hold: anything that looks like somebody's decision. EventBridge patterns name the same words. Pure.
// SPDX-License-Identifier: Apache-2.0
import { isObject } from '../model/json.ts';

/** Keys of `detail`, and of what it holds, that no hint has. */
export const decisionWords = [
  'acknowledge',
  'approval',
  'approve',
  'approved',
  'decision',
  'deny',
  'denied',
  'undo',
  'waive',
  'waiver',
] as const;

/** The first word of a decision in an event's detail; null: there is none. */
export function decisionWordIn(detail: unknown): string | null {
  if (!isObject(detail)) return null;
  return decisionWords.find((word) => detail[word] !== undefined) ?? null;
}
