// A file as the tools around a pipeline know it: from the working directory, which is the repository's root there, with slashes.
// SPDX-License-Identifier: Apache-2.0
import { isAbsolute, posix, relative, sep } from 'node:path';

/** Null: it is no file (standard input). What lies elsewhere keeps its whole path. */
export function relativeFile(file: string | null): string | null {
  if (file === null || file === '-') return null;
  const way = isAbsolute(file) ? relative(process.cwd(), file) : file;
  const shown = way.startsWith('..') ? file : way;
  return posix.normalize(shown.split(sep).join('/'));
}
