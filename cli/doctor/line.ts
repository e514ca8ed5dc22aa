// What doctor says of one thing: well, a problem and what to do, or not known and why.
// SPDX-License-Identifier: Apache-2.0

export interface Line {
  /** Kind and name: `rule seawall-production-task-launched`. */
  readonly what: string;
  readonly state: 'ok' | 'problem' | 'not known';
  readonly says: string;
  /** What to do; null: nothing. */
  readonly remedy: string | null;
}

export function ok(what: string, says: string): Line {
  return { what, state: 'ok', says, remedy: null };
}

export function problem(what: string, says: string, remedy: string): Line {
  return { what, state: 'problem', says, remedy };
}

export function notKnown(what: string, says: string, remedy: string): Line {
  return { what, state: 'not known', says, remedy };
}
