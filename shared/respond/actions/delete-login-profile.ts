// delete-login-profile: takes the console password of an IAM user away.
// SPDX-License-Identifier: Apache-2.0
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, hold, kept, type Plan, type Planning } from '../planning/planning.ts';

export const deleteLoginProfile = defineAction({
  name: 'delete-login-profile',
  group: 'access',
  restores: null,
  permissions: ['iam:GetLoginProfile'],
  grants: [{ allows: ['iam:DeleteLoginProfile'], on: ['iam:user/*'] }],
  reversible: null,
  limits:
    'Nobody can read a password, so none can be put back: an administrator sets a new one. Console sessions that are open stay open until they expire.',
  scope: 'account',
  plan: planLoginProfile,
  planOffline,
});

export async function planLoginProfile(finding: Finding, { state }: Planning): Promise<Plan> {
  const user = userOf(finding);
  const read = call('iam', 'GetLoginProfile', { UserName: user });
  const now = await state(read);
  if (now.user === undefined) return changed(`user ${user} has no console password any more`);
  return {
    words: `delete the console password of user ${user}`,
    calls: [remove(user)],
    ...kept(change(`console password of user ${user}`, read, now, { user: null })),
    undo: [],
  };
}

function planOffline(finding: Finding): OfflinePlan {
  return one('delete the console password', remove(userTouched(finding)));
}

function remove(UserName: string | null) {
  return call('iam', 'DeleteLoginProfile', { UserName });
}

/** A finding on the user is kept on its ARN; one on a call names the user in its evidence, and in what was touched. */
export function userOf(finding: Finding): string {
  const { subject, evidence } = finding;
  const user = userTouched(finding);
  if (user !== null) return user;
  const named = subject.kind === 'call' ? evidence[0]?.found : null;
  return typeof named === 'string' ? named : hold('guard-error', 'the finding names no IAM user');
}

export function userTouched({ subject }: Finding): string | null {
  const [touched = ''] = subject.id.split('|', 1);
  return touched.includes(':user/') ? nameOf(touched) : null;
}
