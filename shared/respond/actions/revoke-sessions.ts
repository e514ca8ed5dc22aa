// revoke-sessions: ends what somebody may do with credentials handed out already: one session's, or all of a role's.
// SPDX-License-Identifier: Apache-2.0

import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { stableHash } from '../../model/hash.ts';
import { dig, type JsonObject, numberOf, stringOf } from '../../model/json.ts';
import type { ActionContext } from '../planning/action.ts';
import { defineAction } from '../planning/define-action.ts';
import { none, type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, hold, kept, type Plan, type Planning } from '../planning/planning.ts';
import { editableRole } from '../platform/iam-names.ts';
import { textOf } from '../platform/policy-text.ts';

export const revokeSessions = defineAction({
  name: 'revoke-sessions',
  group: 'access',
  restores: null,
  permissions: ['iam:GetRole', 'iam:GetRolePolicy'],
  grants: [{ allows: ['iam:DeleteRolePolicy', 'iam:PutRolePolicy'], on: ['iam:role/*'] }],
  reversible: 'the denying policy is taken off again, or put back as it was',
  runsOut: true,
  limits:
    'Roles only. What a session of that name was given up to now is denied by its `aws:userid` and `aws:TokenIssueTime`; who may assume the role can open another session, which is not. All sessions of a role only where the policy says `respond.revoke: role`: everything that uses the role stops until it gets new credentials. Takes up to some minutes. Once the last of those sessions is over by itself (the role’s longest session), an hourly clean-up takes the policy away. Service-linked and Identity Center roles are left alone: for the latter Seawall says what people can do.',
  scope: 'account',
  plan,
  planOffline,
});

async function plan(finding: Finding, { reader, state }: Planning, context: ActionContext): Promise<Plan> {
  const role = roleOf(finding);
  const found = dig(await reader.get('iam', 'GetRole', { RoleName: role }), 'Role');
  const id = stringOf(dig(found, 'RoleId'));
  const times = timesOf(numberOf(dig(found, 'MaxSessionDuration')), (context.now ?? Date.now)());
  const { name, document, words } =
    context.revoke === 'role' ? wholeRole(role, times) : oneSession(role, id, finding, times);
  const input = { RoleName: role, PolicyName: name };
  const read = call('iam', 'GetRolePolicy', input);
  const former = await reader.find('iam', 'GetRolePolicy', input);
  const now = await state(read);
  const put = (document: string) => putPolicy(role, name, document);
  return {
    words: `${words}; the policy is taken away after ${times.end}, when they are over by themselves`,
    runsOut: times.end,
    calls: [put(JSON.stringify(document))],
    ...kept(change(`inline policy ${name} of role ${role}`, read, now, { document })),
    undo: [former === null ? call('iam', 'DeleteRolePolicy', input) : put(textOf(former.PolicyDocument))],
  };
}

/** Of the denying policy only the platform tells the name: it is made of the session's. */
function planOffline(finding: Finding): OfflinePlan {
  const arn = actorOf(finding);
  if (!arn.includes(':role/'))
    return none('it was no session of a role: a user’s key is deactivated instead');
  if (ofIdentityCenter(arn)) return none(byHand, 'protected');
  return one(
    'deny everything to the session as far as it was opened before now',
    putPolicy(nameOf(arn), null, null),
  );
}

function putPolicy(RoleName: string, PolicyName: string | null, PolicyDocument: string | null) {
  return call('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument });
}

/** Who acted; on a principal as subject, that one. */
function actorOf({ subject, actor }: Finding): string {
  return subject.kind === 'principal' ? subject.id : (actor ?? '');
}

function roleOf(finding: Finding): string {
  const arn = actorOf(finding);
  if (!arn.includes(':role/'))
    return hold('guard-error', 'no session of a role: a user’s key is deactivated instead');
  if (ofIdentityCenter(arn)) return hold('protected', byHand);
  return editableRole(nameOf(arn));
}

function ofIdentityCenter(arn: string): boolean {
  return nameOf(arn).startsWith('AWSReservedSSO_');
}

// IAM Identity Center User Guide, "Revoke active IAM role sessions created by permission sets".
const byHand =
  'the role belongs to IAM Identity Center, where Seawall cannot write: add the person’s user id to a denying service control policy (`identitystore:userId`), remove their permission set assignments, and delete their active session (IAM Identity Center ▸ Users ▸ Active sessions)';

interface Denial {
  readonly name: string;
  readonly document: JsonObject;
  readonly words: string;
}

const sessionForm = /^(AROA[A-Z0-9]+):([\w+=,.@-]{2,64})$/;

/**
 * IAM User Guide, "Disabling permissions for temporary security credentials": a session is known by `<role id>:<session name>`. Who names
 * sessions after people gives the next one the same name: only what was handed out up to now is denied.
 */
function oneSession(role: string, id: string | null, { session }: Finding, { before }: Times): Denial {
  const [whole, roleId, sessionName] = sessionForm.exec(session ?? '') ?? [];
  if (whole === undefined) return hold('guard-error', 'the event does not name the session of the role');
  if (roleId !== id) return changed(`role ${role} was made anew: the session of the former one is of no use`);
  return {
    name: `SeawallRevokeSession-${stableHash(whole)}`,
    document: denial({
      StringEquals: { 'aws:userid': whole },
      DateLessThan: { 'aws:TokenIssueTime': before },
    }),
    words: `deny everything to the session ${sessionName} of role ${role} as far as it was opened before ${before}; later ones of that name are let in`,
  };
}

// As the console does it (IAM User Guide, "Revoke IAM role temporary security credentials"): the time lies a little ahead, so
// that nobody slips in while the policy spreads.
const spreads = 30_000;
// What IAM gives a role that says nothing (IAM API Reference, CreateRole, MaxSessionDuration), in seconds.
const usualSession = 3600;

interface Times {
  /** ISO time: sessions that were opened before it are denied. */
  readonly before: string;
  /** ISO time at which the last of them is over. */
  readonly end: string;
}

function timesOf(longest: number | null, now: number): Times {
  const before = now + spreads;
  const end = before + (longest ?? usualSession) * 1000;
  return { before: new Date(before).toISOString(), end: new Date(end).toISOString() };
}

function wholeRole(role: string, { before }: Times): Denial {
  return {
    name: 'AWSRevokeOlderSessions',
    document: denial({ DateLessThan: { 'aws:TokenIssueTime': before } }),
    words: `deny everything to all sessions of role ${role} that began before ${before}`,
  };
}

function denial(Condition: JsonObject): JsonObject {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: ['*'], Resource: ['*'], Condition }],
  };
}
