// revoke-access-entry: takes the administration of an EKS cluster from a principal.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../../gather/api.ts';
import { nameOf } from '../../../model/arn.ts';
import type { Finding } from '../../../model/finding.ts';
import { dig, type JsonObject, objectOf, stringOf, stringsOf } from '../../../model/json.ts';
import type { PlannedCall } from '../../../model/response.ts';
import { defineAction } from '../../planning/define-action.ts';
import type { OfflinePlan } from '../../planning/offline.ts';
import {
  call,
  change,
  changed,
  kept,
  type Plan,
  type PlannedChange,
  type Planning,
} from '../../planning/planning.ts';
import { mappedIn, planAwsAuth, planAwsAuthOffline, planBinding, planBindingOffline } from './kubernetes.ts';

export const revokeAccessEntry = defineAction({
  name: 'revoke-access-entry',
  group: 'access',
  restores: 'entries',
  permissions: [
    'eks:ListAccessEntries',
    'eks:ListAssociatedAccessPolicies',
    'eks:DescribeAccessEntry',
    'eks:DescribeCluster',
    'kubernetes:readCoreV1NamespacedConfigMap',
    'kubernetes:patchCoreV1NamespacedConfigMap',
    'kubernetes:readRbacAuthorizationV1ClusterRoleBinding',
    'kubernetes:patchRbacAuthorizationV1ClusterRoleBinding',
  ],
  grants: [
    {
      allows: ['eks:AssociateAccessPolicy', 'eks:DisassociateAccessPolicy', 'eks:UpdateAccessEntry'],
      on: ['eks:cluster/*', 'eks:access-entry/*'],
    },
  ],
  reversible:
    'the access policy is associated again with its scope, the groups, the mapping or the subject put back',
  limits:
    'Only what the evidence names: an access policy or a group of an access entry, a mapping in aws-auth, a subject of a ClusterRoleBinding. The entry itself stays. EKS lets some seconds pass before it takes effect. Who created a cluster may administer it without an entry.',
  scope: 'region',
  plan,
  planOffline,
});

interface Step {
  readonly words: string;
  readonly send: PlannedCall;
  readonly change: PlannedChange;
  readonly undo: PlannedCall;
}

async function plan(finding: Finding, planning: Planning): Promise<Plan> {
  const { platform, kind, id } = finding.subject;
  if (platform !== 'eks' || kind !== 'cluster') return planBinding(finding, planning);
  const mapped = mappedIn(finding);
  // EKS keeps two lists, and the evidence tells which it is in; what is in both is found again once one is mended.
  if (mapped.length > 0) return planAwsAuth(finding, mapped, planning);
  const clusterName = nameOf(id);
  const paging = { tokenIn: 'nextToken', tokenOut: 'nextToken', list: 'accessEntries' };
  const principals = await planning.reader.list('eks', 'ListAccessEntries', { clusterName }, paging);
  const steps: Step[] = [];
  for (const principalArn of stringsOf(principals).filter((one) => isTold(one, finding))) {
    const entry = { clusterName, principalArn };
    steps.push(
      ...(await policySteps(entry, finding, planning)),
      ...(await groupSteps(entry, finding, planning)),
    );
  }
  if (steps.length === 0) return changed('no access entry gives what was found');
  return {
    words: steps.map(({ words }) => words).join('; '),
    calls: steps.map(({ send }) => send),
    ...kept(...steps.map((step) => step.change)),
    undo: steps.map(({ undo }) => undo),
  };
}

function planOffline(finding: Finding): OfflinePlan {
  const { subject, evidence } = finding;
  if (subject.kind === 'principal') return planBindingOffline(finding);
  const clusterName = nameOf(subject.id);
  if (mappedIn(finding).length > 0) return planAwsAuthOffline(clusterName);
  return {
    words: 'take the administration of the cluster away',
    calls: evidence.map(({ found, message }) => {
      const entry = { clusterName, principalArn: message.split(' administers ', 1)[0] ?? null };
      return typeof found === 'string' && found.includes(':cluster-access-policy/')
        ? disassociate(entry, found)
        : setGroups(entry, null);
    }),
  };
}

function disassociate(entry: MaybeEntry, policyArn: string) {
  return call('eks', 'DisassociateAccessPolicy', { ...entry, policyArn });
}

/** Groups of Kubernetes. */
function setGroups(entry: MaybeEntry, kubernetesGroups: readonly string[] | null) {
  return call('eks', 'UpdateAccessEntry', { ...entry, kubernetesGroups });
}

/** The evidence's sentence begins with the principal (cluster-admin-entries). */
function isTold(principal: string, { evidence }: Finding): boolean {
  return evidence.some(({ message }) => message.startsWith(`${principal} administers `));
}

interface Entry {
  readonly clusterName: string;
  readonly principalArn: string;
}

/** Of the finding alone the principal may not be known. */
type MaybeEntry = Omit<Entry, 'principalArn'> & { readonly principalArn: string | null };

async function policySteps(
  entry: Entry,
  { evidence }: Finding,
  { reader, state }: Planning,
): Promise<readonly Step[]> {
  const read = call('eks', 'ListAssociatedAccessPolicies', { ...entry });
  const paging = { tokenIn: 'nextToken', tokenOut: 'nextToken', list: 'associatedAccessPolicies' };
  const policies = objectsOf(await reader.list('eks', read.operation, read.parameters, paging));
  const found = new Set(evidence.map((one) => one.found));
  const now: JsonObject = await state(read);
  return policies.flatMap(({ policyArn, accessScope }) => {
    const arn = stringOf(policyArn);
    if (arn === null || !found.has(arn)) return [];
    const undo = { ...entry, policyArn: arn, accessScope: objectOf(accessScope) };
    return [
      {
        words: `take ${nameOf(arn)} in cluster ${entry.clusterName} from ${nameOf(entry.principalArn)}`,
        send: disassociate(entry, arn),
        change: change(`access policies of ${entry.principalArn}`, read, now, { [arn]: null }),
        undo: call('eks', 'AssociateAccessPolicy', undo),
      },
    ];
  });
}

/** Groups of Kubernetes that the entry puts its principal into, such as `system:masters`. */
async function groupSteps(
  entry: Entry,
  { evidence }: Finding,
  { reader, state }: Planning,
): Promise<readonly Step[]> {
  const read = call('eks', 'DescribeAccessEntry', { ...entry });
  const output = await reader.get('eks', read.operation, read.parameters);
  const groups = stringsOf(dig(output, 'accessEntry', 'kubernetesGroups'));
  const found = new Set(evidence.map((one) => one.found));
  const left = groups.filter((group) => !found.has(group));
  if (left.length === groups.length) return [];
  return [
    {
      words: `take ${nameOf(entry.principalArn)} out of its administering groups in cluster ${entry.clusterName}`,
      send: setGroups(entry, left),
      change: change(`groups of ${entry.principalArn}`, read, await state(read), { kubernetesGroups: left }),
      undo: setGroups(entry, groups),
    },
  ];
}
