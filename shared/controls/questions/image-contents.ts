// What lies in the layers of an image: when it is asked for, and why nobody knows it.
// SPDX-License-Identifier: Apache-2.0
import { contentsRequest, type ImageContents } from '../../model/contents.ts';
import type { FactRequestOf, GatheredFacts } from '../../model/facts.ts';
import type { Image } from '../../model/platform.ts';

/** Asks what lies in the image, where its layers have no more than so many megabytes; 0: nobody looks. */
export function contentsFacts(image: Image, megabytes: number): FactRequestOf<'image-contents'>[] {
  return image.contents === undefined && megabytes > 0 ? [contentsRequest(image, megabytes)] : [];
}

/** What lies in the image, or why nobody knows it; null: nobody looked. */
export function contentsOf(
  image: Image,
  megabytes: number,
  facts: GatheredFacts,
): ImageContents | string | null {
  const { contents } = image;
  if (contents === undefined && megabytes === 0) return null;
  const answer = contents === undefined ? facts.get(contentsRequest(image, megabytes)) : null;
  const known = answer === null ? contents : answer.ok ? answer.value : answer.reason;
  return typeof known === 'string' ? `what lies in the image is not known: ${known}` : (known ?? null);
}
