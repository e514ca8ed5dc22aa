// Options that were given: those left out are left out, not undefined.
// SPDX-License-Identifier: Apache-2.0

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

export function definedOf<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
