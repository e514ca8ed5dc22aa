// revert-access: takes back what gives a principal too much, and nothing else.
// SPDX-License-Identifier: Apache-2.0
import type { Holder } from '../../../gather/facts/policies.ts';
import { nameOf, parseArn } from '../../../model/arn.ts';
import type { Finding } from '../../../model/finding.ts';
import { isObject } from '../../../model/json.ts';
import type { ActionContext } from '../../planning/action.ts';
import { defineAction } from '../../planning/define-action.ts';
import { foundStrings, type OfflinePlan, one } from '../../planning/offline.ts';
import {
  call,
  change,
  changed,
  hold,
  kept,
  type Plan,
  type PlannedChange,
  type Planning,
} from '../../planning/planning.ts';
import { roleOfWorkload } from '../../platform/ecs-running.ts';
import { type HolderName, holderOf } from '../../platform/iam-names.ts';
import { documentOf, textOf, without } from '../../platform/policy-text.ts';
import { planBoundary } from './boundary.ts';
import { holdingsOf, type Offence, offencesIn } from './holdings.ts';
import { offendingGroups, planMembership } from './membership.ts';
import { planDefaultVersion } from './policy-version.ts';

export const revertAccess = defineAction({
  name: 'revert-access',
  group: 'access',
  restores: 'access',
  permissions: [
    ...['Role', 'User', 'Group'].flatMap((holder) => [
      `iam:List${holder}Policies`,
      `iam:ListAttached${holder}Policies`,
      `iam:Get${holder}Policy`,
    ]),
    ...['Role', 'User'].flatMap((holder) => [`iam:Get${holder}`]),
    'iam:ListGroupsForUser',
    'iam:GetPolicy',
    'iam:GetPolicyVersion',
    'iam:ListPolicies',
    'iam:ListPolicyVersions',
    // For findings on workloads, whose role is read from ECS.
    'ecs:DescribeServices',
    'ecs:DescribeTasks',
    'ecs:DescribeTaskDefinition',
  ],
  grants: [
    {
      allows: [
        'iam:AddUserToGroup',
        'iam:AttachGroupPolicy',
        'iam:AttachRolePolicy',
        'iam:AttachUserPolicy',
        'iam:DeleteGroupPolicy',
        'iam:DeleteRolePermissionsBoundary',
        'iam:DeleteRolePolicy',
        'iam:DeleteUserPermissionsBoundary',
        'iam:DeleteUserPolicy',
        'iam:DetachGroupPolicy',
        'iam:DetachRolePolicy',
        'iam:DetachUserPolicy',
        'iam:PutGroupPolicy',
        'iam:PutRolePermissionsBoundary',
        'iam:PutRolePolicy',
        'iam:PutUserPermissionsBoundary',
        'iam:PutUserPolicy',
        'iam:RemoveUserFromGroup',
        'iam:SetDefaultPolicyVersion',
      ],
      on: ['iam:group/*', 'iam:policy/*', 'iam:role/*', 'iam:user/*'],
    },
  ],
  reversible: 'the policy is attached, the document, version, membership or boundary put back as it was',
  limits:
    'An attached policy is detached as a whole; of an inline one only the statements that the evidence names go. A managed policy goes back to its newest older version without them; where there is none, people must write one. A boundary comes back only where its former state was kept. Service-linked and Identity Center roles are left alone.',
  scope: ({ subject }) => (subject.kind === 'workload' ? 'region' : 'account'),
  plan,
  planOffline,
});

async function plan(finding: Finding, planning: Planning, context: ActionContext): Promise<Plan> {
  const { subject } = finding;
  const arn = subject.kind === 'workload' ? await roleOfWorkload(planning.reader, finding) : subject.id;
  if (parseArn(arn)?.resource.startsWith('policy/'))
    return planDefaultVersion(arn, finding.evidence, planning);
  const holder =
    holderOf(arn) ?? hold('guard-error', 'only IAM roles, users, groups and policies can be changed');
  if (finding.evidence.some(({ path }) => path.toLowerCase().endsWith('permissionsboundary')))
    return planBoundary(holder, planning, context);
  const own = offencesIn(await holdingsOf(planning.reader, holder), finding.evidence, arn);
  if (own.length > 0) return planRevocation(holder, own, planning, context);
  const groups = holder.holder === 'User' ? await offendingGroups(holder.name, finding, planning) : [];
  if (groups.length > 0) return planMembership(holder.name, groups, planning);
  return changed(`${holder.name} does not hold what was found any more`);
}

