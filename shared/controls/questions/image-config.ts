// Which question tells the configuration of a container's image.
// SPDX-License-Identifier: Apache-2.0
import type { FactRequestOf } from '../../model/facts.ts';
import type { Container, Workload } from '../../model/workload.ts';

/** The image that a container names, by the digest that runs where it is known. */
export function pinnedImage({ image, digest }: Container): string {
  const reference = image.value ?? '';
  return digest.value === null || reference.includes('@') ? reference : `${reference}@${digest.value}`;
}

/** Asks for the configuration of a container's image: of the digest that runs, where it is known. */
export function imageConfigOf(
  { account, region }: Workload,
  container: Container,
): FactRequestOf<'image-config'> {
  return { fact: 'image-config', account, region, image: pinnedImage(container) };
}
