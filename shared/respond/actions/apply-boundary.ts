// apply-boundary: sets the permissions boundary that the policy asks of roles of workloads.
// SPDX-License-Identifier: Apache-2.0
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { dig, stringOf } from '../../model/json.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, hold, kept, type Plan, type Planning } from '../planning/planning.ts';
import { editableRole } from '../platform/iam-names.ts';

export const applyBoundary = defineAction({
  name: 'apply-boundary',
  group: 'access',
  restores: 'access',
  permissions: ['iam:GetRole', 'iam:GetPolicy'],
  grants: [
    { allows: ['iam:DeleteRolePermissionsBoundary', 'iam:PutRolePermissionsBoundary'], on: ['iam:role/*'] },
  ],
  reversible: 'the former boundary is put back, or the new one taken off',
  limits:
    'Only where the policy names one boundary: of a pattern with stars, nobody knows which is meant. What the role may do outside the boundary stops at once, also for what runs. The boundary’s policy must be there in the role’s account. Service-linked and Identity Center roles are left alone.',
  scope: 'account',
  plan,
  planOffline,
});

async function plan(finding: Finding, { reader, state }: Planning): Promise<Plan> {
  const RoleName = editableRole(nameOf(finding.subject.id));
  const wanted = boundaryIn(finding);
  if ((await reader.find('iam', 'GetPolicy', { PolicyArn: wanted })) === null)
    return hold('guard-error', `there is no policy ${wanted} to bound the role by`);
  const input = { RoleName };
  const role = await reader.get('iam', 'GetRole', input);
  const former = stringOf(dig(role, 'Role', 'PermissionsBoundary', 'PermissionsBoundaryArn'));
  if (former === wanted) return changed('the role has the boundary by now');
  const read = call('iam', 'GetRole', input);
  return {
    words: `bound role ${RoleName} by ${nameOf(wanted)}`,
    calls: [setBoundary(RoleName, wanted)],
    ...kept(change(`boundary of role ${RoleName}`, read, await state(read), { boundary: wanted })),
    undo: [
      former === null ? call('iam', 'DeleteRolePermissionsBoundary', input) : setBoundary(RoleName, former),
    ],
  };
}

function planOffline(finding: Finding): OfflinePlan {
  const role = nameOf(finding.subject.id);
  return one('set the boundary that the policy asks for', setBoundary(role, wantedIn(finding)));
}

function setBoundary(RoleName: string, PermissionsBoundary: string | null) {
  return call('iam', 'PutRolePermissionsBoundary', { RoleName, PermissionsBoundary });
}

function boundaryIn(finding: Finding): string {
  const wanted = wantedIn(finding) ?? '';
  return wanted.startsWith('arn:') && !/[*?]/.test(wanted)
    ? wanted
    : hold('guard-error', `the parameter boundary names no single policy: ${wanted}`);
}

/** The evidence wants what the parameter says; its account may be left to the role's. */
function wantedIn({ evidence, subject }: Finding): string | null {
  const wanted = evidence.map((one) => one.wanted).find((one) => typeof one === 'string');
  return wanted?.replace('::*:', `::${subject.account ?? '*'}:`) ?? null;
}
