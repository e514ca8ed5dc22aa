// The configuration of an image as a subject: what its source brought, or what its registry holds.
// SPDX-License-Identifier: Apache-2.0
import type { FactRequestOf, GatheredFacts } from './facts.ts';
import type { Image, ImageConfig } from './platform.ts';

/** Nothing is asked where the source brought it: an archive does, an event never does. */
export function configFacts(image: Image): FactRequestOf<'image-config'>[] {
  return image.config === null ? [configRequest(image)] : [];
}

/** The configuration, or why nobody knows it. */
export function configOf(image: Image, facts: GatheredFacts): ImageConfig | string {
  if (image.config !== null) return image.config;
  const answer = facts.get(configRequest(image));
  return answer.ok ? answer.value : `the configuration of the image is not known: ${answer.reason}`;
}

function configRequest({ account, region, reference }: Image): FactRequestOf<'image-config'> {
  return { fact: 'image-config', account, region, image: reference };
}
