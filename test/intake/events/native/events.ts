// What each kind of native event that is read is tried with.
import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../shared/model/json.ts';
import { native, observe, reason } from '../records.ts';

export interface NativeExample {
  readonly detailType: string;
  readonly source: string;
  /** What the detail of this kind tells at least. */
  readonly detail: JsonObject | undefined;
}

export function testEvents({ detailType, source, detail }: NativeExample): void {
  it(`${detailType} is observed`, () => {
    const { subjects, pending, gone } = observe(native(detailType, detail, { source }));
    expect(subjects.length + pending.length + gone.length).toBe(1);
  });

  it(`${detailType} without a detail is unreadable, and with an empty one is not observed`, () => {
    expect(reason(native(detailType, 'text'))).toBe(`unreadable: ${detailType} without a detail object`);
    expect(reason(native(detailType, {}))).toMatch(/^(?:unreadable|dropped): /);
  });
}
