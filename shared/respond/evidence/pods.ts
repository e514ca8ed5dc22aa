// Evidence of Kubernetes pods: what the API server says of them, and what their containers logged last.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../gather/api.ts';
import { dig, type JsonObject, stringOf } from '../../model/json.ts';
import { call } from '../planning/planning.ts';
import type { ObjectName } from '../platform/kubernetes-objects.ts';
import { bounds, type GatheredEvidence, type WorkloadEvidence, workloadEvidence } from './evidence.ts';
import { lastLines, readLines } from './log-lines.ts';
import { ask, hasRoom, type Sources } from './sources.ts';

export async function gatherPod(at: ObjectName, sources: Sources, evidence: GatheredEvidence): Promise<void> {
  const found = workloadEvidence('pod', `${at.namespace}/${at.name}`);
  evidence.workloads.push(found);
  const pod = await ask(call('kubernetes', 'readCoreV1NamespacedPod', at), sources, evidence);
  if (pod === null) return;
  found.description = pod;
  const statuses = statusesOf(pod);
  found.images = statuses.map(imageOf);
  await Promise.all(
    statuses.map(({ name }) => readLog(at, stringOf(name) ?? '', found, { sources, evidence })),
  );
}

function statusesOf(pod: JsonObject): readonly JsonObject[] {
  return ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'].flatMap((list) =>
    objectsOf(dig(pod, 'status', list)),
  );
}

/** `imageID` ends in the digest: `docker.io/library/nginx@sha256:…` (Kubernetes API reference, ContainerStatus). */
function imageOf({ name, image, imageID }: JsonObject) {
  const digest = /sha256:[0-9a-f]{64}$/.exec(stringOf(imageID) ?? '')?.[0] ?? null;
  return { container: stringOf(name) ?? '', image: stringOf(image), digest };
}

async function readLog(
  at: ObjectName,
  container: string,
  { logs }: WorkloadEvidence,
  { sources, evidence }: { readonly sources: Sources; readonly evidence: GatheredEvidence },
): Promise<void> {
  if (!hasRoom(evidence)) return;
  const read = call('kubernetes', 'readCoreV1NamespacedPodLog', {
    ...at,
    ...{ container, tailLines: readLines, timestamps: true, sinceSeconds: bounds.age / 1000 },
  });
  const output = await ask(read, sources, evidence);
  if (output === null) return;
  const text = stringOf(output.text) ?? '';
  const whole = text.split('\n').length <= readLines;
  logs.push({ container, source: `${at.namespace}/${at.name}`, ...lastLines(text, whole) });
}
