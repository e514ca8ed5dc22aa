// Certificate chains from a signature to a root of the trust store, by node:crypto.
// SPDX-License-Identifier: Apache-2.0
import type { X509Certificate } from 'node:crypto';
import { Refused } from './signed.ts';

// The longest that the Notary Project's tools write is four.
const longestChain = 10;
const codeSigning = '1.3.6.1.5.5.7.3.3';
const anyUsage = '2.5.29.37.0';

/** The first certificate, where each is signed by the next and the last is a root of the store. Throws Refused. */
export function trustedChain(
  chain: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  at: number,
): X509Certificate {
  const [leaf] = chain;
  if (leaf === undefined || chain.length > longestChain)
    throw new Refused('unreadable', 'the signature carries no usable chain of certificates');
  if (leaf.ca && chain.length > 1)
    throw new Refused('untrusted-root', 'it is signed with the certificate of an authority');
  // EKU of signing certificates (notaryproject/specifications, signature-specification.md, "Certificate Requirements").
  const usages: readonly string[] = leaf.keyUsage ?? [];
  if (usages.length > 0 && !usages.includes(codeSigning) && !usages.includes(anyUsage))
    throw new Refused('untrusted-root', 'its certificate is not for signing code');
  chain.forEach((certificate, place) => {
    const issuer = chain[place + 1];
    if (issuer !== undefined && !isIssued(certificate, issuer))
      throw new Refused('untrusted-root', 'its certificates do not follow from each other');
  });
  const last = chain[chain.length - 1] ?? leaf;
  const root = roots.find((one) => one.raw.equals(last.raw) || isIssued(last, one));
  if (root === undefined)
    throw new Refused('untrusted-root', 'its certificate does not lead to the trust store');
  for (const certificate of [...chain, root]) mustBeValid(certificate, at);
  return leaf;
}

function isIssued(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function mustBeValid({ validFromDate, validToDate }: X509Certificate, at: number): void {
  if (at < validFromDate.getTime()) throw new Refused('expired', 'one of its certificates is not valid yet');
  if (at > validToDate.getTime())
    throw new Refused('expired', `one of its certificates expired on ${validToDate.toISOString()}`);
}
