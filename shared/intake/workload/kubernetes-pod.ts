// All containers of a pod, with what its status says of them.
// SPDX-License-Identifier: Apache-2.0
import { type At, at, join } from '../../model/at.ts';
import { isObject } from '../../model/json.ts';
import type { Container, ContainerRole } from '../../model/workload.ts';
import {
  type Cursor,
  cursor,
  down,
  isAbsent,
  items,
  plain,
  settledString,
  unsettledMark,
  unsettledReason,
} from './cursor.ts';
import { containerOf } from './kubernetes-container.ts';
import type { PodSecurity } from './kubernetes-security.ts';

const lists: readonly (readonly [key: string, role: ContainerRole, status: string])[] = [
  ['containers', 'main', 'containerStatuses'],
  ['initContainers', 'init', 'initContainerStatuses'],
  ['ephemeralContainers', 'ephemeral', 'ephemeralContainerStatuses'],
];

/** @param pod the pod or its template: what holds `metadata` and `spec` */
export function containersOf(pod: Cursor): readonly Container[] {
  const spec = down(pod, 'spec');
  const security: PodSecurity = {
    context: down(spec, 'securityContext'),
    metadata: down(pod, 'metadata'),
    windows: plain(down(spec, 'os', 'name')) === 'windows',
  };
  return lists.flatMap(([key, role, status]) => {
    const digests = digestsOf(down(pod, 'status', status));
    return placesOf(down(spec, key)).map((from) => {
      const name = plain(down(from, 'name')) ?? '';
      return containerOf(from, role, security, digests.get(name) ?? at(null, join(from.path, 'image')));
    });
  });
}

/** One place a container; one that is no object, or a list that is none, stands for a container nobody knows. */
function placesOf(list: Cursor): readonly Cursor[] {
  if (isAbsent(list)) return [];
  if (unsettledReason(list.value) !== null) return [list];
  const found = Array.isArray(list.value) ? items(list) : [list];
  return found.map((from) =>
    Array.isArray(list.value) && isObject(from.value)
      ? from
      : cursor(unsettledMark('it is not an object'), from.path),
  );
}

/** `imageID` ends in the digest that was pulled: `registry/app@sha256:…` (Kubernetes API reference, ContainerStatus). */
function digestsOf(statuses: Cursor): ReadonlyMap<string, At<string | null>> {
  const found = new Map<string, At<string | null>>();
  for (const status of items(statuses)) {
    const image = settledString(down(status, 'imageID'));
    const digest = image.value?.split('@').at(-1) ?? '';
    if (digest.startsWith('sha256:'))
      found.set(plain(down(status, 'name')) ?? '', { ...image, value: digest });
  }
  return found;
}
