// What reading one event or file may cost. Whatever would cost more is not worked out: it is unknown, for that subject alone.
// SPDX-License-Identifier: Apache-2.0
// Why, and where each limit comes from: docs/decisions/022-budgets.md.

/** Content of one event that is read whole: objects, lists and single values in it, and characters of all its texts. */
export const largestContent = { values: 100_000, characters: 1024 * 1024 } as const;

/** Completes "…, so nobody can know it"; names the budget. */
export const tooLarge = 'it holds more than is read of one event (100,000 values, 1 MB of text)';

/** True where the value is small enough to be read. Counts no further than it must; nesting does not matter. */
export function fits(value: unknown, { values, characters } = largestContent): boolean {
  const budget = budgetOf({ steps: values, characters });
  const todo: unknown[] = [value];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === 'string' && !budget.take(0, next.length)) return false;
    if (typeof next === 'object' && next !== null && !takesAll(next, todo, budget)) return false;
  }
  return true;
}

/** Puts the children of an object or list into what is still to be counted. */
function takesAll(parent: object, todo: unknown[], budget: Budget): boolean {
  if (Array.isArray(parent)) {
    if (!budget.take(parent.length)) return false;
    for (const child of parent as unknown[]) todo.push(child ?? null);
    return true;
  }
  let count = 0;
  let characters = 0;
  // What JSON holds has no keys but its own; every event is counted whole, so no list of them is made.
  for (const key in parent) {
    count++;
    characters += key.length;
    todo.push((parent as Readonly<Record<string, unknown>>)[key] ?? null);
  }
  return budget.take(count, characters);
}

/** Steps and characters that working something out may take. Handed down to all that takes from it. */
export interface Budget {
  /** Takes that much; false where it is used up, now or before. */
  take(steps: number, characters?: number): boolean;
  /** A part of this budget for one of several: it ends where the part is used up, or the whole. */
  part(share: Allowance): Budget;
}

export interface Allowance {
  readonly steps: number;
  readonly characters: number;
}

export function budgetOf({ steps, characters }: Allowance, whole: Budget | null = null): Budget {
  let left = steps;
  let room = characters;
  const budget: Budget = {
    take(count, text = 0) {
      left -= count;
      room -= text;
      return left >= 0 && room >= 0 && (whole?.take(count, text) ?? true);
    },
    part: (share) => budgetOf(share, budget),
  };
  return budget;
}
