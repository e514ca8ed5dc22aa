// Images that none of the signers whom the policy trusts has signed.
// SPDX-License-Identifier: Apache-2.0
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import type { ImageSignatures, ManagedSigning, SignedPlatform } from '../../model/signatures.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { imagesOf, type NamedImage, together, unlessUnused } from '../questions/image-of.ts';

export { examples } from './signed-image.examples.ts';

export const signedImage = defineControl({
  id: 'image-provenance/signed-image',
  title: 'Images are signed by a trusted signer',
  severity: 'critical',
  stage: 'stable',
  judges: ['workload', 'image'],
  only: 'running',
  comparesWith: ['trust.signers'],
  parameters: noParameters,
  facts: (subject, { policy }) => imagesOf(subject).map((image) => signaturesOf(image, policy)),
  references: { nist: ['4.1.5', '4.4.5'], attack: ['T1525', 'T1195.002', 'T1610'] },
  why: 'A name in a trusted registry says where an image is stored, not who built it: anyone who can push can put anything under it. A signature proves that it comes from a signer that the policy names.',
  fix: 'Sign the image in the pipeline that builds it, with one of the signers under `trust.signers`, or deploy the image that is signed.',
  allows: [
    'images whose index is signed: it names those of its platforms by digest',
    'signatures, SBOMs, attestations and charts, which are no images',
    'images without a tag that lie unused in a registry: as part of an index they are judged with it',
    'for `patience.signature` after the push: signatures come after their images',
  ],
  response: 'stop-workload',
  imageResponse: 'quarantine-image',
  judge: (subject, { policy, facts, seenAt }) =>
    together(
      imagesOf(subject).map((image) => {
        const since = subject.kind === 'image' ? seenAt : null;
        const answer = facts.get(signaturesOf(image, policy));
        return unlessUnused(judgeImage(image, answer, { policy, since }), subject, image, isTagged(answer));
      }),
    ),
});

/** Null: the registry does not tell of tags; one that does tells of the push as well. */
function isTagged(answer: FactAnswer<'image-signatures'>): boolean | null {
  if (!answer.ok) return null;
  const { tags, pushedAt } = answer.value;
  return tags.length === 0 && pushedAt === null ? null : tags.length > 0;
}

function signaturesOf(
  { account, region, reference }: NamedImage,
  { trust }: PolicyView,
): FactRequestOf<'image-signatures'> {
  return { fact: 'image-signatures', account, region, image: reference, signers: trust.signers ?? [] };
}

interface Under {
  readonly policy: PolicyView;
  /** ISO time of its push, where the event tells; null: the registry must. */
  readonly since: string | null;
}

function judgeImage(
  image: NamedImage,
  answer: FactAnswer<'image-signatures'>,
  { policy, since }: Under,
): Judgement {
  if (!answer.ok) return unknown(`who signed ${image.who} is not known: ${answer.reason}`);
  const found = answer.value;
  // A workload runs what it names, whatever that claims to be.
  if (found.artefact !== null && !image.runs) return notApplicable(`it is ${found.artefact}, not an image`);
  const unsigned = found.platforms.filter(({ signed }) => signed.length === 0);
  if (unsigned.length === 0) return pass;
  const [broken] = found.unusable;
  if (found.askedFor.length === 0 && broken !== undefined) return unknown(broken);
  const until = latestOf(found.pushedAt ?? since, policy.signaturePatienceMs);
  // Only what nobody has signed yet may still be signed: a bad signature does not get better.
  const bare = unsigned.every(({ refused }) => refused.length === 0);
  if (bare && until !== null && Date.parse(answer.asOf) < Date.parse(until))
    return unknown(`${image.who} is not signed yet: it is judged again at ${until}`, until);
  return fail(unsigned.map((platform) => unsignedPlatform(image, platform, found)));
}

function latestOf(pushedAt: string | null, patience: number): string | null {
  const pushed = Date.parse(pushedAt ?? '');
  return Number.isNaN(pushed) ? null : new Date(pushed + patience).toISOString();
}

function unsignedPlatform(
  { who, path }: NamedImage,
  { platform, digest, refused }: SignedPlatform,
  { askedFor, repository, managed = [] }: ImageSignatures,
): Evidence {
  const name = platform === null ? who : `${who} (${platform})`;
  const [nearest] = refused;
  const why =
    nearest !== undefined
      ? `the signature checked against ${nearest.signer} is refused: ${nearest.reason}`
      : askedFor.length === 0
        ? 'no signer of the policy is named for it'
        : `there is no signature of ${askedFor.join(' or ')}`;
  const wanted = askedFor.length === 0 ? 'a signer named for it' : `signed by ${askedFor.join(' or ')}`;
  const said = managed.map((one) => `; ${managedWords(one)}`).join('');
  return evidence(path, `${repository}@${digest}`, wanted, `${name} is not signed: ${why}${said}`);
}

/** What became of ECR's own signing, which is on its way for a while after the push. */
function managedWords({ profile, status, reason }: ManagedSigning): string {
  if (status === 'FAILED')
    return `ECR failed to sign it with ${profile}${reason === null ? '' : `: ${reason.slice(0, 200)}`}`;
  if (status === 'IN_PROGRESS') return `ECR is signing it with ${profile}`;
  // What ECR may say one day is no signature.
  return status === 'COMPLETE'
    ? `ECR signed it with ${profile}`
    : `ECR says ${status.slice(0, 50)} of signing it with ${profile}`;
}
