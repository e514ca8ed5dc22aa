// revoke-sessions: ends what somebody may do with credentials handed out already: one session's, or all of a role's.

import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { stableHash } from '../../model/hash.ts';
import { dig, type JsonObject, stringOf } from '../../model/json.ts';
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
  permissions: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
  reversible: 'the denying policy is taken off again, or put back as it was',
  limits:
    'Roles only. One session is denied by its `aws:userid`; whoever may assume the role can open another. All sessions of a role only where the policy says `respond.revoke: role`: everything that uses the role stops until it gets new credentials. Takes up to some minutes. Service-linked and Identity Center roles are left alone.',
  scope: 'account',
  plan,
  planOffline,
});

async function plan(finding: Finding, { reader, state }: Planning, context: ActionContext): Promise<Plan> {
  const role = roleOf(finding);
  const id = stringOf(dig(await reader.get('iam', 'GetRole', { RoleName: role }), 'Role', 'RoleId'));
  const { name, document, words } =
    context.revoke === 'role' ? wholeRole(role) : oneSession(role, id, finding);
  const input = { RoleName: role, PolicyName: name };
  const read = call('iam', 'GetRolePolicy', input);
  const former = await reader.find('iam', 'GetRolePolicy', input);
  const now = await state(read);
  const put = (document: string) => putPolicy(role, name, document);
  return {
    words,
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
  return one('deny everything to the session', putPolicy(nameOf(arn), null, null));
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
  return editableRole(nameOf(arn));
}

interface Denial {
  readonly name: string;
  readonly document: JsonObject;
  readonly words: string;
}

const sessionForm = /^(AROA[A-Z0-9]+):([\w+=,.@-]{2,64})$/;

/** IAM User Guide, "Disabling permissions for temporary security credentials": a session is known by `<role id>:<session name>`. */
function oneSession(role: string, id: string | null, { session }: Finding): Denial {
  const [whole, roleId, sessionName] = sessionForm.exec(session ?? '') ?? [];
  if (whole === undefined)
    return hold('guard-error', 'the event does not tell which session of the role it was');
  if (roleId !== id) return changed(`role ${role} was made anew: the session of the former one is of no use`);
  return {
    name: `SeawallRevokeSession-${stableHash(whole)}`,
    document: denial({ StringEquals: { 'aws:userid': whole } }),
    words: `deny everything to the session ${sessionName} of role ${role}`,
  };
}

// As the console does it (IAM User Guide, "Revoke IAM role temporary security credentials"): the time lies a little ahead, so
// that nobody slips in while the policy spreads.
const spreads = 30_000;

function wholeRole(role: string): Denial {
  const before = new Date(Date.now() + spreads).toISOString();
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
