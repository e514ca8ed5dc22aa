// Takes single pods away: evicted, so that disruption budgets are kept; deleted only where they allow none, and people agree.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../../gather/api.ts';
import { dig, type JsonObject, listOf, numberOf, objectOf, stringOf } from '../../../model/json.ts';
import { call, change, changed, hold, kept, type Plan, type Planning } from '../../planning/planning.ts';
import { type OwnerReference, readOf, shown, uidOf } from '../../platform/kubernetes-objects.ts';

/** Pods that each go by themselves. */
export async function planPods(pods: readonly OwnerReference[], planning: Planning): Promise<Plan> {
  const plans: Plan[] = [];
  for (const pod of pods) plans.push(await planPod(pod, planning));
  const [first] = plans;
  if (plans.length === 1 && first !== undefined) return first;
  const askFirst = plans.find((plan) => plan.askFirst !== undefined)?.askFirst;
  return {
    words: `evict ${plans.length} pods of ${pods[0]?.at.namespace}`,
    calls: plans.flatMap(({ calls }) => calls),
    before: plans.flatMap(({ before }) => before),
    after: plans.flatMap(({ after }) => after),
    undo: [],
    ...(askFirst === undefined ? {} : { askFirst }),
  };
}

export async function planPod(pod: OwnerReference, planning: Planning): Promise<Plan> {
  mayStop(pod);
  const uid = uidOf(pod.object);
  const read = readOf(pod);
  const changes = kept(change(shown(pod), read, await planning.state(read), { [uid]: null }));
  // Another pod of the same name, such as a StatefulSet makes, is left alone.
  const preconditions = { uid };
  const against = await budgetAgainst(pod, planning);
  if (against === null)
    return { words: `evict ${shown(pod)}`, calls: [evictionOf(pod, preconditions)], ...changes, undo: [] };
  const sent = call('kubernetes', 'deleteCoreV1NamespacedPod', { ...pod.at, body: { preconditions } });
  return {
    ...{ words: `delete ${shown(pod)}`, calls: [sent], ...changes, undo: [] },
    askFirst: `${against}: deleting the pod goes past it`,
  };
}

export function evict(at: JsonObject, body: JsonObject | null) {
  return call('kubernetes', 'createCoreV1NamespacedPodEviction', { ...at, body });
}

function evictionOf({ at }: OwnerReference, preconditions: JsonObject) {
  const { namespace, name } = at;
  return evict(at, {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { namespace, name },
    deleteOptions: { preconditions },
  });
}

export function hasEnded({ object }: OwnerReference): boolean {
  return ['Succeeded', 'Failed'].includes(String(dig(object, 'status', 'phase')));
}

function mayStop(pod: OwnerReference): void {
  const { object, at } = pod;
  if (hasEnded(pod)) changed(`Pod ${at.namespace}/${at.name} has ended`);
  // Its manifest lies on the node: the API server shows only a mirror (Kubernetes, "Create static Pods").
  if (objectOf(dig(object, 'metadata', 'annotations'))['kubernetes.io/config.mirror'] !== undefined)
    hold('protected', `Pod ${at.namespace}/${at.name} is a static pod, which only its node can stop`);
}

/** Why no eviction would be let through now; null: one would. The API server bears one budget a pod (Kubernetes, "API-initiated Eviction"). */
async function budgetAgainst({ at, object }: OwnerReference, { reader }: Planning): Promise<string | null> {
  const { cluster, namespace } = at;
  const output = await reader.get('kubernetes', 'listPolicyV1NamespacedPodDisruptionBudget', {
    cluster,
    namespace,
  });
  const labels = objectOf(dig(object, 'metadata', 'labels'));
  const budgets = objectsOf(output.items).filter((one) =>
    selects(objectOf(dig(one, 'spec', 'selector')), labels),
  );
  if (budgets.length > 1) return 'several disruption budgets cover the pod, and eviction bears only one';
  const [budget] = budgets;
  if (budget === undefined || (numberOf(dig(budget, 'status', 'disruptionsAllowed')) ?? 0) > 0) return null;
  return `the disruption budget ${stringOf(dig(budget, 'metadata', 'name')) ?? ''} allows no eviction now`;
}

/** A label selector (Kubernetes API reference, LabelSelector): empty it selects everything. What it does not know selects. */
export function selects(selector: JsonObject, labels: JsonObject): boolean {
  const equal = Object.entries(objectOf(selector.matchLabels)).every(([key, value]) => labels[key] === value);
  return equal && objectsOf(selector.matchExpressions).every((one) => expressionHolds(one, labels));
}

function expressionHolds({ key, operator, values }: JsonObject, labels: JsonObject): boolean {
  const value = labels[String(key)];
  const among = listOf(values).some((one) => one === value);
  if (operator === 'In') return value !== undefined && among;
  if (operator === 'NotIn') return !among;
  if (operator === 'Exists') return value !== undefined;
  return operator === 'DoesNotExist' ? value === undefined : true;
}
