// Argo's `podSpecPatch`: text that is merged into the spec of each pod (Argo Workflows, "Pod Spec Patch").
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { isObject, type Json, type JsonObject, listOf, objectOf } from '../../model/json.ts';
import { unsettledMark } from '../workload/cursor.ts';
import type { EmbeddedPod, Placed } from './pod.ts';

const key = 'podSpecPatch';

/** The pod with the patches of its workflow and of its own template, in that order. */
export function withPatches(pod: EmbeddedPod, holders: readonly Placed[]): EmbeddedPod {
  let result = pod;
  for (const { value, path } of holders) {
    const text = value[key];
    if (typeof text === 'string' && text.trim() !== '') result = withPatch(result, text, join(path, key));
  }
  return result;
}

function withPatch({ pod, origins, place }: EmbeddedPod, text: string, path: string): EmbeddedPod {
  const patch = objectIn(text);
  const before = objectOf(pod.spec);
  const spec = patch === null ? left(before, text) : merged(before, patch, 0);
  const changed = Object.keys(spec).filter((name) => spec[name] !== before[name] && !lists.has(name));
  const moved = changed.map((name) => ({ from: `spec.${name}`, to: path }));
  return { pod: { ...pod, spec }, origins: [...origins, ...moved], place };
}

const lists: ReadonlySet<string> = new Set(['containers', 'initContainers', 'volumes']);

function objectIn(text: string): JsonObject | null {
  try {
    const found = JSON.parse(text) as Json;
    return isObject(found) ? found : null;
  } catch {
    return null;
  }
}

const deepest = 12;

/** A strategic merge: objects by key, lists of named things by name, anything else as the patch has it. */
function merged(before: JsonObject, patch: JsonObject, depth: number): JsonObject {
  const result: Record<string, Json | undefined> = { ...before };
  for (const [name, value] of Object.entries(patch))
    result[name] = value === undefined ? before[name] : mergedValue(before[name], value, depth + 1);
  return result;
}

function mergedValue(before: Json | undefined, patch: Json, depth: number): Json {
  if (depth > deepest) return patch;
  if (isObject(before) && isObject(patch)) return merged(before, patch, depth);
  return Array.isArray(before) && Array.isArray(patch) ? mergedList(before, patch, depth) : patch;
}

function mergedList(before: readonly Json[], patch: readonly Json[], depth: number): Json {
  const byName = new Map(patch.map((item) => [objectOf(item).name, item]));
  const names = new Set(before.map((item) => objectOf(item).name));
  const changed = before.map((item) => {
    const { name } = objectOf(item);
    const change = name === undefined ? undefined : byName.get(name);
    return change === undefined ? item : mergedValue(item, change, depth);
  });
  return [...changed, ...patch.filter((item) => !names.has(objectOf(item).name))];
}

const flags = ['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers', 'securityContext'];

/** What a text that cannot be read may change is left to the one who runs it. */
function left(spec: JsonObject, text: string): JsonObject {
  const mark = () => unsettledMark(`${key} is no JSON object, and may change it`);
  const named = flags.filter((flag) => text.includes(flag));
  const containers = /securityContext|privileged|capabilities/.test(text)
    ? listOf(spec.containers).map((one) => (isObject(one) ? { ...one, securityContext: mark() } : one))
    : spec.containers;
  const volumes = text.includes('hostPath') ? mark() : spec.volumes;
  return { ...spec, ...Object.fromEntries(named.map((flag) => [flag, mark()])), containers, volumes };
}
