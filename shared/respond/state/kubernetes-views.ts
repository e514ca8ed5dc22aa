// What each read of the Kubernetes API shows of the state that actions change.
// SPDX-License-Identifier: Apache-2.0
import { dig, isObject, type Json, type JsonObject, stringOf } from '../../model/json.ts';

interface View {
  readonly parts: (output: JsonObject) => JsonObject;
}

const view = (parts: View['parts']): View => ({ parts });

const workload = view((object) => ({
  template: ordered(dig(object, 'spec', 'template') ?? null),
  replicas: dig(object, 'spec', 'replicas') ?? null,
  labels: dig(object, 'metadata', 'labels') ?? {},
}));

const suspendable = view((object) => ({ suspend: dig(object, 'spec', 'suspend') ?? false }));

export const kubernetesViews = {
  'kubernetes.readAppsV1NamespacedDeployment': workload,
  'kubernetes.readAppsV1NamespacedStatefulSet': workload,
  'kubernetes.readAppsV1NamespacedDaemonSet': workload,
  'kubernetes.readAppsV1NamespacedReplicaSet': workload,
  'kubernetes.readBatchV1NamespacedJob': suspendable,
  'kubernetes.readBatchV1NamespacedCronJob': suspendable,
  // By its uid: another pod of the same name is another pod. One that is being deleted is as good as gone.
  'kubernetes.readCoreV1NamespacedPod': view((pod) => {
    const uid = stringOf(dig(pod, 'metadata', 'uid'));
    const leaving = dig(pod, 'metadata', 'deletionTimestamp') !== undefined;
    return uid === null || leaving ? {} : { [uid]: true };
  }),
  'kubernetes.readCoreV1NamespacedConfigMap': view((map) => ({
    mapRoles: dig(map, 'data', 'mapRoles') ?? null,
    mapUsers: dig(map, 'data', 'mapUsers') ?? null,
  })),
  'kubernetes.readNetworkingV1NamespacedNetworkPolicy': view((policy) => ({
    spec: ordered(policy.spec ?? null),
  })),
  'kubernetes.readRbacAuthorizationV1ClusterRoleBinding': view((binding) => ({
    subjects: binding.subjects ?? [],
  })),
} as const satisfies Readonly<Record<string, View>>;

// Deeper than any template: a pod's nests about a dozen levels.
const deepest = 30;

/** Lists by position: in a command, unlike in most of AWS's lists of text, the order counts. */
function ordered(value: Json, depth = 0): Json {
  if (depth > deepest) return value;
  if (Array.isArray(value))
    return Object.fromEntries(value.map((item: Json, index) => [String(index), ordered(item, depth + 1)]));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, ordered(child ?? null, depth + 1)]),
  );
}
