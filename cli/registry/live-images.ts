// Facts on images as their registries tell them now: ECR by the AWS credentials at hand, others by those of Docker.
// SPDX-License-Identifier: Apache-2.0
import { httpBlobs } from '../../shared/gather/blobs.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import type { FactAnswer, FactName, FactRequestOf, Facts } from '../../shared/model/facts.ts';
import { type ImageReference, parseImageReference } from '../../shared/names/image-reference.ts';
import { distributionReader } from '../../shared/registry/distribution.ts';
import type { RepositoryReader } from '../../shared/registry/port.ts';
import type { RegistryCredentials } from '../../shared/registry/token.ts';
import { liveApi } from '../input/live.ts';
import { dockerLogin } from './docker-credentials.ts';

const ofImages: ReadonlySet<FactName> = new Set([
  'image-config',
  'image-signatures',
  'image-scan',
  'image-exploitation',
  'image-age',
  'image-contents',
]);

export interface LiveImages {
  /** Facts on images from their registries, all others from `facts`. */
  readonly facts: Facts;
  /** The repository of a reference, where it is not read through AWS's own API. */
  open(reference: ImageReference): RepositoryReader | null;
}

/** `references`: the registries of these alone are asked, each once for its credentials. Rejects with UsageError. */
export async function liveImages(
  references: readonly string[],
  facts: Facts,
  profile: string | undefined,
): Promise<LiveImages> {
  const login = dockerLogin();
  const credentials = new Map<string, RegistryCredentials | null>();
  for (const text of references) {
    const registry = parseImageReference(text)?.registry;
    if (registry !== undefined) credentials.set(registry, await login.credentials(registry));
  }
  const open = (reference: ImageReference) => {
    const { registry, repository, ecr } = reference;
    const known = credentials.get(registry);
    // Without a login of Docker's, AWS credentials open ECR.
    if (known === undefined || (ecr !== null && known === null)) return null;
    return distributionReader({ registry, repository, credentials: known, now: Date.now });
  };
  const live = createFacts(
    liveApi({ region: [], ...(profile === undefined ? {} : { profile }) }),
    httpBlobs(),
    open,
  );
  return {
    open,
    facts: {
      get: <F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>> =>
        (ofImages.has(request.fact) ? live : facts).get(request),
    },
  };
}