/** The state to go back to is the kept one; a managed policy named in the evidence is detached. */
function planOffline(finding: Finding): OfflinePlan {
  const { subject } = finding;
  const attached = foundStrings(finding).filter((found) => found.includes(':policy/'));
  // Of a workload only its role's reading tells the role.
  const name = subject.kind === 'principal' ? nameOf(subject.id) : null;
  const from = { holder: kindOf(subject.id), name };
  if (attached.length > 0)
    return { words: 'detach the policy', calls: attached.map((arn) => detachment(from, arn)) };
  const words = 'restore the former policy, or take the offending statement out';
  return one(words, putInline(from, null, null));
}

function kindOf(principal: string): Holder {
  if (principal.includes(':user/')) return 'User';
  return principal.includes(':group/') ? 'Group' : 'Role';
}

/** Null: not known before IAM is read. */
interface From {
  readonly holder: Holder;
  readonly name: string | null;
}

function detachment({ holder, name }: From, PolicyArn: string) {
  return call('iam', `Detach${holder}Policy`, { [`${holder}Name`]: name, PolicyArn });
}

function putInline({ holder, name }: From, PolicyName: string | null, PolicyDocument: string | null) {
  return call('iam', `Put${holder}Policy`, { [`${holder}Name`]: name, PolicyName, PolicyDocument });
}

interface Step {
  readonly words: string;
  readonly send: Plan['calls'][number];
  readonly change: PlannedChange;
  readonly undo: Plan['calls'][number];
}

async function planRevocation(
  holder: HolderName,
  offences: readonly Offence[],
  planning: Planning,
  context: ActionContext,
): Promise<Plan> {
  const steps: Step[] = [];
  for (const offence of offences) {
    const { arn } = offence.holding;
    steps.push(
      arn === null
        ? await inlineStep(holder, offence, planning, context)
        : await detach(holder, arn, planning),
    );
  }
  return {
    words: steps.map(({ words }) => words).join('; '),
    calls: steps.map(({ send }) => send),
    ...kept(...steps.map((step) => step.change)),
    undo: steps.map(({ undo }) => undo).reverse(),
  };
}

async function detach({ holder, name }: HolderName, arn: string, { state }: Planning): Promise<Step> {
  const input = { [`${holder}Name`]: name };
  const read = call('iam', `ListAttached${holder}Policies`, input);
  return {
    words: `detach ${nameOf(arn)} from ${holder.toLowerCase()} ${name}`,
    send: detachment({ holder, name }, arn),
    change: change(`${nameOf(arn)} on ${name}`, read, await state(read), { [arn]: null }),
    undo: call('iam', `Attach${holder}Policy`, { ...input, PolicyArn: arn }),
  };
}

/** The kept document comes back; without one the statements that are meant go, and the policy with its last one. */
async function inlineStep(
  { holder, name }: HolderName,
  { holding, statements }: Offence,
  { reader, state }: Planning,
  context: ActionContext,
): Promise<Step> {
  const input = { [`${holder}Name`]: name, PolicyName: holding.name };
  const read = call('iam', `Get${holder}Policy`, input);
  const text = textOf((await reader.get('iam', read.operation, input)).PolicyDocument);
  const former = await context.formerly?.(read);
  const kept = isObject(former?.document) ? former.document : null;
  const next = former == null ? without(documentOf(text), statements) : kept;
  const put = (document: string) => putInline({ holder, name }, holding.name, document);
  const what = `inline policy ${holding.name} of ${holder.toLowerCase()} ${name}`;
  return {
    words:
      next === null
        ? `delete ${what}`
        : former == null
          ? `take ${statements.join(', ')} out of ${what}`
          : `put ${what} back`,
    send: next === null ? call('iam', `Delete${holder}Policy`, input) : put(JSON.stringify(next)),
    change: change(what, read, await state(read), { document: next }),
    undo: put(text),
  };
}
