// Long-lived credentials of IAM users as they appear.
// SPDX-License-Identifier: Apache-2.0
import { administratorGrants } from '../../iam/grants/grants.ts';
import { iamArn, nameOf } from '../../model/arn.ts';
import { type CallSubject, requestHidden } from '../../model/call.ts';
import {
  defineControl,
  evidence,
  fail,
  failIfAny,
  noParameters,
  notApplicable,
  unknown,
} from '../../model/control.ts';
import type { FactRequestOf, GatheredFacts } from '../../model/facts.ts';
import { stringOf } from '../../model/json.ts';
import type { Principal } from '../../model/principal.ts';
import type { Judgement } from '../../model/verdict.ts';

const creations: ReadonlyMap<string, string> = new Map([
  ['CreateAccessKey', 'an access key was created'],
  ['CreateLoginProfile', 'a console password was created'],
  ['UpdateLoginProfile', 'a console password was reset'],
  ['CreateServiceSpecificCredential', 'a service-specific credential was created'],
  ['ResetServiceSpecificCredential', 'a service-specific credential was reset'],
  ['UploadSSHPublicKey', 'an SSH key was added'],
  ['UploadSigningCertificate', 'a signing certificate was added'],
]);

/** Calls that switch a credential on or off: `status` says which (IAM API Reference). */
const switches: ReadonlyMap<string, string> = new Map([
  ['UpdateAccessKey', 'an access key was activated again'],
  ['UpdateServiceSpecificCredential', 'a service-specific credential was activated again'],
  ['UpdateSSHPublicKey', 'an SSH key was activated again'],
  ['UpdateSigningCertificate', 'a signing certificate was activated again'],
]);

export const federatedAccessOnly = defineControl({
  id: 'control-plane/federated-access-only',
  title: 'People and programs use federated, short-lived credentials',
  severity: 'high',
  stage: 'stable',
  judges: ['call', 'principal'],
  platforms: ['iam'],
  parameters: noParameters,
  facts: (subject) =>
    subject.kind === 'call' && (creations.has(subject.operation) || switches.has(subject.operation))
      ? userOf(subject)
      : [],
  references: {
    nist: ['4.3.2'],
    cis: ['CIS AWS Foundations 1.13', 'CIS AWS Foundations 1.20'],
    fsbp: ['IAM.3'],
    attack: ['T1098.001', 'T1136.003'],
  },
  why: 'A key or password of an IAM user works from anywhere until it is revoked: attackers create them to come back, and they leak from laptops and repositories.',
  fix: 'Deactivate the credential. Give people Identity Center or another identity provider, and programs a role.',
  allows: [
    'calls that failed',
    'passwords that users change themselves (ChangePassword)',
    'keys being deactivated or deleted',
  ],
  response: 'deactivate-key',
  judge: (subject, { facts }) => (subject.kind === 'call' ? created(subject, facts) : held(subject)),
});

/** CreateAccessKey without userName is for the caller himself (IAM API reference). */
function userName(call: CallSubject): string | null {
  return stringOf(call.parameters?.userName) ?? callerName(call.actor.principal);
}

function callerName(principal: string | null): string | null {
  return principal?.includes(':user/') ? nameOf(principal) : null;
}

function userOf(call: CallSubject): FactRequestOf<'principal'>[] {
  const name = userName(call);
  const { account, region } = call;
  const arn = name === null ? null : iamArn(call, `user/${name}`);
  return arn === null ? [] : [{ fact: 'principal', account, region, arn }];
}

function created(call: CallSubject, facts: GatheredFacts): Judgement {
  const what = call.service === 'iam' ? whatAppeared(call) : null;
  if (what === null) return notApplicable('the call creates no long-lived credential');
  if (!call.succeeded) return notApplicable('the call failed');
  if (switches.has(call.operation) && call.parameters === null) return unknown(requestHidden);
  const found = evidence(
    'requestParameters.userName',
    userName(call),
    null,
    `${what} for user ${userName(call) ?? 'unknown'}`,
  );
  return holdsContainers(call, facts) ? fail([found], { severity: 'critical' }) : fail([found]);
}

/** Null where nothing did. */
function whatAppeared({ operation, parameters }: CallSubject): string | null {
  const switched =
    parameters !== null && parameters.status !== 'Active' ? undefined : switches.get(operation);
  return creations.get(operation) ?? switched ?? null;
}

/** Permissions that reach containers weigh more; where they are not known the case stays what it is at least. */
function holdsContainers(call: CallSubject, facts: GatheredFacts): boolean {
  const [request] = userOf(call);
  const answer = request === undefined ? null : facts.get(request);
  if (!answer?.ok) return false;
  return answer.value.policies.some(
    ({ document, path }) =>
      document !== null && (administratorGrants(document, path).length > 0 || namesContainers(document)),
  );
}

/** A rough look is enough to weigh a finding that stands anyway. */
function namesContainers(document: unknown): boolean {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  return /"(?:ecs|eks|ecr):/i.test(text);
}

function held(principal: Principal): Judgement {
  if (principal.type !== 'user') return notApplicable('judges users');
  const active = principal.credentials.filter(({ status }) => status !== 'Inactive');
  // A key that a template makes is there, whatever else the user holds.
  if (active.length === 0 && !principal.complete)
    return notApplicable('judges what is known whole of a user');
  if (active.length === 0 && !principal.allCredentials)
    return unknown('which access keys and passwords the user has is not known');
  return failIfAny(
    active.map(({ path, type }) =>
      evidence(path, type, null, `user ${principal.name} holds a long-lived credential (${type})`),
    ),
  );
}
