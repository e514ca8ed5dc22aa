// Templates that a Deployment or StatefulSet ran before, newest first: what it can go back to.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../../gather/api.ts';
import { dig, type JsonObject, numberOf, objectOf, stringOf } from '../../../model/json.ts';
import type { ActionContext } from '../../planning/action.ts';
import type { Planning } from '../../planning/planning.ts';
import { controllerOf, manifestOf, type OwnerReference, uidOf } from '../../platform/kubernetes-objects.ts';

export interface Template {
  readonly revision: number;
  readonly template: JsonObject;
}

// revisionHistoryLimit is 10 unless somebody raised it (Kubernetes, "Deployments", "Clean up Policy").
const templatesLookedAt = 20;

/** The newest former template that passes; null: none. */
export async function goodTemplate(
  owner: OwnerReference,
  planning: Planning,
  { passes }: ActionContext,
): Promise<Template | null> {
  if (passes === undefined) return null;
  const former = owner.kind === 'Deployment' ? replicaSets : owner.kind === 'StatefulSet' ? revisions : null;
  const found = former === null ? [] : await former(owner, planning);
  const newest = [...found].sort((a, b) => b.revision - a.revision).slice(0, templatesLookedAt);
  for (const one of newest) if (await passes(manifestOf(owner, one.template))) return one;
  return null;
}

/** Deployments keep a ReplicaSet for each template they had (Kubernetes, "Deployments", "Rolling Back a Deployment"). */
async function replicaSets(owner: OwnerReference, planning: Planning): Promise<readonly Template[]> {
  const sets = await readOwned(owner, 'listAppsV1NamespacedReplicaSet', planning);
  const now = revisionOf(owner.object);
  return sets.flatMap((set) => {
    const revision = revisionOf(set);
    const template = withoutHash(objectOf(dig(set, 'spec', 'template')));
    return revision === null || revision === now ? [] : [{ revision, template }];
  });
}

function revisionOf(object: JsonObject): number | null {
  const text = stringOf(
    objectOf(dig(object, 'metadata', 'annotations'))['deployment.kubernetes.io/revision'],
  );
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** The controller adds the label to each ReplicaSet's pods (Kubernetes, "Deployments", "Pod-template-hash label"). */
function withoutHash(template: JsonObject): JsonObject {
  const metadata = objectOf(template.metadata);
  const { 'pod-template-hash': _, ...labels } = objectOf(metadata.labels);
  return { ...template, metadata: { ...metadata, labels } };
}

/** StatefulSets keep a ControllerRevision for each (Kubernetes API reference, ControllerRevision). */
async function revisions(owner: OwnerReference, planning: Planning): Promise<readonly Template[]> {
  const kept = await readOwned(owner, 'listAppsV1NamespacedControllerRevision', planning);
  const now = stringOf(dig(owner.object, 'status', 'updateRevision'));
  return kept.flatMap((one) => {
    const revision = numberOf(one.revision);
    const { $patch: _, ...template } = objectOf(dig(one, 'data', 'spec', 'template'));
    const isNow = stringOf(dig(one, 'metadata', 'name')) === now;
    return revision === null || isNow || template.spec === undefined ? [] : [{ revision, template }];
  });
}

async function readOwned(
  owner: OwnerReference,
  operation: string,
  { reader }: Planning,
): Promise<readonly JsonObject[]> {
  const { cluster, namespace } = owner.at;
  const output = await reader.get('kubernetes', operation, { cluster, namespace });
  return objectsOf(output.items).filter((item) => controllerOf(item)?.uid === uidOf(owner.object));
}
