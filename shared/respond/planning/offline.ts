// What an action's plan is where no platform can be read: in words, and as the API calls it would make.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../model/finding.ts';
import type { PlannedCall } from '../../model/response.ts';

export interface OfflinePlan {
  readonly words: string;
  /** A parameter that is null is read right before acting. */
  readonly calls: readonly PlannedCall[];
  /** Where the finding alone tells that the action would leave things as they are. */
  readonly heldBy?: 'protected' | 'guard-error';
  /** Why people must decide even where the policy enforces; left out: they need not, or nobody knows. */
  readonly askFirst?: string;
}

/** One call that does it. */
export function one(words: string, call: PlannedCall): OfflinePlan {
  return { words, calls: [call] };
}

/** Nothing would be done, and why. */
export function none(words: string, heldBy: 'protected' | 'guard-error' = 'guard-error'): OfflinePlan {
  return { words, calls: [], heldBy };
}

/** Strings among the values that the evidence shows: an attached policy's ARN, a task. */
export function foundStrings(finding: Finding): readonly string[] {
  return finding.evidence.map(({ found }) => found).filter((found) => typeof found === 'string');
}

/** What a call touched: it is kept on that and on who made it, `<touched>|<who>`. Other subjects are what they are. */
export function touched({ subject }: Finding): string {
  return subject.kind === 'call' ? (subject.id.split('|', 1)[0] ?? '') : subject.id;
}
