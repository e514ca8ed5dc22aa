// Opens the repository that an image reference names: ECR through its own API, others where somebody gives a way to read them.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactFailure, FactName, FactValue } from '../model/facts.ts';
import { type ImageReference, parseImageReference } from '../names/image-reference.ts';
import { RegistryError, type RepositoryReader } from '../registry/port.ts';
import { type AwsApi, type BlobReader, failure } from './api.ts';
import { ecrReader } from './ecr-repository.ts';

/** Opens repositories of registries that are not ECR; null: this one is not read. */
export type OpenRepository = (reference: ImageReference) => RepositoryReader | null;

/** Nothing but ECR is read. */
export const onlyEcr: OpenRepository = () => null;

export interface Registries {
  readonly api: AwsApi;
  readonly blobs: BlobReader;
  readonly open: OpenRepository;
}

/** What a reading has: the repository, and what in it is meant, by digest where that is known. */
export interface OpenedRegistry {
  readonly repository: RepositoryReader;
  readonly reference: ImageReference;
  /** Digest or tag. */
  readonly meant: string;
}

/** Ends a reading with a reason. */
export function giveUp(code: FactFailure, reason: string): never {
  throw new RegistryError(code, reason);
}

/** Runs `read` over the repository that the image is in. Never rejects. */
export async function readingImage<F extends FactName>(
  image: string,
  registries: Registries,
  read: (opened: OpenedRegistry) => Promise<FactValue<F>>,
): Promise<FactAnswer<F>> {
  try {
    const reference = parseImageReference(image);
    if (reference === null) return failure('no-facts', 'not an image reference');
    const repository = repositoryOf(reference, registries);
    if (repository === null)
      return failure('no-facts', `${reference.registry} is not read: only private ECR repositories are`);
    const meant = reference.digest ?? reference.tag ?? 'latest';
    const value = await read({ repository, reference, meant });
    const asOf = repository.asOf();
    return asOf === null ? failure('failed', 'nothing was read') : { ok: true, value, asOf };
  } catch (error) {
    if (error instanceof RegistryError) return failure(error.code, error.message);
    return failure('failed', error instanceof Error ? error.message : String(error));
  }
}

function repositoryOf(reference: ImageReference, { api, blobs, open }: Registries): RepositoryReader | null {
  const opened = open(reference);
  if (opened !== null || reference.ecr === null) return opened;
  return ecrReader(`${reference.registry}/${reference.repository}`, reference.ecr, api, blobs);
}
