// Anchors of journals as `--anchors` names them: files, folders, or what lies in S3 below a prefix.
// SPDX-License-Identifier: Apache-2.0

import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { anchorIn } from '../../shared/respond/journal/anchoring.ts';
import type { Anchor } from '../../shared/respond/journal/chain.ts';
import type { S3Access } from '../history/s3.ts';
import { problemLine } from '../input/problem.ts';
import { unreadable } from '../input/unreadable.ts';
import { UsageError } from '../terminal/exit.ts';

/**
 * Throws UsageError for a place that cannot be read or holds no anchor, and for a line that is none or was changed;
 * EnvironmentFailure where AWS says no.
 */
export async function anchorsFrom(places: readonly string[], access: S3Access): Promise<readonly Anchor[]> {
  const anchors: Anchor[] = [];
  for (const place of places) {
    const found = place.startsWith('s3://') ? await inS3(place, access) : onDisk(place);
    if (found.length === 0) throw new UsageError(`${place}: holds no anchors: .jsonl files were expected`);
    for (const { path, text } of found) anchors.push(...anchorsIn(path, text));
  }
  return anchors;
}

interface Text {
  readonly path: string;
  readonly text: string;
}

function onDisk(place: string): readonly Text[] {
  try {
    const paths = statSync(place).isDirectory()
      ? globSync('**/*.jsonl', { cwd: place }).map((path) => join(place, path))
      : [place];
    return paths.toSorted().map((path) => ({ path, text: readFileSync(path, 'utf8') }));
  } catch (error) {
    throw new UsageError(problemLine(unreadable(place, error)));
  }
}

async function inS3(place: string, access: S3Access): Promise<readonly Text[]> {
  // Loaded only when asked for: the SDK would slow every command down.
  const { s3Client, s3Files } = await import('../history/s3.ts');
  const { files } = await s3Files(place, ['.jsonl'], s3Client(access));
  const texts: Text[] = [];
  for (const { path, open } of files) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of open?.() ?? []) chunks.push(chunk);
    texts.push({ path, text: Buffer.concat(chunks).toString('utf8') });
  }
  return texts;
}

function anchorsIn(path: string, text: string): readonly Anchor[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const anchor = anchorIn(line);
    if (anchor === null) throw new UsageError(`${path}:${index + 1}: is no anchor, or was changed`);
    return [anchor];
  });
}
