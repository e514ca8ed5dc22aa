// Takes verdicts on images into the record of certified ones.
// SPDX-License-Identifier: Apache-2.0
import { certificationOf } from '../evaluate/certification.ts';
import { certify, revoke } from '../findings/certificates.ts';
import type { RecordStore } from '../findings/store.ts';
import type { Facts } from '../model/facts.ts';
import type { Certificate, ImageSignatures } from '../model/signatures.ts';
import { trackOf } from '../model/track.ts';
import type { Verdict } from '../model/verdict.ts';
import { parseImageReference } from '../names/image-reference.ts';
import { tracksOf } from '../policy/certified.ts';
import type { Policy } from '../policy/policy.ts';

export interface Certifying {
  readonly policy: Policy;
  readonly store: Pick<RecordStore, 'append' | 'read'>;
  readonly facts: Facts;
  /** ISO time. */
  readonly now: () => string;
  /** Who judges: the function, or the person at the command line. */
  readonly by: string;
}

/** What became of one image. */
export interface Certified {
  readonly image: string;
  readonly outcome: 'certified' | 'refused' | 'open';
  /** Why not, control by control; empty where it is certified. */
  readonly why: readonly string[];
}

/** Errors: StoreError. */
export async function certifyImages(
  verdicts: readonly Verdict[],
  certifying: Certifying,
): Promise<readonly Certified[]> {
  const images = new Set(verdicts.flatMap(({ subject }) => (subject.kind === 'image' ? [subject.id] : [])));
  const found: Certified[] = [];
  for (const image of images) {
    const own = verdicts.filter(({ subject }) => subject.id === image);
    found.push(await certifyImage(image, own, certifying));
  }
  return found;
}

/** One image, by the verdicts on all its platforms. Errors: StoreError. */
export async function certifyImage(
  image: string,
  verdicts: readonly Verdict[],
  certifying: Certifying,
): Promise<Certified> {
  const { policy, store, now } = certifying;
  const reference = parseImageReference(image);
  const certification = certificationOf(verdicts, policy.view);
  const why = certification.outcome === 'certified' ? [] : certification.why;
  if (reference === null) return { image, outcome: 'open', why: ['it has no name in a registry'] };
  const repository = `${reference.registry}/${reference.repository}`;
  if (certification.outcome === 'refused' && reference.digest !== null)
    await revoke(store, { repository, digest: reference.digest }, { at: now(), reason: why[0] ?? '' });
  if (certification.outcome !== 'certified') return { image, outcome: certification.outcome, why };
  const { account = null, region = null } = verdicts[0]?.subject ?? {};
  const signers = policy.view.trust.signers ?? [];
  const answer = await certifying.facts.get({ fact: 'image-signatures', account, region, image, signers });
  // It passed a moment ago; whatever changed is judged at the next look.
  if (!answer.ok) return { image, outcome: 'open', why: [answer.reason] };
  for (const tag of tagsOf(answer.value, reference.tag))
    await certify(
      store,
      certificateOf(answer.value, tag, { ...certifying, controls: certification.controls }),
    );
  return { image, outcome: 'certified', why: [] };
}

/** Every tag that stands for it; without one it is certified by its digest alone. */
function tagsOf({ tags }: ImageSignatures, told: string | null): readonly (string | null)[] {
  const all = [...new Set([...(told === null ? [] : [told]), ...tags])];
  return all.length === 0 ? [null] : all;
}

function certificateOf(
  { repository, digest, platforms }: ImageSignatures,
  tag: string | null,
  { policy, by, now, controls }: Certifying & { readonly controls: readonly string[] },
): Certificate {
  const signers = [...new Set(platforms.flatMap(({ signed }) => signed.map(({ signer }) => signer)))];
  return {
    ...{ repository, digest, tag, track: trackOf(tag ?? '', tracksOf(policy)), at: now() },
    platforms: platforms.map((one) => one.digest).filter((one) => one !== digest),
    by: signers.length === 0 ? by : `${by}, signed by ${signers.join(', ')}`,
    controls,
    policyHash: policy.view.hash,
  };
}
