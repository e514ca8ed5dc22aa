// What a denied plan leaves to do. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Prepared } from '../planning/action.ts';

/** As a plan of its own; null: nothing. */
export function releaseIn({ ifDenied, account, region }: Prepared): Prepared | null {
  return ifDenied === undefined ? null : { ...ifDenied, account, region, undo: [] };
}
