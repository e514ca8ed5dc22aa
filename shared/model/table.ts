// A table by names that somebody else chose.
// SPDX-License-Identifier: Apache-2.0

/** Nothing is found under names that every object has, such as `constructor`: only what the table says. */
export function table<T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const made: Record<string, T> = Object.create(null);
  return Object.freeze(Object.assign(made, entries));
}
