// apply-default-deny: gives a namespace the NetworkPolicy that lets nothing in or out of pods which no other policy speaks of.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../gather/api.ts';
import type { Finding } from '../../model/finding.ts';
import { dig } from '../../model/json.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { changed, hold, type Plan, type Planning } from '../planning/planning.ts';
import { clusterOf } from '../platform/kubernetes-objects.ts';
import { createPolicy, denyingPlan } from './stop-workload/quarantine.ts';

const policyName = 'seawall-default-deny';

export const applyDefaultDeny = defineAction({
  name: 'apply-default-deny',
  group: 'platform',
  restores: null,
  permissions: [
    'eks:DescribeCluster',
    'kubernetes:listCoreV1NamespacedPod',
    'kubernetes:readNetworkingV1NamespacedNetworkPolicy',
    'kubernetes:createNetworkingV1NamespacedNetworkPolicy',
    'kubernetes:deleteNetworkingV1NamespacedNetworkPolicy',
  ],
  grants: [],
  reversible: 'the policy is deleted again',
  limits:
    'Pods that run in the namespace lose what no other policy admits, DNS too: where there are any, people are asked first. Does nothing in a cluster whose network does not enforce NetworkPolicies. A policy that admits everything is changed by hand.',
  scope: 'region',
  plan,
  planOffline,
});

async function plan(finding: Finding, planning: Planning): Promise<Plan> {
  const cluster = clusterOf(finding);
  const namespace = finding.namespace ?? hold('guard-error', 'the event does not name the namespace');
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

/** The policy's name and body are left to the platform's answers. */
function planOffline({ cluster, namespace }: Finding): OfflinePlan {
  const words = 'give the namespace a policy that denies by default';
  return one(words, createPolicy({ cluster, namespace }, null));
}
