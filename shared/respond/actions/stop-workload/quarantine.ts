// The gentle form: the pods go on, and a NetworkPolicy lets nothing in or out of them, so that what happened can still be looked at.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../../gather/api.ts';
import { dig, type JsonObject, listOf, objectOf } from '../../../model/json.ts';
import { trimmedEnd } from '../../../model/trimmed.ts';
import { call, change, kept, type Plan, type Planning } from '../../planning/planning.ts';
import { type OwnerReference, shown } from '../../platform/kubernetes-objects.ts';
import { selects } from './pods.ts';

/** Null where it would not hold: policies add up, so another one that admits something for these pods would go on admitting it. */
export async function planQuarantine(owner: OwnerReference, planning: Planning): Promise<Plan | null> {
  const { cluster, namespace, name } = owner.at;
  const podSelector = objectOf(dig(owner.object, 'spec', 'selector'));
  const labels = objectOf(dig(owner.object, 'spec', 'template', 'metadata', 'labels'));
  const { reader } = planning;
  const output = await reader.get('kubernetes', 'listNetworkingV1NamespacedNetworkPolicy', {
    cluster,
    namespace,
  });
  if (objectsOf(output.items).some((policy) => admits(policy, labels))) return null;
  return denyingPlan(
    {
      at: { cluster, namespace, name: trimmedEnd(`seawall-quarantine-${name}`.slice(0, 63), '-.') },
      podSelector,
      words: `quarantine ${shown(owner)}: nothing gets in or out of its pods, which go on`,
    },
    planning,
  );
}

function admits({ spec }: JsonObject, labels: JsonObject): boolean {
  const { podSelector, ingress, egress } = objectOf(spec);
  return selects(objectOf(podSelector), labels) && listOf(ingress).length + listOf(egress).length > 0;
}

/** A policy that denies everything to the pods it selects (Kubernetes, "Network Policies", "Default deny all ingress and all egress traffic"). */
export async function denyingPlan(
  {
    at,
    podSelector,
    words,
  }: { readonly at: JsonObject; readonly podSelector: JsonObject; readonly words: string },
  planning: Planning,
): Promise<Plan> {
  const { cluster, namespace, name } = at;
  const read = call('kubernetes', 'readNetworkingV1NamespacedNetworkPolicy', at);
  const body = {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: name ?? null } },
    spec: { podSelector, policyTypes: ['Ingress', 'Egress'] },
  };
  const { spec } = planning.seenAs(read, body);
  return {
    words,
    calls: [createPolicy({ cluster: cluster ?? null, namespace: namespace ?? null }, body)],
    ...kept(
      change(`NetworkPolicy ${namespace}/${name}`, read, await planning.state(read), { spec: spec ?? null }),
    ),
    undo: [call('kubernetes', 'deleteNetworkingV1NamespacedNetworkPolicy', at)],
  };
}

/** `body` null: not known before the cluster is read. */
export function createPolicy(at: JsonObject, body: JsonObject | null) {
  return call('kubernetes', 'createNetworkingV1NamespacedNetworkPolicy', { ...at, body });
}
