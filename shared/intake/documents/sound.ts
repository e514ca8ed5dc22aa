// Whether a document of a kind holds what makes it one: what is missing would otherwise look like a default, and pass.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, stringOf } from '../../model/json.ts';
import { unsettledReason } from '../workload/cursor.ts';
import { isWorkloadKind, podPlaceOf } from '../workload/kubernetes.ts';
import { type DocumentKind, lacks } from './detect.ts';

/** What is wrong, at a path; or a document that is no whole one by design, left out for `reason`. */
export type Unsound =
  | { readonly path: string; readonly message: string; readonly remedy: string }
  | { readonly reason: string };

/** Null where nothing is wrong. `inner`: the document without the API's wrapper, which stands at `base`. */
export function unsoundness(
  value: JsonObject,
  inner: JsonObject,
  base: string,
  kind: DocumentKind,
): Unsound | null {
  const missing = lacks(value, kind);
  if (missing !== null)
    return at(
      '',
      `is no ${kindWords[kind] ?? kind.replaceAll('-', ' ')}: it has no ${missing}`,
      'say what it is with another --kind, or mend it',
    );
  if (kind === 'task-definition')
    return lacksContainers(inner.containerDefinitions, base === '' ? containers : `${base}.${containers}`);
  return kind === 'kubernetes' ? ofObject(value) : null;
}

/** Kinds whose name is no noun by itself. */
const kindWords: Partial<Record<DocumentKind, string>> = {
  kubernetes: 'Kubernetes object',
  cloudformation: 'CloudFormation template',
  trust: 'trust policy',
  account: 'description of an account',
  'run-task': 'request to run a task',
};

function at(path: string, message: string, remedy: string): Unsound {
  return { path, message, remedy };
}

const containers = 'containerDefinitions';

/** @param path of the list. What only a deployment settles may be one. */
export function lacksContainers(list: unknown, path: string): Unsound | null {
  if ((Array.isArray(list) && list.length > 0) || unsettledReason(list) !== null) return null;
  return at(path, 'containerDefinitions is no list of containers', 'give a list of one container at least');
}

function ofObject(object: JsonObject): Unsound | null {
  if (!isWorkloadKind(object.kind, object.apiVersion)) return null;
  const kind = stringOf(object.kind) ?? '';
  let value: Json | undefined = object;
  let path = '';
  for (const key of [...podPlaceOf(kind), 'spec']) {
    value = isObject(value) ? value[key] : undefined;
    path = path === '' ? key : `${path}.${key}`;
    if (value !== undefined && value !== null && !isObject(value))
      return at(path, `${path} is no object`, `see the API reference of ${kind}`);
  }
  const list = isObject(value) ? value.containers : undefined;
  if (isPatch(object, list)) return { reason: `a patch of a ${kind}: judge what it makes of the whole` };
  if (Array.isArray(list) && list.length > 0) return null;
  return at(`${path}.containers`, `${kind} without a list of containers`, `give \`${path}.containers\``);
}

const selecting: ReadonlySet<unknown> = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet']);

/** Kustomize lays patches over whole objects: without the selector that the API server demands and without an image it is no whole one. */
function isPatch({ kind, spec }: JsonObject, containers: Json | undefined): boolean {
  if (!selecting.has(kind) || (isObject(spec) && spec.selector !== undefined)) return false;
  const list = Array.isArray(containers) ? containers : [];
  return !list.some((one: Json) => isObject(one) && typeof one.image === 'string');
}
