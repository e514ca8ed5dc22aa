// Whether two paths lead to one file.
// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';

/** By the file itself, whatever links lead to it; false where one of them is not there. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
