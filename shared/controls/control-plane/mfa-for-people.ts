// People who sign in, or work on containers and hosts, without a second factor.
// SPDX-License-Identifier: Apache-2.0
import { administeringActions, orchestratingActions } from '../../iam/grants/duties.ts';
import { trustedPrincipals } from '../../iam/trust/trust.ts';
import { at } from '../../model/at.ts';
import type { CallSubject } from '../../model/call.ts';
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { FactRequestOf, GatheredFacts } from '../../model/facts.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Principal } from '../../model/principal.ts';
import type { Judgement } from '../../model/verdict.ts';
import { cloudTrail, policyDocument } from '../examples/events.ts';
import { type Examples, fact } from '../examples/example.ts';

const duties: ReadonlySet<string> = new Set([...orchestratingActions, ...administeringActions]);

export const mfaForPeople = defineControl({
  id: 'control-plane/mfa-for-people',
  title: 'People sign in with MFA',
  severity: 'medium',
  stage: 'stable',
  judges: ['call'],
  parameters: noParameters,
  facts: (call) => roleOf(call),
  references: {
    nist: ['4.3.2'],
    cis: ['CIS AWS Foundations 1.9'],
    fsbp: ['IAM.5'],
    attack: ['T1078.004', 'T1110'],
  },
  why: 'A password alone is guessed, phished or found in another site’s leak.',
  fix: 'Give people an identity provider that asks for a second factor, or an MFA device; demand aws:MultiFactorAuthPresent in the trust of roles that users assume.',
  allows: [
    'sign-ins and sessions through an identity provider: the second factor is asked there',
    'sessions of roles that other roles, services or providers may assume: who stands behind is not in the event',
    'long-lived access keys (federated-access-only judges them)',
    'the root user (no-root-activity), and calls that failed',
  ],
  response: null,
  judge: (call, { facts }) => {
    if (!call.succeeded) return notApplicable('the call failed');
    if (call.actor.root) return notApplicable('no-root-activity judges the root user');
    if (call.service === 'signin' && call.operation === 'ConsoleLogin') return signedIn(call);
    return working(call, facts);
  },
});

function isUser({ actor }: CallSubject): boolean {
  return actor.principal?.includes(':user/') ?? false;
}

/** AWS knows of a second factor only for its own users; for others the provider asked (CloudTrail, "AWS Management Console sign-in events"). */
function signedIn(call: CallSubject): Judgement {
  const { mfa, name } = call.actor;
  if (!isUser(call)) return notApplicable('not a user of IAM');
  if (call.actor.federated) return notApplicable('the identity provider asked');
  if (mfa === null) return unknown('the event does not tell whether a second factor was used');
  const path = 'additionalEventData.MFAUsed';
  return mfa ? pass : fail([evidence(path, 'No', 'Yes', `user ${name} signed in without MFA`)]);
}

function isDuty({ actor, service, operation }: CallSubject): boolean {
  return actor.kind === 'person' && !actor.federated && duties.has(`${service}:${operation}`);
}

/** A record may name no more of its caller than the account, or nothing. */
function mayBePerson({ actor, service, operation }: CallSubject): boolean {
  return actor.kind === 'unknown' && actor.arn === null && duties.has(`${service}:${operation}`);
}

function roleOf(call: CallSubject): FactRequestOf<'principal'>[] {
  const { actor, account, region } = call;
  const arn = actor.principal;
  if (!isDuty(call) || actor.mfa !== false || isUser(call) || arn === null) return [];
  return [{ fact: 'principal', account, region, arn }];
}

function working(call: CallSubject, facts: GatheredFacts): Judgement {
  const { mfa, name } = call.actor;
  if (mayBePerson(call)) return unknown('the event does not tell who or what made the call');
  if (!isDuty(call)) return notApplicable('no person who orchestrates or administers');
  if (mfa === null) return notApplicable('a long-lived key has no session that could tell');
  if (mfa) return pass;
  const path = 'userIdentity.sessionContext.attributes.mfaAuthenticated';
  const failed = fail([evidence(path, false, true, `${name} called ${call.name} without MFA`)]);
  if (isUser(call)) return failed;
  const [request] = roleOf(call);
  const answer = request === undefined ? null : facts.get(request);
  if (!answer?.ok) return unknown('whether the session began at an identity provider is not known');
  const only = onlyUsersAssume(answer.value);
  if (only === null) return unknown('who may assume the role is not known: its trust policy cannot be read');
  return only
    ? failed
    : notApplicable('the role is not for users alone: the second factor may have been asked before');
}

