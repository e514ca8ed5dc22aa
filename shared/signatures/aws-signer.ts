// Signatures that AWS Signer made: whose they are stands in the signing profile, as every account of AWS gets the same certificate.
// SPDX-License-Identifier: Apache-2.0
import { globMatches } from '../model/glob.ts';
import { Refused } from './signed.ts';

/** The plugin of Notation that such a signature demands (aws/aws-signer-notation-plugin): what it checks is checked here. */
export const awsPlugin = 'com.amazonaws.signer.notation.plugin';

/** A policy must say whose profiles it trusts: the account is written out. */
const profileOfAccount = /^arn:[a-z*-]+:signer:[a-z0-9*-]*:\d{12}:\/signing-profiles\/./;

/** The version of the profile, where one of the identities is its ARN or that of the profile. Throws Refused. */
export function trustedProfile(version: string | null, identities: readonly string[]): string {
  const trusted = identities.filter((identity) => profileOfAccount.test(identity));
  if (trusted.length === 0)
    throw new Refused(
      'wrong-identity',
      'AWS Signer made it, which signs for every account: name the ARN of a signing profile under `identities`',
    );
  const profile = /^(arn:[^/]{1,100}:\/signing-profiles\/[^/]{1,100})\/[^/]{1,100}$/.exec(version ?? '')?.[1];
  if (version === null || profile === undefined)
    throw new Refused('unreadable', 'the signature does not say which signing profile made it');
  if (!trusted.some((one) => globMatches(one, profile) || globMatches(one, version)))
    throw new Refused('wrong-identity', `it is signed with ${version}`);
  return version;
}
