// A private ECR repository as any registry's: manifests, referrers and blobs through ECR's own API, which needs no password.
// SPDX-License-Identifier: Apache-2.0
import { dig, type JsonObject, stringOf, stringsOf } from '../model/json.ts';
import type { ManagedSigning } from '../model/signatures.ts';
import { earlierOf } from '../model/time.ts';
import type { EcrRepository } from '../names/image-reference.ts';
import { checked, descriptorsIn, isDigest, manifestIn } from '../registry/manifest.ts';
import {
  type About,
  type Descriptor,
  type Manifest,
  maximumManifest,
  maximumReferrers,
  RegistryError,
  type RepositoryReader,
} from '../registry/port.ts';
import { type ApiRequest, type AwsApi, type BlobReader, objectsOf } from './api.ts';

// OCI image specification, media-types.md; Docker Image Manifest V2, Schema 2. What is not named here ECR converts, or refuses.
const acceptedMediaTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

const maximumPages = 200;

interface Session {
  readonly ecr: EcrRepository;
  readonly call: (operation: string, input: JsonObject) => Promise<JsonObject>;
  readonly blobs: BlobReader;
}

export function ecrReader(
  name: string,
  ecr: EcrRepository,
  api: AwsApi,
  blobs: BlobReader,
): RepositoryReader {
  let oldest: string | null = null;
  const call: Session['call'] = async (operation, input) => {
    const place = { account: ecr.account, region: ecr.region, service: 'ecr' };
    const asked = { registryId: ecr.account, repositoryName: ecr.repository, ...input };
    const request: ApiRequest = { ...place, operation, input: asked };
    const answer = await api.call(request);
    if (!answer.ok) throw new RegistryError(answer.code, answer.reason);
    oldest = earlierOf(oldest, answer.asOf);
    return answer.output;
  };
  const session: Session = { ecr, call, blobs };
  const blob = (digest: string, maximum: number) => readBlob(session, digest, maximum);
  return {
    name,
    manifest: (reference) => readManifest(session, reference),
    referrers: (digest) => readReferrers(session, digest),
    blob,
    stream: async ({ digest, size }) => oneChunk(await blob(digest, size)),
    asOf: () => oldest,
    about: (digest) => readAbout(session, digest),
    managedSigning: (digest) => readSigning(session, digest),
  };
}

async function readManifest({ call }: Session, reference: string): Promise<Manifest | null> {
  const id = isDigest(reference) ? { imageDigest: reference } : { imageTag: reference };
  const output = await call('BatchGetImage', { imageIds: [id], acceptedMediaTypes });
  const [image] = objectsOf(output.images);
  if (image === undefined) {
    const code = stringOf(objectsOf(output.failures)[0]?.failureCode) ?? 'ImageNotFound';
    if (code === 'ImageNotFound') return null;
    throw new RegistryError('failed', `ecr.BatchGetImage: ${code.slice(0, 100)}`);
  }
  const text = stringOf(image.imageManifest) ?? '';
  if (text.length > maximumManifest) throw new RegistryError('failed', 'the manifest is larger than is read');
  const said = stringOf(dig(image, 'imageId', 'imageDigest')) ?? '';
  const expected = isDigest(reference) ? reference : isDigest(said) ? said : null;
  return manifestIn(new TextEncoder().encode(text), stringOf(image.imageManifestMediaType) ?? '', expected);
}

/** Active ones alone: what is archived cannot be pulled, and signs nothing (ECR API reference, ListImageReferrersFilter). */
async function readReferrers({ call }: Session, digest: string): Promise<readonly Descriptor[]> {
  const found: Descriptor[] = [];
  const seen = new Set<string>();
  for (let token: string | null = null; ; ) {
    const next: JsonObject = token === null ? {} : { nextToken: token };
    const page = await call('ListImageReferrers', {
      subjectId: { imageDigest: digest },
      maxResults: 50,
      ...next,
    });
    found.push(...descriptorsIn(page.referrers, 'the list of referrers'));
    const following = stringOf(page.nextToken);
    if (following === null || following === '') return found;
    // Pages may be empty (what is archived is left out): what is counted then never grows.
    if (found.length >= maximumReferrers || seen.size >= maximumPages || seen.has(following))
      throw new RegistryError('failed', `more than ${maximumReferrers} artefacts refer to the image`);
    seen.add(following);
    token = following;
  }
}

async function readBlob({ call, blobs }: Session, digest: string, maximum: number): Promise<Uint8Array> {
  const output = await call('GetDownloadUrlForLayer', { layerDigest: digest });
  const blob = await blobs.read(stringOf(output.downloadUrl) ?? '', maximum);
  if (!blob.ok) throw new RegistryError(blob.code, blob.reason);
  return checked(blob.bytes, digest);
}

async function readAbout({ call }: Session, digest: string): Promise<About> {
  const output = await call('DescribeImages', { imageIds: [{ imageDigest: digest }] });
  const [image] = objectsOf(output.imageDetails);
  return { pushedAt: stringOf(image?.imagePushedAt), tags: stringsOf(image?.imageTags) };
}

/** One status for each profile that a rule of the registry names (ECR API reference, ImageSigningStatus). */
async function readSigning({ call }: Session, imageDigest: string): Promise<readonly ManagedSigning[]> {
  const output = await call('DescribeImageSigningStatus', { imageId: { imageDigest } });
  return objectsOf(output.signingStatuses).map((one) => ({
    profile: stringOf(one.signingProfileArn) ?? 'a profile without a name',
    status: stringOf(one.status) ?? 'UNKNOWN',
    reason: stringOf(one.failureReason) ?? stringOf(one.failureCode),
  }));
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/**
 * A read that names the registry of the account in its input: ECR lets other accounts read by the policy of a repository.
 * Anything else of ECR acts on the caller's own registry (API reference of ECR, "registryId": "If you do not specify a registry,
 * the default registry is assumed"; registry policies take no registryId at all).
 */
export function namesForeignRegistry({ service, operation, account, input }: ApiRequest): boolean {
  return (
    service === 'ecr' && /^(?:BatchGet|Describe|Get|List)/.test(operation) && input.registryId === account
  );
}
