// Probes and lifecycle hooks of a Kubernetes container.
// SPDX-License-Identifier: Apache-2.0
import type { LifecycleHook } from '../../model/workload.ts';
import { type Cursor, down, isAbsent, settledString, settledStrings } from './cursor.ts';

const places: readonly (readonly [kind: LifecycleHook['kind'], ...keys: readonly string[]])[] = [
  ['liveness', 'livenessProbe'],
  ['readiness', 'readinessProbe'],
  ['startup', 'startupProbe'],
  ['post-start', 'lifecycle', 'postStart'],
  ['pre-stop', 'lifecycle', 'preStop'],
];

export function hooksOf(container: Cursor): readonly LifecycleHook[] {
  return places.flatMap(([kind, ...keys]) => {
    const from = down(container, ...keys);
    return isAbsent(from) ? [] : [hookOf(kind, from)];
  });
}

function hookOf(kind: LifecycleHook['kind'], from: Cursor): LifecycleHook {
  const command = down(from, 'exec', 'command');
  return {
    kind,
    path: from.path,
    command: isAbsent(command) ? null : settledStrings(command),
    host: hostOf(from),
  };
}

/** The host that the kubelet would call; without one it calls the pod (Kubernetes API reference, HTTPGetAction). */
function hostOf(from: Cursor): LifecycleHook['host'] {
  for (const action of ['httpGet', 'tcpSocket']) {
    const host = settledString(down(from, action, 'host'));
    if (host.unsettled !== undefined || (host.value !== null && host.value !== ''))
      return { ...host, value: host.value ?? '' };
  }
  return null;
}