/** Sessions of federated people and of roles taken from other roles say mfaAuthenticated false, whatever was asked before. */
function onlyUsersAssume({ trust }: Principal): boolean | null {
  const trusted = trustedPrincipals(trust.value, trust.path);
  if (!trusted.ok) return null;
  return (
    trusted.trusted.length > 0 &&
    trusted.trusted.every(({ kind, value }) => kind === 'principal' && value.includes(':user/'))
  );
}

const userIdentity = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLEEXAMPLE123',
  arn: 'arn:aws:iam::111122223333:user/kim',
  userName: 'kim',
};

const signIn = (MFAUsed: string, additional: JsonObject = {}) =>
  cloudTrail('signin', 'ConsoleLogin', {
    eventType: 'AwsConsoleSignIn',
    userIdentity: { ...userIdentity, sessionContext: undefined },
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: {
      LoginTo: 'https://console.aws.amazon.com/console/home',
      MobileVersion: 'No',
      MFAUsed,
      ...additional,
    },
  });

const run = (change: Parameters<typeof cloudTrail>[2]) =>
  cloudTrail('ecs', 'RunTask', {
    ...change,
    requestParameters: { cluster: 'shop', taskDefinition: 'shop-web:7' },
  });

const without = { sessionContext: { attributes: { mfaAuthenticated: 'false' } } };
const developer = 'arn:aws:iam::111122223333:role/developer';

const roleFor = (principal: string): Principal => ({
  ...{ kind: 'principal', platform: 'iam', id: developer, name: 'developer', identity: developer },
  ...{ account: '111122223333', region: null, cluster: null, namespace: null, tags: {}, type: 'role' },
  ...{
    arn: developer,
    path: '/',
    policies: [],
    groups: [],
    complete: true,
    credentials: [],
    allCredentials: true,
    bindings: [],
    usedBy: [],
  },
  trust: at(
    policyDocument({ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' }),
    'AssumeRolePolicyDocument',
  ),
  boundary: at(null, 'PermissionsBoundary'),
});

const asked = { fact: 'principal', account: '111122223333', region: 'eu-central-1', arn: developer } as const;

export const examples = (): Examples => ({
  fails: [
    { says: 'a user signs in with a password alone', given: signIn('No'), at: 'additionalEventData.MFAUsed' },
    {
      says: 'a user’s session without MFA runs a task',
      given: run({
        userIdentity: {
          ...userIdentity,
          sessionContext: { ...without.sessionContext, sessionIssuer: undefined },
        },
      }),
      at: 'userIdentity.sessionContext.attributes.mfaAuthenticated',
    },
    {
      says: 'a role that only users assume, taken without MFA',
      given: run({ userIdentity: without }),
      facts: [fact(asked, roleFor('arn:aws:iam::111122223333:user/kim'))],
      at: 'userIdentity.sessionContext.attributes.mfaAuthenticated',
    },
  ],
  passes: [
    { says: 'a sign-in with MFA', given: signIn('Yes') },
    { says: 'a session with MFA', given: run({}) },
  ],
  unknown: [
    { says: 'a session without MFA of a role nobody looked up', given: run({ userIdentity: without }) },
  ],
  notApplicable: [
    {
      says: 'a sign-in through a SAML provider, which tells AWS nothing of the second factor',
      given: signIn('No', { SamlProviderArn: 'arn:aws:iam::111122223333:saml-provider/people' }),
    },
    {
      says: 'a role that other roles may take: people may have proved themselves before',
      given: run({ userIdentity: without }),
      facts: [fact(asked, roleFor('arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/people'))],
    },
    {
      says: 'Identity Center',
      given: run({
        userIdentity: {
          arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_developer_0123456789abcdef/kim',
          ...without,
        },
      }),
    },
  ],
});
