// Keys of seawall.yml that are accepted although nothing reads them yet. Entries go as features come.
// SPDX-License-Identifier: Apache-2.0
import { objectOf } from '../model/json.ts';

interface Idle {
  readonly path: readonly [string, ...string[]];
  /** Control whose presence gives the key its effect. */
  readonly until?: string;
}

const idle: readonly Idle[] = [
  { path: ['trust', 'signers'], until: 'image-provenance/signed-image' },
  { path: ['patience', 'signature'], until: 'image-provenance/signed-image' },
];

/** Paths of the file's keys that have no effect yet. */
export function idleKeys(file: unknown, ids: readonly string[]): (readonly string[])[] {
  return idle
    .filter(({ until }) => until === undefined || !ids.includes(until))
    .map(({ path }) => path)
    .filter((path) => has(file, path));
}

function has(file: unknown, path: readonly string[]): boolean {
  let value: unknown = file;
  for (const key of path) {
    if (!Object.hasOwn(objectOf(value), key)) return false;
    value = objectOf(value)[key];
  }
  return true;
}
