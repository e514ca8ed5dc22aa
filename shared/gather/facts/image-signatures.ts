// The fact `image-signatures`: what a registry holds beside an image, and what of it the policy's signers made.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import type { JsonObject } from '../../model/json.ts';
import { dig, stringOf } from '../../model/json.ts';
import type { ImageSignatures, SignedPlatform } from '../../model/signatures.ts';
import { imageIn } from '../../registry/image.ts';
import { isDigest } from '../../registry/manifest.ts';
import { type Manifest, nothingTold, type RepositoryReader } from '../../registry/port.ts';
import { mayNamed, type Signer, signerIn } from '../../signatures/signers.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, type OpenedRegistry, type Registries, readingImage } from '../registries.ts';
import { signaturesBeside } from './signatures-beside.ts';
import { type Judged, judgeBySigners, nothingSigned, together } from './signatures-judged.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** Who of `signers` (as the policy names them, with the text of their files) signed an image, every platform of it. */
    'image-signatures': {
      ask: FactPlace & { image: string; signers: readonly JsonObject[] };
      value: ImageSignatures;
    };
  }
}

function readImageSignatures(
  ask: FactRequestOf<'image-signatures'>,
  registries: Registries,
): Promise<FactAnswer<'image-signatures'>> {
  return readingImage<'image-signatures'>(ask.image, registries, (opened) => read(ask, opened));
}

async function read(
  { image, signers: said }: FactRequestOf<'image-signatures'>,
  { repository, reference, meant }: OpenedRegistry,
): Promise<ImageSignatures> {
  const manifest = await repository.manifest(meant);
  if (manifest === null) return giveUp('not-found', `${repository.name} holds no image ${meant}`);
  const { digest, artefact, index, platforms } = await imageIn(repository, manifest);
  const found = said.map(signerIn);
  const usable = found.flatMap((one) => (one.ok ? [one.signer] : []));
  const names = [image, reference.normalized, repository.name];
  const signers = usable.filter((signer) => mayNamed(signer, names));
  const looking = { repository, signers, tag: reference.tag, digest };
  // What claims to be no image may be run all the same: some runtimes do not look at the type of its configuration.
  const judged = artefact === null ? platforms : [{ digest, platform: null }];
  const signed = await platformsSigned(looking, index ? platforms : [], judged);
  return {
    ...{ digest, artefact, repository: repository.name },
    subject: subjectOf(manifest),
    ...(await repository.about(digest).catch(() => nothingTold)),
    platforms: signed,
    ...(await readManaged(looking, signed)),
    askedFor: signers.map(({ name }) => name),
    unusable: found.flatMap((one) => (one.ok ? [] : [one.reason])),
  };
}

/** Asked only where a signature is missed; whoever may not ask has nothing to say of it. */
async function readManaged(
  { repository, digest, signers }: Looking,
  platforms: readonly SignedPlatform[],
): Promise<Pick<ImageSignatures, 'managed'>> {
  if (signers.length === 0 || platforms.every(({ signed }) => signed.length > 0)) return {};
  const managed = (await repository.managedSigning?.(digest).catch(() => [])) ?? [];
  return managed.length === 0 ? {} : { managed };
}

/** The image that an artefact says it is about. */
function subjectOf({ json }: Manifest): string | null {
  const digest = stringOf(dig(json, 'subject', 'digest'));
  return digest !== null && isDigest(digest) ? digest : null;
}

interface Looking {
  readonly repository: RepositoryReader;
  readonly signers: readonly Signer[];
  readonly tag: string | null;
  readonly digest: string;
}

interface Part {
  readonly digest: string;
  readonly platform: string | null;
}

/** A signature of an index is one of every image that it names by digest; those without one must bear their own. */
async function platformsSigned(
  looking: Looking,
  below: readonly Part[],
  all: readonly Part[],
): Promise<SignedPlatform[]> {
  const whole = await judgeSignatures(looking, looking.digest);
  if (below.length === 0) {
    const above = whole.signed.length > 0 ? nothingSigned : await ofTheTag(looking);
    return all.map(({ digest, platform }) => ({ digest, platform, ...together(whole, above) }));
  }
  const platforms: SignedPlatform[] = [];
  for (const part of below) {
    const own =
      whole.signed.length > 0 && whole.attested.length > 0
        ? nothingSigned
        : await judgeSignatures(looking, part.digest);
    platforms.push({ digest: part.digest, platform: part.platform, ...together(whole, own) });
  }
  return platforms;
}

/** What runs may be known by the digest of its platform alone, while the index that its tag stands for is what was signed. */
async function ofTheTag({ tag, digest, ...looking }: Looking): Promise<Judged> {
  if (looking.signers.length === 0) return nothingSigned;
  const index = tag === null ? null : await looking.repository.manifest(tag);
  if (index === null || index.digest === digest) return nothingSigned;
  const { platforms } = await imageIn(looking.repository, index);
  if (!platforms.some((part) => part.digest === digest)) return nothingSigned;
  return judgeSignatures({ ...looking, tag, digest }, index.digest);
}

async function judgeSignatures({ repository, signers }: Looking, digest: string): Promise<Judged> {
  if (signers.length === 0) return nothingSigned;
  const beside = await signaturesBeside(repository, digest);
  // Most signatures are over a statement: the manifest is read only where one is over its bytes.
  const bytes = async () => (await repository.manifest(digest))?.bytes ?? null;
  return judgeBySigners(signers, beside, { digest, now: Date.parse(repository.asOf() ?? ''), bytes });
}

export const imageSignaturesFact = defineFact({ fact: 'image-signatures', read: readImageSignatures });
