// Which accounts and Regions a scheduled sweep looks through, one message per home. Pure.
// SPDX-License-Identifier: Apache-2.0
import { isObject, stringOf } from '../model/json.ts';

/** One home to look through. */
export interface SweepTask {
  readonly kind: 'sweep';
  readonly account: string;
  readonly region: string;
  /** IAM knows no Regions: one home of each account looks at it. */
  readonly iam: boolean;
  /** ISO time at which the sweep began that this message carries on; null: from a schedule. */
  readonly since: string | null;
}

/** Each account in each Region, once. */
export function sweepTasks(accounts: Iterable<string>, regions: readonly string[]): readonly SweepTask[] {
  const distinct = [...new Set(regions)];
  return [...new Set(accounts)].flatMap((account) =>
    distinct.map((region, place) => ({
      kind: 'sweep' as const,
      account,
      region,
      iam: place === 0,
      since: null,
    })),
  );
}

/** Null where a message is none of these. */
export function sweepTaskIn(value: unknown): SweepTask | null {
  if (!isObject(value) || value.kind !== 'sweep' || typeof value.iam !== 'boolean') return null;
  const account = stringOf(value.account) ?? '';
  const region = stringOf(value.region) ?? '';
  if (!/^\d{12}$/.test(account) || !/^[a-z]{2,8}(?:-[a-z]{2,16}){1,3}-\d{1,2}$/.test(region)) return null;
  const since = stringOf(value.since);
  return { kind: 'sweep', account, region, iam: value.iam, since };
}
