// revoke-access-entry: takes the administration of an EKS cluster from a principal.
import { objectsOf } from '../../gather/api.ts';
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { type JsonObject, objectOf, stringOf, stringsOf } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';
import type { Action } from '../action.ts';
import {
  type Change,
  call,
  change,
  changed,
  hold,
  kept,
  type Plan,
  type Planning,
  preparing,
} from './preparing.ts';

export const revokeAccessEntry: Action = {
  name: 'revoke-access-entry',
  permissions: [
    'eks:ListAccessEntries',
    'eks:ListAssociatedAccessPolicies',
    'eks:DisassociateAccessPolicy',
    'eks:AssociateAccessPolicy',
  ],
  reversible: 'the access policy is associated again, with its scope',
  limits:
    'Access policies of access entries only: a mapping in aws-auth or a ClusterRoleBinding is changed in the cluster, by hand. EKS lets some seconds pass before it takes effect.',
  prepare: (finding, api) => {
    const { account, region } = finding.subject;
    return preparing({ account, region }, api, (planning) => plan(finding, planning));
  },
};

interface Step {
  readonly words: string;
  readonly send: PlannedCall;
  readonly change: Change;
  readonly undo: PlannedCall;
}

async function plan(finding: Finding, planning: Planning): Promise<Plan> {
  const { platform, kind, id } = finding.subject;
  if (platform !== 'eks' || kind !== 'cluster')
    return hold('guard-error', 'no connection to a Kubernetes cluster: take the binding out there by hand');
  const clusterName = nameOf(id);
  const paging = { tokenIn: 'nextToken', tokenOut: 'nextToken', list: 'accessEntries' };
  const principals = await planning.reader.list('eks', 'ListAccessEntries', { clusterName }, paging);
  const steps: Step[] = [];
  for (const principal of stringsOf(principals).filter((one) => isTold(one, finding)))
    steps.push(...(await stepsFor({ clusterName, principalArn: principal }, finding, planning)));
  if (steps.length === 0) return changed('no access entry gives what was found');
  return {
    words: steps.map(({ words }) => words).join('; '),
    calls: steps.map(({ send }) => send),
    ...kept(...steps.map((step) => step.change)),
    undo: steps.map(({ undo }) => undo),
  };
}

/** The evidence's sentence begins with the principal (cluster-admin-entries). */
function isTold(principal: string, { evidence }: Finding): boolean {
  return evidence.some(({ message }) => message.startsWith(`${principal} administers `));
}

async function stepsFor(
  entry: { readonly clusterName: string; readonly principalArn: string },
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
        send: call('eks', 'DisassociateAccessPolicy', { ...entry, policyArn: arn }),
        change: change(`access policies of ${entry.principalArn}`, read, now, { [arn]: null }),
        undo: call('eks', 'AssociateAccessPolicy', undo),
      },
    ];
  });
}
