// Pods by their shape: whatever the kind, a list of containers with an image is what a pod's spec looks like.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { isObject, type Json, type JsonObject, objectOf } from '../../model/json.ts';
import type { EmbeddedPod } from './pod.ts';

/** Every pod spec below the value. Nothing below one is a pod of its own. */
export function podsByShape(value: Json, path: string): readonly EmbeddedPod[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => podsByShape(item, join(path, index)));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const place = join(path, key);
    return isPodSpec(child) || isSpecOfTemplate(child, key, path)
      ? [podAt(child, objectOf(value.metadata), path, key)]
      : podsByShape(child ?? null, place);
  });
}

/** `metadata` beside a `spec` are the pod's, but for the outermost, which are the object's own. */
function podAt(spec: JsonObject, metadata: JsonObject, path: string, key: string): EmbeddedPod {
  const place = join(path, key);
  const beside = key === 'spec' && path !== '';
  return {
    pod: { metadata: beside ? metadata : {}, spec },
    origins: [
      { from: 'spec', to: place },
      { from: 'metadata', to: join(path, 'metadata') },
    ],
    place,
  };
}

function isPodSpec(value: Json | undefined): value is JsonObject {
  if (!isObject(value)) return false;
  return [value.containers, value.initContainers].some(
    (list) => Array.isArray(list) && list.some(namesImage),
  );
}

/** `podTemplate.spec`: what an operator lays over its own pod, the image of which it fills in itself (ECK, Flink). */
function isSpecOfTemplate(value: Json | undefined, key: string, path: string): value is JsonObject {
  if (key !== 'spec' || !/(?:^|\.)podTemplate$/.test(path) || !isObject(value)) return false;
  return (
    [value.containers, value.initContainers, value.volumes].some(Array.isArray) || 'hostNetwork' in value
  );
}

function namesImage(container: Json): boolean {
  return isObject(container) && typeof container.image === 'string';
}
