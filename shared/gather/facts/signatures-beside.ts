// Finds what signs a manifest in its repository: referrers of the manifest, and the tags of cosign before them.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { descriptorsIn, jsonIn } from '../../registry/manifest.ts';
import { type Descriptor, type Manifest, RegistryError, type RepositoryReader } from '../../registry/port.ts';
import type { Signed } from '../../signatures/signed.ts';

export interface SignaturesBeside {
  readonly signed: Signed;
  /** It claims something about the image rather than signing it, as far as its place tells. */
  readonly attestation: boolean;
}

// An envelope with an SBOM in it is some megabytes. So many signatures of one image nobody reads.
const maximumBlob = 16 * 1024 * 1024;
const maximumSignatures = 50;

/** Rejects with RegistryError: a signature that cannot be read must not look like one that is not there. */
export async function signaturesBeside(
  repository: RepositoryReader,
  digest: string,
): Promise<readonly SignaturesBeside[]> {
  // Three places that know nothing of each other: read at once, told in this order.
  const found = await Promise.all([
    readReferring(repository, digest),
    readTagged(repository, digest, 'sig'),
    readTagged(repository, digest, 'att'),
  ]);
  const all = found.flat();
  if (all.length > maximumSignatures) throw tooMany();
  return all;
}

async function readReferring(repository: RepositoryReader, digest: string): Promise<SignaturesBeside[]> {
  const referring = (await repository.referrers(digest)).filter(isSigning);
  if (referring.length > maximumSignatures) throw tooMany();
  const found: SignaturesBeside[] = [];
  for (const { digest: named } of referring) {
    const manifest = await repository.manifest(named);
    if (manifest !== null && refersTo(manifest, digest))
      found.push(...(await readSigned(repository, manifest)));
  }
  return found;
}

async function readTagged(
  repository: RepositoryReader,
  digest: string,
  suffix: 'sig' | 'att',
): Promise<SignaturesBeside[]> {
  const manifest = await repository.manifest(`${digest.replace(':', '-')}.${suffix}`);
  return manifest === null ? [] : readSigned(repository, manifest);
}

function tooMany(): RegistryError {
  return new RegistryError('failed', `more than ${maximumSignatures} signatures of one image`);
}

/** Where only the manifest tells (the tag that stands in for referrers may say nothing), it is looked into. */
function isSigning({ artifactType }: Descriptor): boolean {
  if (artifactType === null || artifactType === '') return true;
  return (
    artifactType.startsWith('application/vnd.dev.sigstore.bundle') ||
    artifactType.startsWith('application/vnd.dev.cosign') ||
    artifactType === notationType ||
    // What carries the configuration of an image may be cosign's first form, as a referrer.
    artifactType.includes('.image.config.') ||
    artifactType === 'application/vnd.oci.empty.v1+json'
  );
}

const notationType = 'application/vnd.cncf.notary.signature';

/** The list may be anybody's; the manifest itself must say whose signature it is. */
function refersTo({ json }: Manifest, digest: string): boolean {
  return isObject(json.subject) && json.subject.digest === digest;
}

async function readSigned(repository: RepositoryReader, { json }: Manifest): Promise<SignaturesBeside[]> {
  // A bundle's manifest tells what it holds, cosign's first form its layer.
  const about = objectOf(json.annotations);
  const layers = descriptorsIn(json.layers, 'a signature');
  if (layers.length > maximumSignatures) throw tooMany();
  const found: SignaturesBeside[] = [];
  for (const layer of layers) {
    const form = formOf(layer);
    if (form === null) continue;
    if (layer.size > maximumBlob) throw new RegistryError('failed', 'a signature is larger than is read');
    const annotations = { ...about, ...layer.annotations };
    found.push(besideOf(form, { ...layer, annotations }, await repository.blob(layer.digest, maximumBlob)));
  }
  return found;
}

function formOf({ mediaType }: Descriptor): Signed['form'] | null {
  if (mediaType === 'application/vnd.dev.cosign.simplesigning.v1+json') return 'simple-signing';
  if (mediaType.startsWith('application/vnd.dev.sigstore.bundle')) return 'bundle';
  if (mediaType === 'application/vnd.dsse.envelope.v1+json') return 'envelope';
  return mediaType === 'application/jose+json' || mediaType === 'application/cose' ? 'notation' : null;
}

function besideOf(
  form: Signed['form'],
  { mediaType, annotations }: Descriptor,
  bytes: Uint8Array,
): SignaturesBeside {
  const certificate = stringOf(annotations['dev.sigstore.cosign/certificate']);
  const log = logIn(annotations['dev.sigstore.cosign/bundle']);
  switch (form) {
    case 'simple-signing': {
      const signature = stringOf(annotations['dev.cosignproject.cosign/signature']) ?? '';
      const chain = stringOf(annotations['dev.sigstore.cosign/chain']);
      return { attestation: false, signed: { form, payload: bytes, signature, certificate, chain, log } };
    }
    case 'notation':
      return { attestation: false, signed: { form, mediaType, envelope: bytes } };
    case 'envelope':
      return { attestation: true, signed: { form, envelope: objectFrom(bytes), certificate, log } };
    case 'bundle': {
      const type = stringOf(annotations['dev.sigstore.bundle.predicateType']);
      const attestation = type !== null && !type.includes('/cosign/sign/');
      return { attestation, signed: { form, bundle: objectFrom(bytes) } };
    }
  }
}

/** What cannot be parsed is refused by whoever verifies it, as any other bad signature: it must not hide the good one beside it. */
function objectFrom(bytes: Uint8Array): JsonObject {
  try {
    return jsonIn(bytes, 'a signature');
  } catch {
    return {};
  }
}

function logIn(value: unknown): JsonObject | null {
  const text = stringOf(value);
  return text === null ? null : objectFrom(new TextEncoder().encode(text));
}
