// Roles that somebody outside the organisation can assume.
import { z } from 'zod';
import { isWithin } from '../../iam/trust/exposure.ts';
import { type Trusted, trustedPrincipals } from '../../iam/trust/trust.ts';
import { thisAccount } from '../../model/arn.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import type { Principal } from '../../model/principal.ts';
import type { Evidence, Judgement, Severity } from '../../model/verdict.ts';
import { cloudTrail, policyDocument } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

export const noForeignTrust = defineControl({
  id: 'blast-radius/no-foreign-trust',
  title: 'Roles are assumed from within the organisation only',
  severity: 'critical',
  stage: 'stable',
  judges: ['principal'],
  platforms: ['iam'],
  parameters: z.object({}),
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
  if (kind === 'anyone') return anyone(role, trusted);
  if (account === null) return `the account of ${trusted.value} is not known`;
  return account === role.account || account === thisAccount
    ? null
    : otherAccount(role, trusted, account, policy);
}

function anyone(role: Principal, trusted: Trusted): Look {
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

const update = (principal: JsonObject, condition?: JsonObject) =>
  cloudTrail('iam', 'UpdateAssumeRolePolicy', {
    requestParameters: {
      roleName: 'deploy',
      policyDocument: JSON.stringify(
        policyDocument({
          Effect: 'Allow',
          Principal: principal,
          Action: 'sts:AssumeRole',
          Condition: condition,
        }),
      ),
    },
  });

const anybodyOf = (...organisations: string[]) =>
  update({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': organisations } });

const place = 'requestParameters.policyDocument.Statement[0].Principal.AWS';
const foreign = 'arn:aws:iam::999988887777:root';
const ours = { version: 1, organisation: { id: 'o-acme123456' } };
const known = {
  version: 1,
  organisation: { accounts: { '111122223333': 'production', '444455556666': 'staging' } },
  trust: { accounts: ['464622532012'] },
};

export const examples = (): Examples => ({
  fails: [
    {
      says: 'everybody',
      given: update({ AWS: '*' }),
      at: place,
      severity: 'critical',
    },
    {
      says: 'an account that nobody knows',
      given: update({ AWS: foreign }),
      policy: known,
      at: place,
      severity: 'critical',
    },
    {
      says: 'a vendor without an external id',
      given: update({ AWS: '464622532012' }),
      policy: known,
      at: place,
      severity: 'high',
    },
    {
      says: 'such a vendor, and an account that nobody knows',
      given: update({ AWS: ['464622532012', foreign] }),
      policy: known,
      at: `${place}[0]`,
      severity: 'critical',
    },
    {
      says: 'an account that is none of the organisation, where no vendors are named',
      given: update({ AWS: foreign }),
      policy: { version: 1, organisation: known.organisation },
      at: place,
    },
    {
      says: 'an account that is no vendor, where no accounts of the organisation are named',
      given: update({ AWS: foreign }),
      policy: { version: 1, trust: known.trust },
      at: place,
    },
  ],
  passes: [
    {
      says: 'an account of the organisation',
      given: update({ AWS: 'arn:aws:iam::444455556666:role/build' }),
      policy: known,
    },
    {
      says: 'a vendor with an external id',
      given: update({ AWS: '464622532012' }, { StringEquals: { 'sts:ExternalId': 'acme-4711' } }),
      policy: known,
    },
    { says: 'the role’s own account', given: update({ AWS: 'arn:aws:iam::111122223333:root' }) },
    { says: 'everybody of the organisation', given: anybodyOf('o-acme123456'), policy: ours },
    {
      says: 'a service of AWS',
      given: update(
        { Service: 'ecs-tasks.amazonaws.com' },
        { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      ),
    },
    {
      says: 'an identity provider',
      given: update(
        { Federated: 'cognito-identity.amazonaws.com' },
        {
          StringEquals: {
            'cognito-identity.amazonaws.com:aud': 'eu-central-1:0a1b2c3d-0000-4000-8000-123456789012',
          },
        },
      ),
    },
  ],
  unknown: [
    {
      says: 'another account, where the policy names none',
      given: update({ AWS: foreign }),
    },
    {
      says: 'everybody of an organisation, where the policy names none',
      given: anybodyOf('o-acme123456'),
    },
    {
      says: 'everybody of one’s own and of another organisation',
      given: anybodyOf('o-acme123456', 'o-other12345'),
      policy: ours,
    },
    {
      says: 'everybody through one’s own network, with an external id, beside the own account',
      given: update(
        { AWS: ['111122223333', '*'] },
        { StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0', 'sts:ExternalId': 'acme-4711' } },
      ),
    },
    {
      says: 'a principal that was deleted: an id is left',
      given: update({ AWS: 'AIDACKCEVSQ6C2EXAMPLE' }),
      policy: known,
    },
    { says: 'a principal of a kind that there is not', given: update({ Everybody: '*' }) },
  ],
  notApplicable: [
    {
      says: 'a change that leaves the trust policy alone',
      given: cloudTrail('iam', 'AttachRolePolicy', {
        requestParameters: { roleName: 'deploy', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      }),
    },
  ],
});
