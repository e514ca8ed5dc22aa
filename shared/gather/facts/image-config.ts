// The fact `image-config`: an image's own configuration, read from a private ECR repository.
import { imageConfigOf } from '../../intake/images/image.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, isObject, type JsonObject, stringOf } from '../../model/json.ts';
import { type EcrRepository, parseImageReference } from '../../names/image-reference.ts';
import { type AwsApi, type BlobReader, objectsOf } from '../api.ts';
import { giveUp, type Reader, reading } from '../reading.ts';

// OCI image specification, media-types.md; Docker Image Manifest V2, Schema 2.
const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const acceptedMediaTypes = [
  ...indexTypes,
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

// A configuration of 1 MB would hold some thousand layers of history; the largest manifest ECR takes is 4 MB.
const maximumConfig = 4 * 1024 * 1024;

/** BatchGetImage down to the manifest of one platform, then its configuration, checked against its digest. */
export function readImageConfig(
  ask: FactRequestOf<'image-config'>,
  api: AwsApi,
  blobs: BlobReader,
): Promise<FactAnswer<'image-config'>> {
  const reference = parseImageReference(ask.image);
  const ecr = reference?.ecr ?? null;
  const place = { account: ecr?.account ?? ask.account, region: ecr?.region ?? ask.region };
  return reading(api, place, async (reader) => {
    if (reference === null) return giveUp('no-facts', 'not an image reference');
    if (ecr === null)
      return giveUp('no-facts', `${reference.registry} is not read: only private ECR repositories are`);
    const { digest, tag } = reference;
    const id: JsonObject = digest === null ? { imageTag: tag ?? 'latest' } : { imageDigest: digest };
    const manifest = await platformManifest(reader, ecr, id);
    const config = stringOf(dig(manifest, 'config', 'digest'));
    if (config === null)
      return giveUp('failed', 'the manifest names no configuration: not a container image');
    return imageConfigOf(await readBlob(reader, blobs, ecr, config));
  });
}

async function platformManifest(reader: Reader, ecr: EcrRepository, id: JsonObject): Promise<JsonObject> {
  const manifest = await readManifest(reader, ecr, id);
  if (!Array.isArray(manifest.manifests)) return manifest;
  const digest = stringOf(choosePlatform(objectsOf(manifest.manifests))?.digest);
  if (digest === null) return giveUp('failed', 'the image index holds no image for a platform');
  return readManifest(reader, ecr, { imageDigest: digest });
}

/** linux/amd64, else any Linux, else the first. Attestations stand in an index as platform `unknown` (BuildKit, attestation storage). */
function choosePlatform(manifests: readonly JsonObject[]): JsonObject | undefined {
  const images = manifests.filter((item) => dig(item, 'platform', 'os') !== 'unknown');
  const linux = images.filter((item) => dig(item, 'platform', 'os') === 'linux');
  return linux.find((item) => dig(item, 'platform', 'architecture') === 'amd64') ?? linux[0] ?? images[0];
}

async function readManifest(reader: Reader, ecr: EcrRepository, id: JsonObject): Promise<JsonObject> {
  const output = await reader.get('ecr', 'BatchGetImage', {
    registryId: ecr.account,
    repositoryName: ecr.repository,
    imageIds: [id],
    acceptedMediaTypes,
  });
  const [image] = objectsOf(output.images);
  if (image === undefined) {
    const code = stringOf(objectsOf(output.failures)[0]?.failureCode) ?? 'ImageNotFound';
    return giveUp(code === 'ImageNotFound' ? 'not-found' : 'failed', `ecr.BatchGetImage: ${code}`);
  }
  return parsedObject(stringOf(image.imageManifest) ?? '', 'the manifest');
}

async function readBlob(
  reader: Reader,
  blobs: BlobReader,
  ecr: EcrRepository,
  digest: string,
): Promise<JsonObject> {
  const output = await reader.get('ecr', 'GetDownloadUrlForLayer', {
    registryId: ecr.account,
    repositoryName: ecr.repository,
    layerDigest: digest,
  });
  const blob = await blobs.read(stringOf(output.downloadUrl) ?? '', maximumConfig);
  if (!blob.ok) return giveUp(blob.code, blob.reason);
  if (digest.startsWith('sha256:') && (await sha256(blob.bytes)) !== digest)
    giveUp('failed', `the configuration is not ${digest}`);
  return parsedObject(new TextDecoder().decode(blob.bytes), 'the configuration');
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));
  return `sha256:${Buffer.from(hash).toString('hex')}`;
}

function parsedObject(text: string, what: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below: the parser's own message would quote the text.
  }
  return giveUp('failed', `${what} is not a JSON object`);
}
