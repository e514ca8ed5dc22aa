// The fact `image-age`: when an image was built, and when it was pushed.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { stringOf } from '../../model/json.ts';
import type { ImageAge } from '../../model/signatures.ts';
import { artefactOf, isIndex } from '../../registry/image.ts';
import { soleJsonIn } from '../../registry/manifest.ts';
import { nothingTold } from '../../registry/port.ts';
import { defineFact } from '../define-fact.ts';
import { type Registries, readingImage } from '../registries.ts';
import { onePlatform } from './image-config.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    'image-age': { ask: FactPlace & { image: string }; value: ImageAge };
  }
}

const maximumConfig = 4 * 1024 * 1024;

function readImageAge(
  ask: FactRequestOf<'image-age'>,
  registries: Registries,
): Promise<FactAnswer<'image-age'>> {
  return readingImage<'image-age'>(ask.image, registries, async ({ repository, meant }) => {
    const manifest = await repository.manifest(meant);
    const artefact = manifest === null ? null : artefactOf(manifest);
    if (manifest !== null && artefact !== null && !isIndex(manifest))
      return { digest: manifest.digest, artefact, createdAt: null, pushedAt: null };
    const { config, digest } = await onePlatform(repository, meant);
    const said = soleJsonIn(await repository.blob(config.digest, maximumConfig), 'the configuration');
    return {
      digest,
      artefact: null,
      createdAt: stringOf(said.created),
      pushedAt: (await repository.about(digest).catch(() => nothingTold)).pushedAt,
    };
  });
}

export const imageAgeFact = defineFact({ fact: 'image-age', read: readImageAge });
