// Probes and lifecycle hooks of a Kubernetes container.
// SPDX-License-Identifier: Apache-2.0
import type { Hook } from '../../model/workload.ts';
import { type Cursor, down, isAbsent, settledString, settledStrings } from './cursor.ts';

const places: readonly (readonly [kind: Hook['kind'], ...keys: readonly string[]])[] = [
  ['liveness', 'livenessProbe'],
  ['readiness', 'readinessProbe'],
  ['startup', 'startupProbe'],
  ['post-start', 'lifecycle', 'postStart'],
  ['pre-stop', 'lifecycle', 'preStop'],
];

export function hooksOf(container: Cursor): readonly Hook[] {
  return places.flatMap(([kind, ...keys]) => {
    const from = down(container, ...keys);
    return isAbsent(from) ? [] : [hookOf(kind, from)];
  });
}

function hookOf(kind: Hook['kind'], from: Cursor): Hook {
  const command = down(from, 'exec', 'command');
  return {
    kind,
    path: from.path,
    command: isAbsent(command) ? null : settledStrings(command),
    host: hostOf(from),
  };
}

/** The host that the kubelet would call; without one it calls the pod (Kubernetes API reference, HTTPGetAction). */
function hostOf(from: Cursor): Hook['host'] {
  for (const action of ['httpGet', 'tcpSocket']) {
    const host = settledString(down(from, action, 'host'));
    if (host.unsettled !== undefined || (host.value !== null && host.value !== ''))
      return { ...host, value: host.value ?? '' };
  }
  return null;
}
