// What objects of a Kubernetes cluster tell of who enforces network policies in it.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, objectOf, stringsOf } from '../../model/json.ts';
import type { PolicyEnforcement } from '../../model/network.ts';
import { cursor, down, items, plain } from '../workload/cursor.ts';

// The agents by the names that their projects' own manifests and charts give them.
const engines: ReadonlySet<string> = new Set([
  'antrea-agent',
  'calico-node',
  'canal',
  'cilium',
  'kube-router',
]);

/** The first that decides; null where none does. */
export function enforcementBy(objects: readonly JsonObject[]): PolicyEnforcement | null {
  const told = objects.map((object) => ofDaemonSet(object) ?? ofConfigMap(object));
  return told.find((one) => one?.enforced === true) ?? told.find((one) => one !== null) ?? null;
}

function ofDaemonSet(object: JsonObject): PolicyEnforcement | null {
  const root = cursor(object);
  if (object.kind !== 'DaemonSet') return null;
  const name = plain(down(root, 'metadata', 'name')) ?? '';
  if (engines.has(name)) return { enforced: true, reason: `${name} enforces them` };
  if (name !== 'aws-node') return null;
  const containers = items(down(root, 'spec', 'template', 'spec', 'containers'));
  const flags = containers.flatMap((container) => stringsOf(down(container, 'args').value));
  return switched(
    flags.find((flag) => flag.startsWith('--enable-network-policy='))?.split('=')[1],
    'aws-node',
  );
}

/** Both spellings are in use: the chart of the VPC CNI writes one, EKS Auto Mode reads it too (EKS User Guide). */
function ofConfigMap(object: JsonObject): PolicyEnforcement | null {
  const { name, namespace } = objectOf(object.metadata);
  if (object.kind !== 'ConfigMap' || name !== 'amazon-vpc-cni' || namespace !== 'kube-system') return null;
  const data = objectOf(object.data);
  const value = data['enable-network-policy-controller'] ?? data['enable-network-policy'];
  return switched(value, 'the ConfigMap amazon-vpc-cni');
}

function switched(value: unknown, by: string): PolicyEnforcement | null {
  if (String(value) === 'true') return { enforced: true, reason: `${by} switches enforcement on` };
  if (String(value) === 'false') return { enforced: false, reason: `${by} switches enforcement off` };
  return null;
}
