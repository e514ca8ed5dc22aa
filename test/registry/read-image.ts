// An image by its tag or digest, with the images for each platform.

import { type FoundImage, imageIn } from '../../shared/registry/image.ts';
import { RegistryError, type RepositoryReader } from '../../shared/registry/port.ts';

/** Reads the manifest and those below it. Rejects with RegistryError, `not-found` where there is none. */
export async function readImage(repository: RepositoryReader, reference: string): Promise<FoundImage> {
  const manifest = await repository.manifest(reference);
  if (manifest === null)
    throw new RegistryError('not-found', `${repository.name} holds no image ${reference}`);
  return imageIn(repository, manifest);
}
