// An OCI image layout: index.json, the manifests it names, their configurations (OCI image specification, image-layout.md).
// SPDX-License-Identifier: Apache-2.0
import { dig, isObject, type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';
import { BadEntry, blob, blobPath, jsonEntry, NotJson, type ReadEntry } from './entry.ts';
import type { Found, FoundLayer } from './found.ts';
import { imageOf } from './image.ts';

/** What is known on the way from the index down to a manifest. */
interface Way {
  readonly file: string;
  readonly reference: string | null;
  /** True below an index of platforms. */
  readonly inner: boolean;
  readonly depth: number;
  /** Descriptors that may still be followed, for the whole layout together: indexes can name each other without end. */
  readonly budget: { left: number };
}

// An index of platforms in index.json is two levels; nothing real nests deeper than that.
const maximumDepth = 4;
const maximumDescriptors = 1000;

/** Every image of the layout, in the order of its index. Null where there is no index.json. */
export function imagesOfLayout(read: ReadEntry, file: string): readonly Found[] | null {
  const index = jsonEntry(read, 'index.json');
  if (index === null) return null;
  const found: Found[] = [];
  const budget = { left: maximumDescriptors };
  for (const descriptor of manifestsOf(index)) {
    const way: Way = { file, reference: referenceOf(descriptor), inner: false, depth: 1, budget };
    walk(read, descriptor, way, found);
  }
  return found;
}

function walk(read: ReadEntry, descriptor: JsonObject, way: Way, found: Found[]): void {
  const { budget } = way;
  if (budget.left < 0) return;
  if (budget.left-- === 0 || way.depth > maximumDepth) {
    found.push({ problem: 'holds more images, or deeper indexes, than are judged' });
    return;
  }
  try {
    const manifest = blob(read, descriptor);
    if (isAttestation(descriptor, manifest)) found.push({ dropped: 'an attestation beside an image' });
    else if (manifest === null) found.push({ missing: stringOf(descriptor.digest) ?? '' });
    else if (Array.isArray(manifest.manifests) && isObject(manifest.config))
      throw new BadEntry('a manifest is an image and an index at once: runtimes differ in what they run');
    else if (Array.isArray(manifest.manifests)) walkIndex(read, manifest, way, found);
    else found.push(imageIn(read, manifest, descriptor, way));
  } catch (error) {
    if (!(error instanceof BadEntry)) throw error;
    found.push({ problem: error.message });
  }
}

/**
 * An archive of one platform keeps the index of all platforms (`docker save` of a containerd store): what it does not hold
 * is left out, as long as it holds one.
 */
function walkIndex(read: ReadEntry, index: JsonObject, way: Way, found: Found[]): void {
  const inner: Found[] = [];
  for (const descriptor of manifestsOf(index))
    walk(read, descriptor, { ...way, inner: true, depth: way.depth + 1 }, inner);
  const partial = inner.some((one) => 'image' in one);
  for (const one of inner)
    found.push(partial && 'missing' in one ? { dropped: 'an image of another platform, not included' } : one);
}

function imageIn(read: ReadEntry, manifest: JsonObject, descriptor: JsonObject, way: Way): Found {
  const { config: named } = manifest;
  if (!isObject(named)) throw new BadEntry('a manifest names no configuration');
  if (!isImageConfig(named) && !runs(read, named)) return { dropped: 'an artefact that is no image' };
  const config = blob(read, named);
  const configDigest = stringOf(named.digest) ?? '';
  if (config === null) return { missing: configDigest };
  const { file, reference } = way;
  const digest = stringOf(descriptor.digest) ?? '';
  const platform = way.inner ? platformOf(config) : null;
  const layers = listOf(manifest.layers).filter(isObject).map(layerIn);
  return { image: imageOf(config, { file, reference, digest, platform }), configDigest, layers };
}

function layerIn(descriptor: JsonObject): FoundLayer {
  const digest = stringOf(descriptor.digest) ?? '';
  return { path: blobPath(digest), mediaType: stringOf(descriptor.mediaType) ?? '', digest };
}

// media-types.md of the specification; Docker Image Manifest V2, Schema 2.
const configTypes = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

/** Signatures, charts and the like carry another type; a manifest that says none is taken for an image. */
function isImageConfig({ mediaType }: JsonObject): boolean {
  return typeof mediaType !== 'string' || configTypes.includes(mediaType);
}

/** A runtime that does not look at the type unpacks whatever has a root file system (config.md, "rootfs"). */
function runs(read: ReadEntry, config: JsonObject): boolean {
  try {
    return isObject(blob(read, config)?.rootfs);
  } catch (error) {
    if (error instanceof NotJson) return false;
    throw error;
  }
}

/**
 * BuildKit puts attestations into the index as images of platform `unknown` whose layers are statements of in-toto
 * (BuildKit documentation, "Image attestation storage"). What only calls itself one may run, and is judged.
 */
function isAttestation(descriptor: JsonObject, manifest: JsonObject | null): boolean {
  const platform = objectOf(descriptor.platform);
  if (dig(descriptor, 'annotations', 'vnd.docker.reference.type') !== 'attestation-manifest') return false;
  if (platform.os !== 'unknown' || platform.architecture !== 'unknown') return false;
  if (manifest === null) return true;
  const layers = listOf(manifest.layers);
  return (
    layers.length > 0 && layers.every((layer) => dig(layer, 'mediaType') === 'application/vnd.in-toto+json')
  );
}

/** containerd names the whole reference; `ref.name` may be no more than a tag (annotations.md). */
function referenceOf(descriptor: JsonObject): string | null {
  const whole = stringOf(dig(descriptor, 'annotations', 'io.containerd.image.name'));
  return whole ?? stringOf(dig(descriptor, 'annotations', 'org.opencontainers.image.ref.name'));
}

function platformOf({ os, architecture, variant }: JsonObject): string {
  return [os, architecture, variant].filter((part) => typeof part === 'string' && part !== '').join('/');
}

function manifestsOf({ manifests }: JsonObject): readonly JsonObject[] {
  return listOf(manifests).filter(isObject);
}
