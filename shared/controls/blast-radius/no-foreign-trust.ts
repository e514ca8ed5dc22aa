// Roles that somebody outside the organisation can assume.
// SPDX-License-Identifier: Apache-2.0
import { admitsForeign, isWithin } from '../../iam/trust/exposure.ts';
import { type Trusted, trustedPrincipals } from '../../iam/trust/trust.ts';
import { thisAccount } from '../../model/arn.ts';
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import type { Principal } from '../../model/principal.ts';
import type { Severity } from '../../model/severity.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';

export const noForeignTrust = defineControl({
  id: 'blast-radius/no-foreign-trust',
  title: 'Roles are assumed from within the organisation only',
  severity: 'critical',
  stage: 'stable',
  judges: ['principal'],
  platforms: ['iam'],
  parameters: noParameters,
  references: { nist: ['4.3.1'], attack: ['T1098', 'T1199', 'T1078.004'] },
  why: 'A trust policy is a door that stays open: by adding their own account, attackers come back even after every password is reset.',
  fix: 'Name the principals of your own accounts. For a vendor, name its account in `trust.accounts` and demand an sts:ExternalId.',
  allows: [
    'AWS services and identity providers (other controls judge those)',
    'the role’s own account',
    'everybody of the policy’s organisation, by aws:PrincipalOrgID',
  ],
  response: 'restore-trust',
  judge: (principal, { policy }) => {
    const { value, path } = principal.trust;
    if (value === null) return notApplicable('no trust policy to judge');
    const trusted = trustedPrincipals(value, path);
    if (!trusted.ok) return unknown(`the trust policy cannot be read at ${trusted.path}: ${trusted.reason}`);
    return judged(trusted.trusted.map((one) => judgeTrust(principal, one, policy)));
  },
});

type Look = { readonly severity: Severity; readonly found: Evidence } | string | null;

/** The worst that was found counts; what cannot be known never hides it. */
function judged(looks: readonly Look[]): Judgement {
  const found = looks.filter((look) => typeof look === 'object' && look !== null);
  if (found.length > 0) {
    const critical = found.some(({ severity }) => severity === 'critical');
    return fail(
      found.map((look) => look.found),
      critical ? {} : { severity: 'high' },
    );
  }
  const reason = looks.find((look) => typeof look === 'string');
  return typeof reason === 'string' ? unknown(reason) : pass;
}

function judgeTrust(role: Principal, trusted: Trusted, policy: PolicyView): Look {
  const { kind, account } = trusted;
  if (kind === 'service' || kind === 'federated') return null;
  if (isWithin(trusted, policy.organisation.id)) return null;
  if (kind === 'anyone') return anyone(role, trusted, policy.organisation.id);
  if (account === null) return `the account of ${trusted.value} is not known`;
  return account === role.account || account === thisAccount
    ? null
    : otherAccount(role, trusted, account, policy);
}

function anyone(role: Principal, trusted: Trusted, organisation: string | null): Look {
  if (admitsForeign(trusted, organisation)) {
    const message = `principals of another organisation may assume ${role.name}`;
    return {
      severity: 'critical',
      found: evidence(trusted.path, trusted.organisation, organisation, message),
    };
  }
  if (trusted.restricted)
    return `${trusted.path} is narrowed by conditions (${trusted.conditions.join(', ')}) that this control cannot weigh`;
  return {
    severity: 'critical',
    found: evidence(
      trusted.path,
      trusted.value,
      'named principals',
      `anybody in any account may assume ${role.name}`,
    ),
  };
}

function otherAccount(role: Principal, trusted: Trusted, account: string, policy: PolicyView): Look {
  const own = policy.organisation.accounts;
  const vendors = policy.trust.accounts;
  if (own !== null && Object.hasOwn(own, account)) return null;
  if (vendors?.includes(account)) {
    if (trusted.externalId) return null;
    return {
      severity: 'high',
      found: evidence(
        trusted.path,
        trusted.value,
        'a condition on sts:ExternalId',
        `account ${account} may assume ${role.name} without an external id`,
      ),
    };
  }
  if (own === null && vendors === null)
    return `whether account ${account} is foreign is not known: the policy names neither organisation.accounts nor trust.accounts`;
  return {
    severity: 'critical',
    found: evidence(
      trusted.path,
      trusted.value,
      null,
      `account ${account}, which the policy does not know, may assume ${role.name}`,
    ),
  };
}
