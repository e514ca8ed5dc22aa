// Certificate chains from a signature to a root of the trust store, by node:crypto.
// SPDX-License-Identifier: Apache-2.0
import type { X509Certificate } from 'node:crypto';
import { mustBeStrong } from './key-strength.ts';
import { Refused } from './signed.ts';

// The longest that the Notary Project's tools write is four.
const longestChain = 10;
const anyUsage = '2.5.29.37.0';

/** What a certificate may be used for (RFC 5280, 4.2.1.12), and what is said of one that is not. */
interface Usage {
  readonly name: string;
  readonly otherwise: string;
  /** It must name the usage, and no other. */
  readonly alone: boolean;
}

// EKU (notaryproject/specifications, signature-specification.md, "Certificate Requirements"); RFC 3161, 2.3.
export const codeSigning: Usage = {
  ...{ name: '1.3.6.1.5.5.7.3.3', alone: false },
  otherwise: 'its certificate is not for signing code',
};
export const timeStamping: Usage = {
  ...{ name: '1.3.6.1.5.5.7.3.8', alone: true },
  otherwise: 'the certificate of its timestamp is not for timestamps',
};

export interface Trusting {
  readonly roots: readonly X509Certificate[];
  /** Milliseconds since 1970 at which every certificate must be valid. */
  readonly at: readonly number[];
}

/** The chain with its root, where each certificate is signed by the next and the last is a root of the store. Throws Refused. */
export function trustedChain(
  chain: readonly X509Certificate[],
  { roots, at }: Trusting,
  usage: Usage = codeSigning,
): readonly X509Certificate[] {
  const leaf = leafOf(chain, usage);
  if (!chain.slice(1).every((issuer, place) => isIssued(chain[place], issuer)))
    throw new Refused('untrusted-root', 'its certificates do not follow from each other');
  const last = chain[chain.length - 1] ?? leaf;
  const root = roots.find((one) => one.raw.equals(last.raw) || isIssued(last, one));
  if (root === undefined)
    throw new Refused('untrusted-root', 'its certificate does not lead to the trust store');
  const whole = root.raw.equals(last.raw) ? chain : [...chain, root];
  mustBeStrong(whole);
  for (const time of at) for (const certificate of whole) mustBeValid(certificate, time);
  return whole;
}

function leafOf(chain: readonly X509Certificate[], usage: Usage): X509Certificate {
  const [leaf] = chain;
  if (leaf === undefined || chain.length > longestChain)
    throw new Refused('unreadable', 'the signature carries no usable chain of certificates');
  if (leaf.ca && chain.length > 1)
    throw new Refused('untrusted-root', 'it is signed with the certificate of an authority');
  if (!isFor(leaf, usage)) throw new Refused('untrusted-root', usage.otherwise);
  return leaf;
}

function isFor({ keyUsage }: X509Certificate, { name, alone }: Usage): boolean {
  const usages: readonly string[] = keyUsage ?? [];
  if (alone) return usages.length === 1 && usages[0] === name;
  return usages.length === 0 || usages.includes(name) || usages.includes(anyUsage);
}

function isIssued(certificate: X509Certificate | undefined, issuer: X509Certificate): boolean {
  return issuer.ca && certificate?.checkIssued(issuer) === true && certificate.verify(issuer.publicKey);
}

function mustBeValid({ validFromDate, validToDate }: X509Certificate, at: number): void {
  if (at < validFromDate.getTime()) throw new Refused('expired', 'one of its certificates is not valid yet');
  if (at > validToDate.getTime())
    throw new Refused('expired', `one of its certificates expired on ${validToDate.toISOString()}`);
}
