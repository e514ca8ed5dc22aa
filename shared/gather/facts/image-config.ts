// The fact `image-config`: an image's own configuration, read from its registry.
// SPDX-License-Identifier: Apache-2.0
import { imageConfigOf } from '../../intake/images/image.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import type { ImageConfig } from '../../model/platform.ts';
import { artefactOf, isIndex, type PlatformImage, platformImage } from '../../registry/image.ts';
import { descriptorsIn, soleJsonIn } from '../../registry/manifest.ts';
import type { Descriptor, RepositoryReader } from '../../registry/port.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, type Registries, readingImage } from '../registries.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** The image's own configuration (USER, ports), from the registry. */
    'image-config': { ask: FactPlace & { image: string }; value: ImageConfig };
  }
}

// A configuration of 1 MB would hold some thousand layers of history; the largest manifest ECR takes is 4 MB.
const maximumConfig = 4 * 1024 * 1024;

/** Down to the manifest of one platform, then its configuration, checked against its digest. */
function readImageConfig(
  ask: FactRequestOf<'image-config'>,
  registries: Registries,
): Promise<FactAnswer<'image-config'>> {
  return readingImage<'image-config'>(ask.image, registries, async ({ repository, meant }) => {
    const { config } = await onePlatform(repository, meant);
    return imageConfigOf(
      soleJsonIn(await repository.blob(config.digest, maximumConfig), 'the configuration'),
    );
  });
}

/** The image of one platform: linux/amd64, else any Linux, else the first. Reads no manifest but those on the way to it. */
export async function onePlatform(repository: RepositoryReader, meant: string): Promise<PlatformImage> {
  const manifest = await repository.manifest(meant);
  if (manifest === null) return giveUp('not-found', `${repository.name} holds no image ${meant}`);
  const artefact = isIndex(manifest) ? null : artefactOf(manifest);
  if (artefact !== null) return giveUp('no-image', `it is ${artefact}, not an image`);
  if (!isIndex(manifest)) return platformImage(manifest, null);
  const chosen = choosePlatform(descriptorsIn(manifest.json.manifests, 'the image index'));
  if (chosen === undefined) return giveUp('failed', 'the image index holds no image for a platform');
  const below = await repository.manifest(chosen.digest);
  if (below === null)
    return giveUp('failed', `the image index names ${chosen.digest}, which the registry lacks`);
  return platformImage(below, chosen.platform);
}

/** Attestations stand in an index as platform `unknown` (BuildKit documentation, "Image attestation storage"). */
function choosePlatform(manifests: readonly Descriptor[]): Descriptor | undefined {
  const images = manifests.filter(({ platform }) => platform?.startsWith('unknown') !== true);
  const linux = images.filter(({ platform }) => platform?.startsWith('linux/'));
  return linux.find(({ platform }) => platform?.startsWith('linux/amd64')) ?? linux[0] ?? images[0];
}

export const imageConfigFact = defineFact({
  fact: 'image-config',
  read: readImageConfig,
  // A digest is the hash of what it names.
  isImmutable: ({ image }) => image.includes('@sha256:'),
});
