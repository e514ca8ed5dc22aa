// Looks into the layers of images in archives: a folder's each by itself, a tar's in one pass, in whatever order they come.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { BadLayer, usualBounds } from '../../shared/contents/bounds.ts';
import type { LayerFiles } from '../../shared/contents/image-files.ts';
import type { Room } from '../../shared/contents/layer.ts';
import type { FoundLayer } from '../../shared/intake/images/found.ts';
import type { ImageResult } from '../../shared/intake/images/read.ts';
import type { ImageContents } from '../../shared/model/contents.ts';
import type { Image } from '../../shared/model/platform.ts';
import type { FoundFile } from './files.ts';
import { nameIn, tarEntries } from './tar-entries.ts';

/** What was found in a layer, or why it could not be read. */
type Looked = LayerFiles | string;

/** The same results, with what lies in each image. Never rejects: an image that cannot be looked into says why. */
export async function withContents(
  file: FoundFile,
  results: readonly ImageResult[],
): Promise<readonly ImageResult[]> {
  const wanted = new Map(
    results
      .flatMap((one) => (one.ok ? (one.layers ?? []) : []))
      .flatMap(({ path, ...layer }) => (path === null ? [] : [[nameIn(path), layer] as const])),
  );
  if (wanted.size === 0) return results;
  const room: Room = { ...usualBounds };
  const looking = { file, wanted, room, found: new Map<string, Looked>() };
  try {
    await (file.layout === true ? lookInFolder(looking) : lookInTar(looking));
  } catch {
    // What was not reached is said of each image.
  }
  const { filesOf } = await import('../../shared/contents/image-files.ts');
  return results.map((one) => withLooked(one, (layers) => contentsIn(layers, looking.found, filesOf)));
}

interface Looking {
  readonly file: FoundFile;
  readonly wanted: ReadonlyMap<string, Omit<FoundLayer, 'path'>>;
  /** Of all images of the archive together. */
  readonly room: Room;
  readonly found: Map<string, Looked>;
}

async function lookInFolder(looking: Looking): Promise<void> {
  const folder = realpathSync(looking.file.path);
  for (const path of looking.wanted.keys()) {
    const place = realpathSync(join(folder, path));
    // A link that leads out of the layout is no part of it.
    if (place.startsWith(folder + sep) && lstatSync(place).isFile())
      await look(looking, path, createReadStream(place, { highWaterMark: 1024 * 1024 }));
  }
}

async function lookInTar(looking: Looking): Promise<void> {
  const { path } = looking.file;
  // What a pipe gave is gone.
  if (!lstatSync(realpathSync(path)).isFile()) return;
  for await (const entry of tarEntries(path)) {
    const name = nameIn(entry.name);
    if (looking.wanted.has(name) && entry.type === 'file') await look(looking, name, entry.content);
  }
}

async function look(looking: Looking, path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const { mediaType = '', digest = null } = looking.wanted.get(path) ?? {};
  const { readLayerFiles } = await import('../../shared/contents/image-files.ts');
  try {
    looking.found.set(path, await readLayerFiles(verifyBytes(bytes, digest), mediaType, looking.room));
  } catch (error) {
    if (!(error instanceof BadLayer)) throw error;
    looking.found.set(path, error.message);
  }
}

/** Throws BadLayer at the end of bytes that are not those of the digest. */
async function* verifyBytes(
  bytes: AsyncIterable<Uint8Array>,
  digest: string | null,
): AsyncGenerator<Uint8Array> {
  const [algorithm = '', hex = ''] = digest?.split(':') ?? [];
  const hash = digest === null ? null : createHash(algorithm);
  for await (const chunk of bytes) {
    hash?.update(chunk);
    yield chunk;
  }
  if (hash !== null && hash.digest('hex') !== hex)
    throw new BadLayer('a layer does not have the content that its name promises');
}

type Contents = NonNullable<Image['contents']>;
/** What lies in an image, whichever it is. */
type Lying = Omit<ImageContents, 'digest' | 'platform'>;

function contentsIn(
  layers: readonly FoundLayer[],
  found: ReadonlyMap<string, Looked>,
  filesOf: (layers: readonly LayerFiles[]) => Lying,
): Lying | string {
  const read: LayerFiles[] = [];
  for (const { path } of layers) {
    const one = path === null ? undefined : found.get(nameIn(path));
    if (one === undefined) return 'the archive does not hold all its layers';
    if (typeof one === 'string') return one;
    read.push(one);
  }
  try {
    return filesOf(read);
  } catch (error) {
    if (error instanceof BadLayer) return error.message;
    throw error;
  }
}

function withLooked(
  result: ImageResult,
  contentsOf: (layers: readonly FoundLayer[]) => Lying | string,
): ImageResult {
  if (!result.ok || result.layers === undefined || result.intake.kind !== 'observed') return result;
  const found = contentsOf(result.layers);
  const { observation } = result.intake;
  const subjects = observation.subjects.map((subject) => {
    if (subject.kind !== 'image') return subject;
    const contents: Contents =
      typeof found === 'string' ? found : { ...found, digest: subject.digest ?? '', platform: null };
    return { ...subject, contents };
  });
  return { ...result, intake: { kind: 'observed', observation: { ...observation, subjects } } };
}
