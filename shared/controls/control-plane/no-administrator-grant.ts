// Administrator rights given to somebody who is not named an administrator.
// SPDX-License-Identifier: Apache-2.0
import { attachedOf, documentsToFetch } from '../../iam/grants/attached.ts';
import { administratorGrants } from '../../iam/grants/grants.ts';
import { withoutPolicies } from '../../iam/grants/without.ts';
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { GatheredFacts } from '../../model/facts.ts';
import { matchesAny } from '../../model/glob.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import type { Principal } from '../../model/principal.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { cloudTrail, policyDocument, roleDetails, trustOf } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

export const noAdministratorGrant = defineControl({
  id: 'control-plane/no-administrator-grant',
  title: 'Only named administrators have administrator rights',
  severity: 'critical',
  stage: 'stable',
  judges: ['principal'],
  platforms: ['iam'],
  parameters: noParameters,
  facts: (principal) => documentsToFetch(principal),
  references: {
    nist: ['4.3.1'],
    cis: ['CIS AWS Foundations 1.15'],
    fsbp: ['IAM.1', 'IAM.21'],
    attack: ['T1098.003', 'T1078.004'],
  },
  why: 'A principal that may do everything can run, change and hide everything: one leaked session of such a role compromises the whole account.',
  fix: 'Detach the policy or remove the statement, and grant the actions that are needed; name true administrators in `people.system-administrators`.',
  allows: [
    'service-linked roles',
    'principals listed in `people.system-administrators` or `people.break-glass`',
    'policies that only sound like it: they are judged by what they grant',
  ],
  response: 'revert-access',
  judge: (principal, { facts, policy }) => {
    if (principal.path?.startsWith('/aws-service-role/')) return notApplicable('a service-linked role');
    if (isNamed(principal, policy)) return notApplicable('the policy names the principal an administrator');
    if (principal.policies.length === 0) return withoutPolicies(principal);
    return judged(principal, facts);
  },
});

function isNamed({ arn, identity }: Principal, { people }: PolicyView): boolean {
  const named = [...(people.systemAdministrators ?? []), ...(people.breakGlass ?? [])];
  return matchesAny(named, arn ?? identity);
}

function judged(principal: Principal, facts: GatheredFacts): Judgement {
  const { known, administrators, missing } = attachedOf(principal, facts);
  const byName = administrators.map(({ path, arn }) =>
    evidence(path, arn, null, `${principal.name} gets the administrator policy ${arn}`),
  );
  const byGrant = known.flatMap(({ policy, document }) =>
    administratorGrants(document, policy.path).map(({ path, found, message }) =>
      evidence(path, found, null, message),
    ),
  );
  const found: Evidence[] = [...byName, ...byGrant];
  if (found.length > 0) return bounded(principal) ? pass : fail(found);
  const [reason] = missing;
  return reason === undefined ? pass : unknown(reason);
}

/** A boundary that is no administrator's itself takes the rest of the grant away (IAM User Guide, "Permissions boundaries"). */
function bounded({ boundary }: Principal): boolean {
  const document = boundary.value?.document ?? null;
  return document !== null && administratorGrants(document, boundary.path).length === 0;
}

const everything = policyDocument({ Effect: 'Allow', Action: '*', Resource: '*' });

const attach = (policyArn: string) =>
  cloudTrail('iam', 'AttachRolePolicy', { requestParameters: { roleName: 'shop-web-task', policyArn } });

export const examples = (): Examples => ({
  fails: [
    {
      says: 'AdministratorAccess attached to a role',
      given: attach('arn:aws:iam::aws:policy/AdministratorAccess'),
      at: 'requestParameters.policyArn',
    },
    {
      says: 'an inline policy that allows everything',
      given: cloudTrail('iam', 'PutUserPolicy', {
        requestParameters: { userName: 'kim', policyName: 'all', policyDocument: JSON.stringify(everything) },
      }),
      at: 'requestParameters.policyDocument.Statement[0]',
    },
    { says: 'a policy document in a file', given: everything, at: 'Statement[0]' },
  ],
  passes: [
    {
      says: 'a policy for one bucket',
      given: policyDocument({
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::shop-assets/*',
      }),
    },
    {
      says: 'a role with few rights',
      given: roleDetails(trustOf('lambda.amazonaws.com'), [
        policyDocument({
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Resource: 'arn:aws:sqs:eu-central-1:111122223333:orders',
        }),
      ]),
    },
  ],
  unknown: [
    {
      says: 'a managed policy whose document is not at hand',
      given: attach('arn:aws:iam::111122223333:policy/shop'),
    },
    {
      says: 'a document that IAM would not take, so that nobody can tell what it was meant to grant',
      given: roleDetails(trustOf('lambda.amazonaws.com'), [{ Statement: { effect: 'allow', Action: '*' } }]),
    },
  ],
  notApplicable: [
    {
      says: 'a named administrator',
      given: attach('arn:aws:iam::aws:policy/AdministratorAccess'),
      policy: { version: 1, people: { 'system-administrators': ['arn:aws:iam::*:role/shop-web-task'] } },
    },
  ],
});
