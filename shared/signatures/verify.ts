// One signature against one signer: what it proves, or exactly why it proves nothing.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../model/json.ts';
import { asBundle } from './legacy.ts';
import {
  type Attestation,
  Refused,
  type Refusing,
  type Signed,
  type Target,
  type Verified,
} from './signed.ts';
import { mayNamed, type Signer } from './signers.ts';
import { claimsFor, madeBy } from './simple-signing.ts';
import { statementFor } from './statement.ts';

type Outcome =
  | { readonly ok: true; readonly verified: Verified }
  | { readonly ok: false; readonly refusing: Refusing };

/** True where the signer could have made a signature of this form at all. */
export function isOfKind(signed: Signed, { kind }: Signer): boolean {
  return (signed.form === 'notation') === (kind === 'notation');
}

/** Never rejects. The libraries that a form needs are loaded with the first of it. */
export async function verifySigned(signed: Signed, signer: Signer, target: Target): Promise<Outcome> {
  try {
    const { identity, attestation } = await proveSigned(signed, signer, target);
    return { ok: true, verified: { signer: signer.name, identity, attestation } };
  } catch (error) {
    const refused =
      error instanceof Refused ? error : new Refused('unreadable', 'the signature cannot be read');
    return {
      ok: false,
      refusing: { signer: signer.name, refusal: refused.refusal, reason: refused.message },
    };
  }
}

type Proven = Pick<Verified, 'identity' | 'attestation'>;

async function proveSigned(signed: Signed, signer: Signer, target: Target): Promise<Proven> {
  switch (signed.form) {
    case 'notation': {
      if (signer.kind !== 'notation') throw new Refused('unreadable', 'it is a signature of another kind');
      const { verifyNotation } = await import('./notation.ts');
      return { identity: await verifyNotation(signed, signer, target), attestation: null };
    }
    case 'simple-signing':
      return simple(signed, signer, target);
    case 'bundle':
      return proveBundle(signed.bundle, signer, target);
    case 'envelope':
      return proveBundle(fromEnvelope(signed, signer), signer, target);
  }
}

async function simple(
  signed: Extract<Signed, { form: 'simple-signing' }>,
  signer: Signer,
  { digest }: Target,
): Promise<Proven> {
  const { payload, signature } = signed;
  let identity: string | null = null;
  if (signer.kind === 'cosign-key') {
    if (!madeBy(signer.key, payload, signature))
      throw new Refused('other-key', 'another key made the signature, or what it signs was changed');
  } else if (signer.kind === 'keyless') {
    const { parsed, verifyKeyless } = await import('./bundle.ts');
    const { digestOf } = await import('./digest.ts');
    const messageDigest = { algorithm: 'SHA2_256', digest: digestOf(payload) };
    const bundle = parsed(asBundle(signed, { messageSignature: { messageDigest, signature } }));
    identity = verifyKeyless(bundle, signer, payload);
  } else throw new Refused('unreadable', 'it is a signature of another kind');
  const { repository } = claimsFor(payload, digest);
  // A signer of some images alone must not be made one of others by copying what it signed.
  if (repository !== null && !mayNamed(signer, [repository]))
    throw new Refused('other-repository', `it was signed for ${repository.slice(0, 200)}`);
  return { identity, attestation: null };
}

async function proveBundle(json: JsonObject, signer: Signer, { digest }: Target): Promise<Proven> {
  const { opened, verifyByKey, verifyKeyless } = await import('./bundle.ts');
  const { bundle, payload, payloadType } = opened(json);
  let identity: string | null = null;
  if (signer.kind === 'cosign-key') verifyByKey(bundle, signer.key);
  else if (signer.kind === 'keyless') identity = verifyKeyless(bundle, signer);
  else throw new Refused('unreadable', 'it is a signature of another kind');
  const attestation: Attestation | null = statementFor(payload, payloadType, digest);
  return { identity, attestation };
}

/** A bare envelope is signed by a key, or by the certificate beside it. */
function fromEnvelope(signed: Extract<Signed, { form: 'envelope' }>, { kind }: Signer): JsonObject {
  const content = { dsseEnvelope: signed.envelope };
  if (kind === 'keyless') return asBundle(signed, content);
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: { publicKey: { hint: '' }, tlogEntries: [] },
    ...content,
  };
}
