// A pod that an object of another kind holds, put together as a Pod, with the places that its parts come from.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { isObject, type Json, type JsonObject, objectOf, stringMapOf } from '../../model/json.ts';

/** A part of the pod that stands elsewhere in the object. */
export interface PodOrigin {
  /** Path in the pod as put together, such as `spec.containers[0]`. */
  readonly from: string;
  /** Its path in the object. */
  readonly to: string;
}

export interface EmbeddedPod {
  /** `metadata` and `spec` of a Pod. */
  readonly pod: JsonObject;
  readonly origins: readonly PodOrigin[];
  /** Where in the object it stands: tells several pods of one object apart. */
  readonly place: string;
}

/** A value with its path in the object. */
export interface Placed {
  readonly value: JsonObject;
  readonly path: string;
}

export function placed(value: Json | undefined, path: string): Placed {
  return { value: objectOf(value), path };
}

export function below({ value, path }: Placed, ...keys: readonly string[]): Placed {
  let found: Json | undefined = value;
  for (const key of keys) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return placed(found, join(path, ...keys));
}

/** The objects of a list, each with its path. */
export function each({ value, path }: Placed, key: string): readonly Placed[] {
  const list = value[key];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: Json, index) => (isObject(item) ? [placed(item, join(path, key, index))] : []));
}

export interface Parts {
  /** What the pod's spec says beside its containers, by key. */
  readonly spec: Placed;
  readonly containers: readonly EmbeddedContainer[];
  readonly initContainers?: readonly EmbeddedContainer[];
  readonly volumes?: readonly Placed[];
  readonly metadata?: Placed;
  readonly place: string;
}

export interface EmbeddedContainer {
  readonly value: JsonObject;
  readonly path: string;
  /** Fields that stand elsewhere: a default, a script. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** A pod of parts that stand here and there. */
export function podOf({
  spec,
  containers,
  initContainers = [],
  volumes = [],
  metadata,
  place,
}: Parts): EmbeddedPod {
  const labels = stringMapOf(metadata?.value.labels);
  const annotations = stringMapOf(metadata?.value.annotations);
  const lists = {
    containers: containers.map(({ value }) => value),
    ...(initContainers.length > 0 ? { initContainers: initContainers.map(({ value }) => value) } : {}),
    ...(volumes.length > 0 ? { volumes: volumes.map(({ value }) => value) } : {}),
  };
  return {
    pod: { metadata: { labels, annotations }, spec: { ...spec.value, ...lists } },
    origins: [
      { from: 'spec', to: spec.path },
      ...(metadata === undefined ? [] : [{ from: 'metadata', to: metadata.path }]),
      ...containers.flatMap((one, index) => originsOf(one, `spec.containers[${index}]`)),
      ...initContainers.flatMap((one, index) => originsOf(one, `spec.initContainers[${index}]`)),
      ...volumes.map(({ path }, index) => ({ from: `spec.volumes[${index}]`, to: path })),
    ],
    place,
  };
}

function originsOf({ path, fields = {} }: EmbeddedContainer, from: string): readonly PodOrigin[] {
  const moved = Object.entries(fields).map(([key, to]) => ({ from: `${from}.${key}`, to }));
  return [{ from, to: path }, ...moved];
}

/** `args` for a script that an interpreter runs, as `-c` hands it one; the text stays in its place. */
export function scripted(container: Placed, key: string, interpreter: readonly string[]): EmbeddedContainer {
  const script = container.value[key];
  if (typeof script !== 'string') return container;
  const value = { ...container.value, command: [...interpreter, '-c', script] };
  return { value, path: container.path, fields: { command: join(container.path, key) } };
}
