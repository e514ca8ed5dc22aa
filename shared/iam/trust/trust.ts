// Who may assume a role, by its trust policy.
// SPDX-License-Identifier: Apache-2.0

import { rememberedAt } from '../../model/remembered.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { parsePolicy } from '../policy/parse.ts';
import { type Exposure, exposures } from './exposure.ts';

/** One principal that may assume the role. `actions` are the STS calls it may use for it. */
export type Trusted = Exposure;

export type TrustedPrincipals =
  | { readonly ok: true; readonly trusted: readonly Trusted[] }
  /** `path` is `at`-less: the place within the document. */
  | { readonly ok: false; readonly path: string; readonly reason: string };

/** Calls that hand out a role's credentials (STS API Reference); AssumeRoot is not decided by trust policies. */
const assumingCalls = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'];

/** The principals that a trust policy (object, text or URL-encoded text) lets assume its role; not ok where it is malformed. */
export function trustedPrincipals(document: unknown, at: string): TrustedPrincipals {
  const parsed = parsePolicy(document);
  if (!parsed.ok) return parsed;
  return { ok: true, trusted: trustedIn(parsed.policy, at) };
}

const trustedIn = rememberedAt((policy: PolicyDocument, at): readonly Trusted[] =>
  exposures(policy, at, assumingCalls),
);
