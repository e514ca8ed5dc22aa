// Tells a report that this program wrote from other files, by how it begins.
// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync, readSync } from 'node:fs';
import { baselineBegins } from '../baseline/file.ts';
import { reports } from './formats/index.ts';

const heads = [...Object.values(reports).flatMap(({ begins }) => begins ?? []), baselineBegins];

/** True for a file that this program wrote as a report. */
export function looksLikeReport(path: string): boolean {
  const head = Buffer.alloc(400);
  const file = openSync(path, 'r');
  try {
    const text = head.toString('utf8', 0, readSync(file, head));
    return heads.some((begins) => begins.test(text));
  } finally {
    closeSync(file);
  }
}
