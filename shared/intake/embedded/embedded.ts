// Pods within objects of other kinds than Kubernetes' own: of well-known ones as their reference says, of any other by shape.
// SPDX-License-Identifier: Apache-2.0
import { type Json, type JsonObject, stringOf } from '../../model/json.ts';
import type { Workload } from '../../model/workload.ts';
import { cursor, down } from '../workload/cursor.ts';
import { fromKubernetesObject } from '../workload/kubernetes.ts';
import { namespaceOf, objectId, objectName } from '../workload/kubernetes-names.ts';
import type { Where } from '../workload/where.ts';
import { argoPlaces, argoPods } from './argo.ts';
import { below, type EmbeddedPod, placed } from './pod.ts';
import { relocated } from './relocated.ts';
import { podsByShape } from './shape.ts';
import { sparkPlaces, sparkPods } from './spark.ts';
import { strimziPods } from './strimzi.ts';
import { tektonKinds, tektonPods } from './tekton.ts';

/** The pods of an object that is no workload of Kubernetes' own, a Workload each. */
export function embeddedWorkloads(object: JsonObject, where: Where): readonly Workload[] {
  const pods = podsOf(object);
  return pods.flatMap((pod) => workloadOf(object, pod, pods.length > 1, where));
}

function workloadOf(
  object: JsonObject,
  { pod, origins, place }: EmbeddedPod,
  several: boolean,
  where: Where,
): readonly Workload[] {
  const metadata = down(cursor(object), 'metadata');
  const kind = stringOf(object.kind) ?? 'object';
  const name = objectName(metadata);
  const namespace = namespaceOf(metadata, where);
  const own = objectId(kind, namespace, name) + (several ? `#${place}` : '');
  const labels = { ...labelsOf(object.metadata), ...labelsOf(pod.metadata) };
  const whole: JsonObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...asObject(pod.metadata), name, namespace, labels },
    spec: pod.spec ?? {},
  };
  const named = {
    id: where.id ?? own,
    identity: where.identity ?? own,
    objectKind: kind,
    source: 'pod-template',
    instance: null,
  } as const;
  const workload = fromKubernetesObject(whole, { ...where, ...named });
  return workload === null ? [] : [relocated({ ...workload, uid: null }, origins)];
}

const asObject = (value: Json | undefined): JsonObject => placed(value, '').value;
const labelsOf = (metadata: Json | undefined): JsonObject => asObject(asObject(metadata).labels);

// Their patterns look like pods and are none: what a policy asks of pods, what a schema says of them, what was before.
const patterns = /(?:^|\.)(?:kyverno\.io|gatekeeper\.sh)$/;
const kubernetes =
  /^(?:v1|apps|batch|autoscaling|policy|extensions|(?:rbac\.authorization|networking|storage|admissionregistration|apiextensions|scheduling|coordination|discovery|node|certificates|flowcontrol\.apiserver|events|authentication|authorization|apiregistration|metrics|resource|admission|internal\.apiserver|storagemigration)\.k8s\.io)$/;

/** True for the API groups of Kubernetes itself. */
export function isKubernetesGroup(apiVersion: string): boolean {
  return kubernetes.test(groupOf(apiVersion));
}

export function groupOf(apiVersion: string): string {
  return apiVersion.split('/', 1)[0] ?? '';
}

function podsOf(object: JsonObject): readonly EmbeddedPod[] {
  const group = groupOf(stringOf(object.apiVersion) ?? 'v1');
  const kind = stringOf(object.kind) ?? '';
  if (isKubernetesGroup(group) || patterns.test(group)) return [];
  const root = placed(object, '');
  const argo = Object.hasOwn(argoPlaces, kind) ? argoPlaces[kind] : undefined;
  if (group === 'argoproj.io' && argo !== undefined) return argoPods(below(root, ...argo));
  if (group === 'tekton.dev' && tektonKinds.has(kind)) return tektonPods(kind, root);
  const spark = Object.hasOwn(sparkPlaces, kind) ? sparkPlaces[kind] : undefined;
  if (group === 'sparkoperator.k8s.io' && spark !== undefined)
    return [...sparkPods(below(root, ...spark)), ...podsByShape(object, '')];
  if (group.endsWith('strimzi.io')) return [...strimziPods(object.spec, 'spec'), ...podsByShape(object, '')];
  return podsByShape(object, '');
}
