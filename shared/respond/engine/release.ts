// What a denied plan leaves to do. Pure.
import type { Prepared } from '../planning/action.ts';

/** As a plan of its own; null: nothing. */
export function releaseIn({ ifDenied, account, region }: Prepared): Prepared | null {
  return ifDenied === undefined ? null : { ...ifDenied, account, region, undo: [] };
}
