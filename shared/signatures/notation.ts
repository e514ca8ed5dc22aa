// Notary Project signatures (notaryproject/specifications, signature-specification.md): JWS and COSE around one payload.
// SPDX-License-Identifier: Apache-2.0
import type { X509Certificate } from 'node:crypto';
import { dig, isObject, type JsonObject, stringOf } from '../model/json.ts';
import { trustedChain } from './chain.ts';
import { Refused, type Target } from './signed.ts';
import type { Signer } from './signers.ts';

type Notation = Extract<Signer, { kind: 'notation' }>;

/** What an envelope of either kind says, its signature already verified with the first certificate. */
export interface Envelope {
  readonly payload: Uint8Array;
  readonly chain: readonly X509Certificate[];
  readonly scheme: string;
  /** Milliseconds since 1970; only the scheme of an authority proves it. */
  readonly signedAt: number | null;
  readonly expiresAt: number | null;
}

/** The names of the headers that an envelope may declare critical: what is not known here must not be passed over. */
export const criticalHeaders: readonly string[] = [
  'io.cncf.notary.signingScheme',
  'io.cncf.notary.signingTime',
  'io.cncf.notary.authenticSigningTime',
  'io.cncf.notary.expiry',
];

// A chain is four certificates, a payload a descriptor.
export const maximumEnvelope = 1024 * 1024;

/** Who signed, where chain, times, identity and digest hold. Rejects with Refused. */
export async function verifyNotation(
  signed: { readonly mediaType: string; readonly envelope: Uint8Array },
  signer: Notation,
  target: Target,
): Promise<string> {
  const envelope = await envelopeIn(signed);
  const leaf = trustedChain(envelope.chain, signer.roots, validAt(envelope, signer, target));
  if (envelope.expiresAt !== null && envelope.expiresAt <= target.now)
    throw new Refused('expired', `the signature expired on ${new Date(envelope.expiresAt).toISOString()}`);
  const identity = leaf.subject.split('\n').join(', ');
  if (!signer.identities.some((wanted) => isIdentity(wanted, leaf)))
    throw new Refused('wrong-identity', `it is signed by ${identity.slice(0, 200)}`);
  const claimed = stringOf(dig(payloadIn(envelope.payload), 'targetArtifact', 'digest'));
  if (claimed !== target.digest) throw new Refused('wrong-digest', 'the signature is of another digest');
  return identity;
}

/**
 * The scheme of an authority (AWS Signer) states a time that the authority answers for: where the policy says that the roots are one's.
 * Without it only now is certain, as no countersigned timestamp is verified here.
 */
function validAt({ scheme, signedAt }: Envelope, { authority }: Notation, { now }: Target): number {
  const proven = authority && scheme === 'notary.x509.signingAuthority';
  return proven && signedAt !== null ? signedAt : now;
}

async function envelopeIn({
  mediaType,
  envelope,
}: {
  readonly mediaType: string;
  readonly envelope: Uint8Array;
}): Promise<Envelope> {
  if (mediaType === 'application/jose+json') return (await import('./jws.ts')).openJws(envelope);
  if (mediaType === 'application/cose') return (await import('./cose.ts')).openedCose(envelope);
  throw new Refused('unreadable', 'the signature is neither JWS nor COSE');
}

function payloadIn(bytes: Uint8Array): JsonObject {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new Refused('unreadable', 'the signed payload is no JSON object');
}

const subjectPrefix = 'x509.subject:';

/** `*`, or `x509.subject: C=US, O=Acme`: each part must be in the certificate (trust-store-trust-policy.md, "Trusted identities"). */
export function isIdentity(wanted: string, { subject }: Pick<X509Certificate, 'subject'>): boolean {
  if (wanted === '*') return true;
  const said = wanted.startsWith(subjectPrefix) ? wanted.slice(subjectPrefix.length) : wanted;
  const parts = said
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const has = new Set(subject.split('\n').map((part) => part.trim()));
  return parts.length > 0 && parts.every((part) => has.has(part));
}
