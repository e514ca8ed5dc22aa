// What happened before, as the guardrails count it: responses within the action limit's window, rounds of fixing, occurrences answered.
// SPDX-License-Identifier: Apache-2.0
import type { PlannedCall } from '../../model/response.ts';

export interface SeenResponses {
  /** Responses of a control in an account within the window (milliseconds) that ends at `at` (ISO). */
  within(control: string, account: string | null, at: string, window: number): number;
  has(finding: string, occurrence: number): boolean;
  /** How often this finding was answered in earlier occurrences, lately: it came back each time. */
  rounds(finding: string, occurrence: number, at: string): number;
  /** Who undid the newest response to the finding; null: nobody. */
  undoneBy(finding: string): string | null;
}

export interface CountedResponses extends SeenResponses {
  add(response: CountedResponse): void;
  /** The control whose response was counted before with the very same calls, all of them known; null: none was. */
  sameAs(calls: readonly PlannedCall[]): string | null;
}

export interface CountedResponse {
  readonly finding: string;
  readonly occurrence: number;
  readonly control: string;
  readonly account: string | null;
  /** ISO time. */
  readonly at: string;
  readonly calls: readonly PlannedCall[];
}

/** Rounds longer ago than this are another story: 30 days, in milliseconds. */
export const loopMemory = 30 * 86_400_000;

/** Two calls with an open parameter look alike, and need not be. */
function isKnown({ parameters }: PlannedCall): boolean {
  return !JSON.stringify(parameters).includes('null');
}

/** The count of a run that keeps no journal: a replay takes every response it plans for one that was made and worked. */
export function noResponsesYet(): CountedResponses {
  const times = new Map<string, number[]>();
  const answered = new Map<string, Map<number, number>>();
  const planned = new Map<string, string>();
  const place = (control: string, account: string | null) => JSON.stringify([control, account]);
  return {
    within(control, account, at, window) {
      const end = Date.parse(at);
      return (times.get(place(control, account)) ?? []).filter((time) => time <= end && end - time < window)
        .length;
    },
    has: (finding, occurrence) => answered.get(finding)?.has(occurrence) ?? false,
    rounds(finding, occurrence, at) {
      const oldest = Date.parse(at) - loopMemory;
      const before = [...(answered.get(finding) ?? [])];
      return before.filter(([round, time]) => round < occurrence && time >= oldest).length;
    },
    undoneBy: () => null,
    sameAs: (calls) => planned.get(JSON.stringify(calls)) ?? null,
    add({ finding, occurrence, control, account, at, calls }) {
      if (calls.length > 0 && calls.every(isKnown)) planned.set(JSON.stringify(calls), control);
      const rounds = answered.get(finding) ?? new Map<number, number>();
      answered.set(finding, rounds.set(occurrence, Date.parse(at)));
      const key = place(control, account);
      const before = times.get(key);
      if (before === undefined) times.set(key, [Date.parse(at)]);
      else before.push(Date.parse(at));
    },
  };
}
