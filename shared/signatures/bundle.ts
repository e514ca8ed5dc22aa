// Sigstore bundles and certificates, by sigstore's own libraries: keys, certificate chain, identity, log inclusion, signed times.
// SPDX-License-Identifier: Apache-2.0
import { type KeyObject, X509Certificate } from 'node:crypto';
import { type Bundle, bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, VerificationError, Verifier } from '@sigstore/verify';
import { globMatches } from '../model/glob.ts';
import type { JsonObject } from '../model/json.ts';
import { mustBeStrong } from './key-strength.ts';
import { Refused } from './signed.ts';
import type { Signer } from './signers.ts';

type Keyless = Extract<Signer, { kind: 'keyless' }>;

/** What a bundle holds, before anything of it is believed. */
interface Opened {
  readonly payload: Uint8Array;
  readonly payloadType: string;
}

/** The envelope in the bundle; null: it signs bytes as they are. */
export function openEnvelope(bundle: Bundle): Opened | null {
  if (bundle.content.$case !== 'dsseEnvelope') return null;
  const { payload, payloadType } = bundle.content.dsseEnvelope;
  return { payload, payloadType };
}

/** Throws Refused where the bundle itself says that it signs something else than these bytes. */
export function mustSign(bundle: Bundle, digest: Uint8Array): void {
  const { content } = bundle;
  const said = content.$case === 'messageSignature' ? content.messageSignature.messageDigest : undefined;
  if (said !== undefined && !said.digest.equals(digest))
    throw new Refused('wrong-digest', 'the signature is of another digest');
}

export function parsed(json: JsonObject): Bundle {
  try {
    return bundleFromJSON(json);
  } catch {
    throw new Refused('unreadable', 'the bundle is not as the Sigstore bundle format has it');
  }
}

/** Throws Refused unless the key signed the bundle's envelope, or `artifact`. What a log says of it is not asked: the key alone is trusted. */
export function verifyByKey(bundle: Bundle, key: KeyObject, artifact?: Uint8Array): void {
  const { signature } = toSignedEntity(bundle, artifact === undefined ? undefined : Buffer.from(artifact));
  if (!signature.verifySignature(key))
    throw new Refused('other-key', 'another key made the signature, or what it signs was changed');
}

/** Who signed by certificate, where chain, log, times and identity hold. Throws Refused. */
export function verifyKeyless(bundle: Bundle, signer: Keyless, artifact?: Uint8Array): string {
  if (signer.root === null)
    throw new Refused(
      'untrusted-root',
      `signer ${signer.name} names no trusted-root to verify certificates with`,
    );
  if (bundle.verificationMaterial.content.$case === 'publicKey')
    throw new Refused('other-key', 'it is signed with a key, not with a certificate');
  mustBeStrong(certificatesIn(bundle));
  const { identity } = verified(bundle, signer.root, artifact);
  const issuer = identity?.extensions?.issuer ?? '';
  const subject = identity?.subjectAlternativeName ?? '';
  if (!globMatches(signer.issuer, issuer))
    throw new Refused('wrong-issuer', `it is signed under the issuer ${shown(issuer)}, not ${signer.issuer}`);
  if (!globMatches(signer.identity, subject))
    throw new Refused('wrong-identity', `it is signed by ${shown(subject)}, not ${signer.identity}`);
  return subject;
}

/** Its own certificate, and the others where it brings a chain. */
function certificatesIn({ verificationMaterial: { content } }: Bundle): readonly X509Certificate[] {
  switch (content.$case) {
    case 'certificate':
      return [new X509Certificate(content.certificate.rawBytes)];
    case 'x509CertificateChain':
      return content.x509CertificateChain.certificates.map(({ rawBytes }) => new X509Certificate(rawBytes));
    default:
      return [];
  }
}

function verified(bundle: Bundle, root: JsonObject, artifact?: Uint8Array) {
  try {
    const trust = toTrustMaterial(TrustedRoot.fromJSON(root));
    const options = { ctlogThreshold: trust.ctlogs.length > 0 ? 1 : 0 };
    const entity = toSignedEntity(bundle, artifact === undefined ? undefined : Buffer.from(artifact));
    return new Verifier(trust, options).verify(entity);
  } catch (error) {
    throw refusalOf(error);
  }
}

/** Its own codes, in our words. */
function refusalOf(error: unknown): Refused {
  if (!(error instanceof VerificationError))
    return new Refused('unreadable', 'the bundle cannot be verified: it is not as the format has it');
  const { code, message } = error;
  const cause: unknown = error.cause;
  const whole = `${message} ${cause instanceof Error ? cause.message : ''}`;
  if (code === 'CERTIFICATE_ERROR' && /expired|not valid/.test(whole))
    return new Refused('expired', 'its certificate was not valid when it was signed');
  if (code === 'CERTIFICATE_ERROR')
    return new Refused('untrusted-root', 'its certificate does not lead to an authority of the trusted root');
  if (code === 'SIGNATURE_ERROR') return new Refused('tampered', 'the signature does not fit what is signed');
  if (code === 'TLOG_BODY_ERROR') return new Refused('tampered', 'the log entry is about something else');
  if (code === 'TIMESTAMP_ERROR')
    return new Refused('not-in-log', 'nothing that the trusted root names says when it was signed');
  if (code === 'PUBLIC_KEY_ERROR')
    return new Refused('other-key', 'it is signed with a key that nobody named');
  return new Refused('not-in-log', 'it is not shown to be in the log');
}

// Identities come out of certificates: anybody can have one made with any text in it.
function shown(text: string): string {
  return text === '' ? '(none)' : text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 200);
}
