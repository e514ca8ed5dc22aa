// cosign's first form: a JSON payload that names the digest, signed as it stands (sigstore/cosign, specs/SIGNATURE_SPEC.md).
// SPDX-License-Identifier: Apache-2.0
import { type KeyObject, verify } from 'node:crypto';
import { dig, isObject, type JsonObject, stringOf } from '../model/json.ts';
import { Refused } from './signed.ts';

/** True where the key made the signature over the bytes. ECDSA and RSA (PKCS #1 v1.5) over SHA-256, Ed25519 over the bytes themselves. */
export function madeBy(key: KeyObject, bytes: Uint8Array, signature: string): boolean {
  try {
    return verify(
      key.asymmetricKeyType === 'ed25519' ? null : 'sha256',
      bytes,
      key,
      Buffer.from(signature, 'base64'),
    );
  } catch {
    return false;
  }
}

export interface Claims {
  /** Repository that it was signed for; null: not said. */
  readonly repository: string | null;
}

/** What the payload claims of the digest. Throws Refused. */
export function claimsFor(payload: Uint8Array, digest: string): Claims {
  const claims = objectIn(payload);
  if (stringOf(dig(claims, 'critical', 'type')) !== 'cosign container image signature')
    throw new Refused('unreadable', 'the signed payload is no signature of an image');
  if (stringOf(dig(claims, 'critical', 'image', 'docker-manifest-digest')) !== digest)
    throw new Refused('wrong-digest', 'the signature is of another digest');
  return { repository: stringOf(dig(claims, 'critical', 'identity', 'docker-reference')) || null };
}

function objectIn(payload: Uint8Array): JsonObject {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new Refused('unreadable', 'the signed payload is no JSON object');
}
