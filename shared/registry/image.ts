// What a reference stands for: an image, an index of several platforms, or an artefact that is no image.
// SPDX-License-Identifier: Apache-2.0
import { dig, isObject, objectOf, stringOf } from '../model/json.ts';
import { descriptorIn, descriptorsIn } from './manifest.ts';
import { type Descriptor, type Manifest, RegistryError, type RepositoryReader } from './port.ts';

/** One image of one platform. */
export interface PlatformImage {
  readonly digest: string;
  /** `linux/arm64`; null where the image stands alone and its configuration tells. */
  readonly platform: string | null;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

export interface FoundImage {
  /** Digest that the reference stands for: of the index, where it is one. */
  readonly digest: string;
  readonly index: boolean;
  readonly platforms: readonly PlatformImage[];
  /** What it is, where it is no image: `a signature`, `a chart`. Then there are no platforms. */
  readonly artefact: string | null;
}

// An index of platforms is one level; BuildKit writes nothing deeper. No image is built for more platforms.
const maximumDepth = 3;
const maximumManifests = 100;

/** The images of a manifest and of those below it. Rejects with RegistryError. */
export async function imageIn(repository: RepositoryReader, manifest: Manifest): Promise<FoundImage> {
  const index = isIndex(manifest);
  const artefact = index ? null : artefactOf(manifest);
  const { digest } = manifest;
  if (artefact !== null) return { digest, index, artefact, platforms: [] };
  const platforms = index ? await platformsOf(repository, manifest) : [platformImage(manifest, null)];
  if (platforms.length === 0)
    throw new RegistryError('failed', 'the image index holds no image for a platform');
  return { digest, index, artefact: null, platforms };
}

export function isIndex({ json }: Pick<Manifest, 'json'>): boolean {
  return Array.isArray(json.manifests);
}

interface Walk {
  readonly repository: RepositoryReader;
  readonly found: PlatformImage[];
  /** What was named before: a digest cannot be its own ancestor, but can be named a thousand times. */
  readonly seen: Set<string>;
}

async function platformsOf(repository: RepositoryReader, index: Manifest): Promise<PlatformImage[]> {
  const walk: Walk = { repository, found: [], seen: new Set([index.digest]) };
  await walkIndex(walk, index, 1);
  return walk.found;
}

async function walkIndex(walk: Walk, index: Manifest, depth: number): Promise<void> {
  if (depth > maximumDepth) throw new RegistryError('failed', 'indexes within indexes, deeper than is read');
  for (const item of descriptorsIn(index.json.manifests, 'the image index')) {
    if (walk.seen.has(item.digest)) continue;
    walk.seen.add(item.digest);
    if (walk.seen.size > maximumManifests)
      throw new RegistryError('failed', 'the image index names more images than are read');
    await walkItem(walk, item, depth);
  }
}

async function walkItem(walk: Walk, item: Descriptor, depth: number): Promise<void> {
  const manifest = await walk.repository.manifest(item.digest);
  // Whoever copies an image may leave them behind.
  if (manifest === null && isBuildAttestation(item)) return;
  if (manifest === null)
    throw new RegistryError('failed', `the image index names ${item.digest}, which the registry lacks`);
  if (isIndex(manifest)) await walkIndex(walk, manifest, depth + 1);
  else if (artefactOf(manifest) === null)
    walk.found.push(platformImage(manifest, item.platform ?? 'unknown platform'));
}

/**
 * BuildKit puts attestations into the index as images of platform `unknown` (BuildKit documentation, "Image attestation storage"). That
 * is a claim: whether it is one, its manifest tells.
 */
function isBuildAttestation({ annotations, platform }: Descriptor): boolean {
  return (
    platform === 'unknown/unknown' && annotations['vnd.docker.reference.type'] === 'attestation-manifest'
  );
}

/** Throws RegistryError where it is no image. */
export function platformImage(manifest: Manifest, platform: string | null): PlatformImage {
  const { digest, json } = manifest;
  const config = descriptorIn(json.config);
  const artefact = artefactOf(manifest);
  if (artefact !== null) throw new RegistryError('failed', `${artefact}, not a container image`);
  if (config === null && Array.isArray(json.fsLayers))
    throw new RegistryError('failed', 'the image is of Docker’s schema 1, which runtimes no longer pull');
  if (config === null) throw new RegistryError('failed', 'the manifest names no configuration');
  return { digest, platform, config, layers: descriptorsIn(json.layers, 'the manifest') };
}

// media-types.md of the OCI image specification; Docker Image Manifest V2, Schema 2.
const imageConfigs = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

/** What artefact types say, in words; the first that the type begins with. */
const artefacts: readonly (readonly [string, string])[] = [
  ['application/vnd.cncf.notary.signature', 'a signature'],
  ['application/vnd.dev.sigstore.bundle', 'a signature or attestation'],
  ['application/vnd.dev.cosign', 'a signature or attestation'],
  ['application/vnd.in-toto', 'an attestation'],
  ['application/vnd.dsse', 'an attestation'],
  ['application/spdx', 'an SBOM'],
  ['text/spdx', 'an SBOM'],
  ['application/vnd.cyclonedx', 'an SBOM'],
  ['application/vnd.syft', 'an SBOM'],
  ['application/vnd.cncf.helm', 'a Helm chart'],
  ['application/vnd.wasm', 'a WebAssembly module'],
];

// A legacy cosign signature bears the configuration of an image; its layers tell (sigstore/cosign, SIGNATURE_SPEC.md).
const signatureLayers = [
  'application/vnd.dev.cosign.simplesigning.v1+json',
  'application/vnd.dsse.envelope.v1+json',
  // BuildKit's attestations bear one too.
  'application/vnd.in-toto+json',
];

/** What the manifest is, where it is no image; null: it is one, or may be run as one. */
export function artefactOf({ json }: Pick<Manifest, 'json'>): string | null {
  const config = stringOf(dig(json, 'config', 'mediaType')) ?? '';
  const layers = (Array.isArray(json.layers) ? json.layers : []).map((layer) =>
    stringOf(dig(layer, 'mediaType')),
  );
  const type = stringOf(json.artifactType) ?? config;
  if (layers.length > 0 && layers.every((layer) => layer !== null && signatureLayers.includes(layer)))
    return 'a signature or attestation';
  // What carries an image's configuration can be run, whatever its artifactType claims: it is judged as an image.
  if (imageConfigs.includes(config)) return null;
  if (!isObject(json.config) && stringOf(json.artifactType) === null) return null;
  const named = artefacts.find(([prefix]) => type.startsWith(prefix));
  if (named !== undefined) return named[1];
  const { annotations } = objectOf(json.config);
  return type === '' && annotations === undefined ? null : 'an artefact that is no image';
}
