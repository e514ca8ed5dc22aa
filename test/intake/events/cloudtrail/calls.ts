// What each service whose calls are read is tried with.
import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../shared/model/json.ts';
import { call, callIn, reason } from '../records.ts';

export interface CallsRow {
  readonly operation: string;
  readonly request: JsonObject;
  readonly target: string | null;
  /** A write that is not watched; null: every one is. */
  readonly left: string | null;
  readonly platform?: string;
  readonly cluster?: string;
}

export function testCalls(service: string, row: CallsRow): void {
  const { operation, request, left, target } = row;
  it(service, () => {
    const found = callIn(call(`${service}:${operation}`, request));
    expect([found.target, found.platform, found.cluster]).toEqual([
      target,
      row.platform ?? 'iam',
      row.cluster ?? null,
    ]);
    if (left !== null)
      expect(reason(call(`${service}:${left}`, request))).toBe(
        `dropped: cloudtrail ${service} call not watched`,
      );
  });
}
