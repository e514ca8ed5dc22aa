// The fact `image-age`: when an image was built, and when it was pushed.
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { stringOf } from '../../model/json.ts';
import { jsonIn } from '../../registry/manifest.ts';
import { type Registries, readingImage } from '../registries.ts';
import { onePlatform } from './image-config.ts';

const maximumConfig = 4 * 1024 * 1024;

export function readImageAge(
  ask: FactRequestOf<'image-age'>,
  registries: Registries,
): Promise<FactAnswer<'image-age'>> {
  return readingImage<'image-age'>(ask.image, registries, async ({ repository, meant }) => {
    const { config, digest } = await onePlatform(repository, meant);
    const said = jsonIn(await repository.blob(config.digest, maximumConfig), 'the configuration');
    return {
      digest,
      createdAt: stringOf(said.created),
      pushedAt: await repository.pushedAt(digest).catch(() => null),
    };
  });
}
