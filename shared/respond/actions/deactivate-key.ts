// deactivate-key: makes an IAM user's new long-lived credential useless, without deleting it.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../gather/api.ts';
import type { Finding } from '../../model/finding.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, kept, type Plan, type Planning } from '../planning/planning.ts';
import { deleteLoginProfile, planLoginProfile, userOf, userTouched } from './delete-login-profile.ts';

export const deactivateKey = defineAction({
  name: 'deactivate-key',
  group: 'access',
  restores: null,
  permissions: ['iam:ListAccessKeys', 'iam:ListServiceSpecificCredentials', 'iam:GetLoginProfile'],
  grants: [
    {
      allows: ['iam:DeleteLoginProfile', 'iam:UpdateAccessKey', 'iam:UpdateServiceSpecificCredential'],
      on: ['iam:user/*'],
    },
  ],
  reversible: 'the credential is made active again; a deleted console password is not',
  limits:
    'Of a call, only credentials that came to be when it was made; of a user as a whole, all active ones of the kind that was found. Sessions handed out by the key stay valid until they expire. Where the finding is about a console password, that is deleted (delete-login-profile).',
  scope: 'account',
  plan,
  planOffline,
});

interface Kind {
  readonly list: 'ListAccessKeys' | 'ListServiceSpecificCredentials';
  readonly items: string;
  readonly id: string;
  readonly update: string;
  readonly words: string;
}

const accessKey: Kind = {
  list: 'ListAccessKeys',
  items: 'AccessKeyMetadata',
  id: 'AccessKeyId',
  update: 'UpdateAccessKey',
  words: 'access key',
};
const serviceSpecific: Kind = {
  list: 'ListServiceSpecificCredentials',
  items: 'ServiceSpecificCredentials',
  id: 'ServiceSpecificCredentialId',
  update: 'UpdateServiceSpecificCredential',
  words: 'service-specific credential',
};

async function plan(finding: Finding, planning: Planning): Promise<Plan> {
  const kind = kindOf(finding);
  return kind === null ? planLoginProfile(finding, planning) : planDeactivation(finding, kind, planning);
}

function planOffline(finding: Finding): OfflinePlan {
  const kind = kindOf(finding);
  if (kind === null) return deleteLoginProfile.planOffline(finding);
  return one('deactivate the new credential', setStatus(kind, userTouched(finding), null, 'Inactive'));
}

/** Null: a console password, which is deleted. */
function kindOf({ subject, evidence }: Finding): Kind | null {
  const told = evidence.map(({ found }) => found);
  if (subject.name.endsWith('LoginProfile') || (told.length === 1 && told[0] === 'login-profile'))
    return null;
  const specific = subject.name.endsWith('ServiceSpecificCredential') || told.includes('service-specific');
  return specific ? serviceSpecific : accessKey;
}

function setStatus(
  { update, id: parameter }: Kind,
  UserName: string | null,
  id: string | null,
  Status: string,
) {
  return call('iam', update, { UserName, [parameter]: id, Status });
}

async function planDeactivation(finding: Finding, kind: Kind, { reader, state }: Planning): Promise<Plan> {
  const user = userOf(finding);
  const read = call('iam', kind.list, { UserName: user });
  const listed = objectsOf((await reader.get('iam', kind.list, read.parameters))[kind.items]);
  const ids = listed.flatMap((item) => {
    const id = stringOf(item[kind.id]);
    return id !== null && item.Status === 'Active' && isMeant(item, finding) ? [id] : [];
  });
  if (ids.length === 0) return changed(`user ${user} has no active ${kind.words} that was found`);
  const set = (status: string) => ids.map((id) => setStatus(kind, user, id, status));
  const after = Object.fromEntries(ids.map((id) => [id, 'Inactive']));
  return {
    words: `deactivate ${kind.words} ${ids.join(', ')} of user ${user}`,
    calls: set('Inactive'),
    ...kept(change(`${kind.words}s of user ${user}`, read, await state(read), after)),
    undo: set('Active'),
  };
}

// The event and the credential carry clocks of two services, in whole seconds.
const tolerance = 60_000;

/** The finding on a call does not tell the id: the credential is the one that came to be at its time. */
function isMeant(item: JsonObject, { subject, firstSeen, lastSeen }: Finding): boolean {
  if (subject.kind !== 'call') return true;
  const created = Date.parse(stringOf(item.CreateDate) ?? '');
  return created >= Date.parse(firstSeen) - tolerance && created <= Date.parse(lastSeen) + tolerance;
}
