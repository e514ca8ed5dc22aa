// Strimzi: `template.pod` and `template.<name>Container` of a component say what its pods are like (Strimzi, Custom Resource API reference).
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { isObject, type Json } from '../../model/json.ts';
import { below, type EmbeddedContainer, type EmbeddedPod, type Placed, placed, podOf } from './pod.ts';

/** One pod for each component with a template of its pods or containers. */
export function strimziPods(value: Json | undefined, path: string): readonly EmbeddedPod[] {
  if (!isObject(value)) return [];
  const own = placed(value, path);
  const found = containersOf(own);
  const hasPod = isObject(below(own, 'template').value.pod);
  const inner = Object.entries(value).flatMap(([key, child]) =>
    key === 'template' ? [] : strimziPods(child, join(path, key)),
  );
  if (found.length === 0 && !hasPod) return inner;
  const spec = below(own, 'template', 'pod');
  // Strimzi brings the image and the container where the resource names none.
  const containers = found.length > 0 ? found : [{ value: imageOf(own), path }];
  return [podOf({ spec, containers, metadata: below(spec, 'metadata'), place: path }), ...inner];
}

function containersOf(component: Placed): readonly EmbeddedContainer[] {
  const template = below(component, 'template');
  return Object.keys(template.value)
    .filter((key) => key.endsWith('Container') && isObject(template.value[key]))
    .map((key) => {
      const own = below(template, key);
      const name = key.slice(0, -'Container'.length);
      const fields = { image: join(component.path, 'image'), resources: join(component.path, 'resources') };
      return { value: { name, ...imageOf(component), ...own.value }, path: own.path, fields };
    });
}

function imageOf({ value }: Placed) {
  const { image, resources } = value;
  return { ...(image === undefined ? {} : { image }), ...(resources === undefined ? {} : { resources }) };
}
