// Which public keys are too weak for a signature to prove anything, whoever holds them: of a policy, a certificate, an authority.
// SPDX-License-Identifier: Apache-2.0
import type { KeyObject, X509Certificate } from 'node:crypto';
import { Refused } from './signed.ts';

const curves = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/**
 * Null: strong enough. NIST SP 800-131A Rev. 2, tables 2 and 3: below 2048 bits RSA is disallowed. Go, in which cosign and notation are
 * written, knows the curves of NIST alone.
 */
export function weaknessOf({ asymmetricKeyType: type, asymmetricKeyDetails = {} }: KeyObject): string | null {
  const { modulusLength = 0, namedCurve = '' } = asymmetricKeyDetails;
  if (type?.startsWith('rsa') === true && modulusLength < 2048)
    return `an RSA key of ${modulusLength} bits: anything below 2048 can be broken`;
  if (type === 'ec' && !curves.has(namedCurve))
    return `a key on the curve ${namedCurve}: signatures are made on P-256, P-384 and P-521`;
  return null;
}

/** Throws Refused where one of them has a weak key: a chain holds as much as the weakest of it. */
export function mustBeStrong(certificates: readonly X509Certificate[]): void {
  for (const { publicKey } of certificates) {
    const weak = weaknessOf(publicKey);
    if (weak !== null) throw new Refused('untrusted-root', `one of its certificates has ${weak}`);
  }
}
