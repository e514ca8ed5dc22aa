// Notary Project signatures (notaryproject/specifications, signature-specification.md): JWS and COSE around one payload.
// SPDX-License-Identifier: Apache-2.0
import type { X509Certificate } from 'node:crypto';
import { dig, isObject, type JsonObject, stringOf } from '../model/json.ts';
import { awsPlugin, trustedProfile } from './aws-signer.ts';
import { trustedChain } from './chain.ts';
import { mustNotBeRevoked } from './revocation.ts';
import { Refused, type Target } from './signed.ts';
import type { Signer } from './signers.ts';
import { stampedAt } from './timestamp.ts';

type Notation = Extract<Signer, { kind: 'notation' }>;

/** What an envelope of either kind says, its signature already verified with the first certificate. */
export interface Envelope {
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly chain: readonly X509Certificate[];
  readonly scheme: string;
  /** Milliseconds since 1970; only the scheme of an authority proves it. */
  readonly signedAt: number | null;
  readonly expiresAt: number | null;
  /** The countersignature, which the signer did not sign; null: there is none. */
  readonly timestamp: Uint8Array | null;
  /** Plugin of Notation that must verify it. */
  readonly plugin: string | null;
  /** ARN of AWS Signer's profile, with its version. */
  readonly profile: string | null;
}

/** The names of the headers that an envelope may declare critical: what is not known here must not be passed over. */
export const criticalHeaders: readonly string[] = [
  'io.cncf.notary.signingScheme',
  'io.cncf.notary.signingTime',
  'io.cncf.notary.authenticSigningTime',
  'io.cncf.notary.expiry',
  'io.cncf.notary.verificationPlugin',
  'io.cncf.notary.verificationPluginMinVersion',
  'com.amazonaws.signer.signingProfileVersion',
  'com.amazonaws.signer.signingJob',
];

/** What the payload must be called. */
export const payloadType = 'application/vnd.cncf.notary.payload.v1+json';

/** Throws Refused unless all that the envelope demands is known here. */
export function mustBeKnown(critical: readonly unknown[], contentType: unknown): void {
  if (!critical.every((name) => criticalHeaders.includes(String(name))))
    throw new Refused('unreadable', 'the signature demands what is not known here');
  if (contentType !== payloadType)
    throw new Refused('unreadable', 'the signature is over something else than an image');
}

// A chain is four certificates, a payload a descriptor.
export const maximumEnvelope = 1024 * 1024;

/** Who signed, where chain, times, identity and digest hold. Rejects with Refused. */
export async function verifyNotation(
  signed: { readonly mediaType: string; readonly envelope: Uint8Array },
  signer: Notation,
  target: Target,
): Promise<string> {
  const envelope = await envelopeIn(signed);
  mustBeTrusted(envelope, signer, target.now);
  if (envelope.expiresAt !== null && envelope.expiresAt <= target.now)
    throw new Refused('expired', `the signature expired on ${new Date(envelope.expiresAt).toISOString()}`);
  const identity = identityIn(envelope, signer);
  const claimed = stringOf(dig(payloadIn(envelope.payload), 'targetArtifact', 'digest'));
  if (claimed !== target.digest) throw new Refused('wrong-digest', 'the signature is of another digest');
  return identity;
}

function mustBeTrusted(envelope: Envelope, signer: Notation, now: number): void {
  const { roots, revocations: lists } = signer;
  const { proven, otherwise } = provenTimes(envelope, signer, now);
  try {
    const chain = trustedChain(envelope.chain, { roots, at: proven ?? [now] });
    mustNotBeRevoked(chain, { lists, now, provenAt: proven === null ? null : Math.max(...proven) });
  } catch (error) {
    if (!(error instanceof Refused) || error.refusal !== 'expired' || otherwise === null) throw error;
    throw new Refused('expired', `${error.message}; ${otherwise}`);
  }
}

interface Proven {
  /** Milliseconds since 1970; null: nothing that counts says when it was signed. */
  readonly proven: readonly number[] | null;
  /** Why the time that it names does not count. */
  readonly otherwise: string | null;
}

/**
 * The scheme of an authority (AWS Signer) states a time that the authority answers for: where the policy says that the roots are one's.
 * Other signatures may have been countersigned. What counts for nothing is as good as not there: anybody could take it away.
 */
function provenTimes(envelope: Envelope, signer: Notation, now: number): Proven {
  const { scheme, signedAt } = envelope;
  if (scheme !== 'notary.x509.signingAuthority') return stampedTimes(envelope, signer, now);
  if (!signer.authority) return unproven('its signing time counts where `authority` is true');
  return { proven: signedAt === null ? null : [signedAt], otherwise: null };
}

function stampedTimes({ timestamp, signature }: Envelope, signer: Notation, now: number): Proven {
  const { timestampRoots: roots, revocations: lists } = signer;
  if (timestamp === null) return unproven(null);
  if (roots.length === 0) return unproven('its timestamp counts where `timestamp-roots` names its authority');
  try {
    const { from, to } = stampedAt(timestamp, signature, { roots, lists, now });
    return { proven: [from, to], otherwise: null };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return unproven(`its timestamp does not count: ${error.message}`);
  }
}

function unproven(otherwise: string | null): Proven {
  return { proven: null, otherwise };
}

/** AWS Signer's stand in the profile. What another plugin is to check nobody checks here. */
function identityIn({ plugin, profile, chain: [leaf] }: Envelope, { identities }: Notation): string {
  if (plugin === awsPlugin) return trustedProfile(profile, identities);
  if (plugin !== null)
    throw new Refused('unreadable', `it demands the plugin ${plugin.slice(0, 100)}, which is not known here`);
  const names = leaf === undefined ? [] : namesOf(leaf);
  const identity = names.length === 0 ? 'a certificate without a name' : names.join(', ');
  if (leaf === undefined || !identities.some((wanted) => isIdentity(wanted, leaf)))
    throw new Refused('wrong-identity', `it is signed by ${identity.slice(0, 200)}`);
  return identity;
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
export function isIdentity(wanted: string, certificate: Pick<X509Certificate, 'subject'>): boolean {
  if (wanted === '*') return true;
  const said = wanted.startsWith(subjectPrefix) ? wanted.slice(subjectPrefix.length) : wanted;
  // A comma within a value is escaped there, as Node escapes it (RFC 2253).
  const parts = said
    .split(/(?<!\\),/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const has = new Set(namesOf(certificate));
  return parts.length > 0 && parts.every((part) => has.has(part));
}

/** Node leaves the subject out where it is empty, whatever its types say. */
function namesOf({ subject }: { readonly subject?: string }): readonly string[] {
  return (subject ?? '').split('\n').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}
