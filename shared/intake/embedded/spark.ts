// The Spark operator: driver and executors are pods of one image (spark-on-k8s-operator, API, SparkPodSpec).
// SPDX-License-Identifier: Apache-2.0
import { isObject, stringOf } from '../../model/json.ts';
import { table } from '../../model/table.ts';
import { below, type EmbeddedPod, each, type Placed, placed, podOf } from './pod.ts';

export const sparkPlaces: Readonly<Record<string, readonly string[]>> = table({
  SparkApplication: ['spec'],
  ScheduledSparkApplication: ['spec', 'template'],
});

export function sparkPods(application: Placed): readonly EmbeddedPod[] {
  return ['driver', 'executor'].flatMap((role) => {
    const part = below(application, role);
    return isObject(application.value[role]) ? [podFor(role, part, application)] : [];
  });
}

/** `securityContext` is the container's, `podSecurityContext` the pod's; memory is always limited, to a default at least. */
function podFor(role: string, part: Placed, application: Placed): EmbeddedPod {
  const { value } = part;
  const container = {
    name: `spark-${role}`,
    image: value.image ?? application.value.image ?? null,
    env: value.env ?? [],
    envFrom: value.envFrom ?? [],
    securityContext: value.securityContext ?? null,
    volumeMounts: value.volumeMounts ?? [],
    lifecycle: value.lifecycle ?? null,
    ports: value.ports ?? [],
    resources: { limits: { memory: stringOf(value.memory) ?? '1g' } },
  };
  const spec = {
    hostNetwork: value.hostNetwork ?? null,
    serviceAccountName: value.serviceAccount ?? null,
    securityContext: value.podSecurityContext ?? null,
    shareProcessNamespace: value.shareProcessNamespace ?? null,
  };
  const pod = podOf({
    spec: placed(spec, part.path),
    containers: [
      {
        value: container,
        path: part.path,
        ...(value.image === undefined ? { fields: { image: `${application.path}.image` } } : {}),
      },
      ...each(part, 'sidecars'),
    ],
    initContainers: each(part, 'initContainers'),
    volumes: each(application, 'volumes'),
    metadata: part,
    place: part.path,
  });
  const moved = { from: 'spec.securityContext', to: `${part.path}.podSecurityContext` };
  return { ...pod, origins: [...pod.origins, moved] };
}
