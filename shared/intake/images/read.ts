// An image archive (OCI layout or `docker save`) as observations: one for each image.
// SPDX-License-Identifier: Apache-2.0

import type { Intake, Observation } from '../../model/observation.ts';
import type { Image } from '../../model/platform.ts';
import type { SourceRef } from '../../model/source-ref.ts';
import { BadEntry, type ReadEntry } from './entry.ts';
import type { Found, FoundLayer } from './found.ts';
import { imagesOfLayout } from './layout.ts';
import { savedImages } from './saved.ts';

export type ImageResult =
  | {
      readonly ok: true;
      /** 0-based place of the image in the archive. */
      readonly index: number;
      readonly intake: Intake;
      /** Of the image; left out: it is none. */
      readonly layers?: readonly FoundLayer[];
      /** A configuration inside an archive stands on no line. */
      readonly position: (path: string) => null;
      readonly named: (path: string) => string;
    }
  | {
      readonly ok: false;
      readonly index: number;
      readonly line: null;
      readonly column: null;
      readonly code: string;
      readonly message: string;
      readonly remedy: string;
    };

/**
 * The images of an archive, those of manifest.json first. Where the archive is both, index.json adds only what the other
 * does not name: which of the two a runtime loads is the runtime's choice, so none may hide behind the other.
 * Empty where the archive holds no image index at all. Never throws.
 */
export function readImages(read: ReadEntry, file: string): readonly ImageResult[] {
  const saved = part(() => savedImages(read, file));
  const layout = part(() => imagesOfLayout(read, file));
  const named = new Set(saved.flatMap((one) => ('image' in one ? [one.configDigest] : [])));
  const added = layout.filter((one) => !('image' in one && named.has(one.configDigest)));
  return [...saved, ...added].map((found, index) => resultOf(found, file, index));
}

function part(read: () => readonly Found[] | null): readonly Found[] {
  try {
    return read() ?? [];
  } catch (error) {
    if (error instanceof BadEntry) return [{ problem: error.message }];
    throw error;
  }
}

function resultOf(found: Found, file: string, index: number): ImageResult {
  const position = () => null;
  const named = (path: string) => path;
  if ('image' in found) {
    const ref = { file, index, eventId: null, time: null };
    const { image, layers } = found;
    return { ok: true, index, intake: observed(image, ref), layers, position, named };
  }
  if ('dropped' in found)
    return { ok: true, index, intake: { kind: 'dropped', reason: found.dropped }, position, named };
  const message =
    'missing' in found
      ? `refers to ${found.missing}, which it does not hold`
      : `as an image: ${found.problem}`;
  const remedy = 'save or copy the image again';
  return { ok: false, index, line: null, column: null, code: 'malformed-image', message, remedy };
}

function observed(image: Image, ref: SourceRef): Intake {
  const observation: Observation = {
    id: `${ref.file}#${ref.index}`,
    source: 'file',
    name: 'image',
    time: null,
    account: null,
    region: null,
    actor: null,
    replayed: false,
    subjects: [image],
    pending: [],
    gone: [],
    ref,
  };
  return { kind: 'observed', observation };
}
