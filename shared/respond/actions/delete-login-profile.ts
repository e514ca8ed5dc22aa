// delete-login-profile: takes the console password of an IAM user away.
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import type { Action } from '../planning/action.ts';
import {
  call,
  change,
  changed,
  hold,
  kept,
  type Plan,
  type Planning,
  preparing,
} from '../planning/planning.ts';

export const deleteLoginProfile: Action = {
  name: 'delete-login-profile',
  permissions: ['iam:GetLoginProfile', 'iam:DeleteLoginProfile'],
  reversible: null,
  limits:
    'Nobody can read a password, so none can be put back: an administrator sets a new one. Console sessions that are open stay open until they expire.',
  prepare: (finding, api) => {
    const { account } = finding.subject;
    return preparing({ account, region: null }, api, (planning) => planLoginProfile(finding, planning));
  },
};

export async function planLoginProfile(finding: Finding, { state }: Planning): Promise<Plan> {
  const user = userOf(finding);
  const read = call('iam', 'GetLoginProfile', { UserName: user });
  const now = await state(read);
  if (now.user === undefined) return changed(`user ${user} has no console password any more`);
  return {
    words: `delete the console password of user ${user}`,
    calls: [call('iam', 'DeleteLoginProfile', { UserName: user })],
    ...kept(change(`console password of user ${user}`, read, now, { user: null })),
    undo: [],
  };
}

/** A finding on the user is kept on its ARN; one on a call names the user in its evidence, and in what was touched. */
export function userOf({ subject, evidence }: Finding): string {
  const [touched = ''] = subject.id.split('|', 1);
  if (touched.includes(':user/')) return nameOf(touched);
  const named = subject.kind === 'call' ? evidence[0]?.found : null;
  return typeof named === 'string' ? named : hold('guard-error', 'the finding names no IAM user');
}
