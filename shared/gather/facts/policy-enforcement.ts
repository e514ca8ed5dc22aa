// The fact `policy-enforcement`: whether anything in an EKS cluster makes network policies count.
// SPDX-License-Identifier: Apache-2.0
import { enforcementBy } from '../../intake/documents/enforcement.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, stringOf } from '../../model/json.ts';
import type { PolicyEnforcement } from '../../model/network.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, type Reader, reading } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** Whether network policies count at all in a Kubernetes cluster. */
    'policy-enforcement': { ask: FactPlace & { cluster: string | null }; value: PolicyEnforcement };
  }
}

/** DescribeCluster and the add-on vpc-cni; a snapshot may hold the cluster's own objects too (`Kubernetes.ListConfigMaps`, …). */
function readPolicyEnforcement(
  { cluster, ...place }: FactRequestOf<'policy-enforcement'>,
  api: AwsApi,
): Promise<FactAnswer<'policy-enforcement'>> {
  return reading(api, place, async (reader) => {
    if (cluster === null) return giveUp('not-found', 'the cluster is not known');
    const { cluster: described } = await reader.get('eks', 'DescribeCluster', { name: cluster });
    const auto = dig(described, 'computeConfig', 'enabled') === true;
    return (await byObjects(reader, cluster)) ?? (auto ? autoMode : await byAddOn(reader, cluster));
  });
}

/** EKS User Guide, "Use Network Policies with EKS Auto Mode": built in, and off until a ConfigMap switches it on. */
const autoMode: PolicyEnforcement = {
  enforced: null,
  reason: 'in Auto Mode the ConfigMap kube-system/amazon-vpc-cni decides, which is not known',
};

async function byObjects(reader: Reader, cluster: string): Promise<PolicyEnforcement | null> {
  for (const [operation, kind] of [
    ['ListConfigMaps', 'ConfigMap'],
    ['ListDaemonSets', 'DaemonSet'],
  ] as const) {
    const answer = await reader.attempt('kubernetes', operation, { cluster });
    const objects = answer.ok ? objectsOf(answer.output.items) : [];
    const told = enforcementBy(objects.map((object) => ({ ...object, kind })));
    if (told !== null) return told;
  }
  return null;
}

/** The add-on's values are JSON or YAML text; the agent is off by default (EKS User Guide, "Restrict Pod network traffic"). */
async function byAddOn(reader: Reader, clusterName: string): Promise<PolicyEnforcement> {
  const input = { clusterName, addonName: 'vpc-cni' };
  const answer = await reader.find('eks', 'DescribeAddon', input);
  if (answer === null) return { enforced: null, reason: 'the VPC CNI is not managed as an add-on' };
  const values = stringOf(dig(answer.addon, 'configurationValues')) ?? '';
  const said = /\benableNetworkPolicy["']?\s*:\s*["']?(true|false)\b/i.exec(values)?.[1]?.toLowerCase();
  if (said === undefined)
    return {
      enforced: null,
      reason: 'the VPC CNI does not enforce them, and whether another engine does is not known',
    };
  return said === 'true'
    ? { enforced: true, reason: 'the VPC CNI enforces them' }
    : { enforced: false, reason: 'enableNetworkPolicy of the add-on vpc-cni is false' };
}

export const policyEnforcementFact = defineFact({
  fact: 'policy-enforcement',
  read: (ask, { api }) => readPolicyEnforcement(ask, api),
});
