// The fact `image-contents`: what lies in the layers of an image, where they are small enough to be looked through.
// SPDX-License-Identifier: Apache-2.0

import type { ImageContents } from '../../model/contents.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, type Registries, readingImage } from '../registries.ts';
import { onePlatform } from './image-config.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** What lies in the layers of an image, where they are no more than so many bytes as the registry keeps them. */
    'image-contents': { ask: FactPlace & { image: string; maximumBytes: number }; value: ImageContents };
  }
}

function readImageContents(
  ask: FactRequestOf<'image-contents'>,
  registries: Registries,
): Promise<FactAnswer<'image-contents'>> {
  return readingImage<'image-contents'>(ask.image, registries, async ({ repository, meant }) => {
    const { digest, platform, layers } = await onePlatform(repository, meant);
    const size = layers.reduce((sum, layer) => sum + layer.size, 0);
    if (size > ask.maximumBytes)
      return giveUp(
        'no-facts',
        `its layers have ${size} bytes, more than the ${ask.maximumBytes} that are looked into`,
      );
    const { imageFiles } = await import('../../contents/image-files.ts');
    const sources = layers.map((layer) => ({
      mediaType: layer.mediaType,
      open: () => repository.stream(layer),
    }));
    return { digest, platform, ...(await imageFiles(sources)) };
  });
}

export const imageContentsFact = defineFact({ fact: 'image-contents', read: readImageContents });
