// apply-default-deny: gives a namespace the NetworkPolicy that lets nothing in or out of pods which no other policy speaks of.
import { objectsOf } from '../../gather/api.ts';
import type { Finding } from '../../model/finding.ts';
import { dig } from '../../model/json.ts';
import type { Action } from '../planning/action.ts';
import { changed, hold, type Plan, type Planning, preparing } from '../planning/planning.ts';
import { clusterOf } from '../platform/kubernetes-objects.ts';
import { denyingPlan } from './stop-workload/quarantine.ts';

const policyName = 'seawall-default-deny';

export const applyDefaultDeny: Action = {
  name: 'apply-default-deny',
  permissions: [
    'eks:DescribeCluster',
    'kubernetes:listCoreV1NamespacedPod',
    'kubernetes:readNetworkingV1NamespacedNetworkPolicy',
    'kubernetes:createNetworkingV1NamespacedNetworkPolicy',
    'kubernetes:deleteNetworkingV1NamespacedNetworkPolicy',
  ],
  reversible: 'the policy is deleted again',
  limits:
    'Pods that run in the namespace lose what no other policy admits, DNS too: where there are any, people are asked first. Does nothing in a cluster whose network does not enforce NetworkPolicies. A policy that admits everything is changed by hand.',
  prepare: (finding, api) => {
    const { account, region } = finding.subject;
    return preparing({ account, region }, api, (planning) => plan(finding, planning));
  },
};

async function plan(finding: Finding, planning: Planning): Promise<Plan> {
  const cluster = clusterOf(finding);
  const namespace = finding.namespace ?? hold('guard-error', 'the event does not tell the namespace');
  const at = { cluster, namespace, name: policyName };
  const { reader } = planning;
  if ((await reader.find('kubernetes', 'readNetworkingV1NamespacedNetworkPolicy', at)) !== null)
    return changed(`namespace ${namespace} has the policy ${policyName} already`);
  const pods = await reader.get('kubernetes', 'listCoreV1NamespacedPod', { cluster, namespace });
  const running = objectsOf(pods.items).filter(
    (pod) => !ended.has(String(dig(pod, 'status', 'phase'))),
  ).length;
  const words = `let nothing in or out of pods in namespace ${namespace} but what other policies admit`;
  const denying = await denyingPlan({ at, podSelector: {}, words }, planning);
  if (running === 0) return denying;
  return {
    ...denying,
    askFirst: `${running} pods run in ${namespace}: they lose what no other policy admits`,
  };
}

const ended: ReadonlySet<string> = new Set(['Succeeded', 'Failed']);
