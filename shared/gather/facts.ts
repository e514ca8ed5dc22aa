// The facts, each from its own file in facts/, over any API: the live SDK or a snapshot.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactName, FactRequestOf, Facts } from '../model/facts.ts';
import { type AwsApi, type BlobReader, failure } from './api.ts';
import type { DefinedFact } from './define-fact.ts';
import { definedFacts } from './facts/index.ts';
import { type OpenRepository, onlyEcr } from './registries.ts';

const noBlobs: BlobReader = {
  read: async () => failure('no-facts', 'image layers are not read here'),
};

/** Facts read through `api`; `blobs` reads what ECR links to, `open` other registries. Never throws. */
export function createFacts(api: AwsApi, blobs: BlobReader = noBlobs, open: OpenRepository = onlyEcr): Facts {
  const registries = { api, blobs, open };
  return {
    async get<F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>> {
      try {
        return await definedFact(request).read(request, registries);
      } catch (error) {
        return failure('failed', error instanceof Error ? error.message : String(error));
      }
    },
  };
}

/** What is defined about the fact that is asked for. */
export function definedFact<F extends FactName>(request: FactRequestOf<F>): DefinedFact<F> {
  // A request of F names F, which the compiler does not see through the distribution over all facts.
  return definedFacts[request.fact as F];
}

/** Answers every question with "no facts were given". */
export function noFacts(): Facts {
  return { get: async () => failure('no-facts', 'no facts were given') };
}
