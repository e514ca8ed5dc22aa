// Moves the paths of a pod that was put together back to where its parts stand.
// SPDX-License-Identifier: Apache-2.0
import type { Workload } from '../../model/workload.ts';
import type { PodOrigin } from './pod.ts';

// Words of the object's author: nothing in them is a path of ours.
const words: ReadonlySet<string> = new Set(['tags', 'annotations']);

export function relocated(workload: Workload, origins: readonly PodOrigin[]): Workload {
  const longestFirst = [...origins].sort((one, other) => other.from.length - one.from.length);
  // The shape stays: only texts under `path` change.
  return moved(workload, longestFirst) as Workload;
}

function moved(value: unknown, origins: readonly PodOrigin[]): unknown {
  if (Array.isArray(value)) return value.map((item) => moved(item, origins));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      if (words.has(key)) return [key, child];
      return [
        key,
        key === 'path' && typeof child === 'string' ? movedPath(child, origins) : moved(child, origins),
      ];
    }),
  );
}

function movedPath(path: string, origins: readonly PodOrigin[]): string {
  const origin = origins.find(
    ({ from }) => path === from || path.startsWith(`${from}.`) || path.startsWith(`${from}[`),
  );
  return origin === undefined ? path : `${origin.to}${path.slice(origin.from.length)}`;
}
