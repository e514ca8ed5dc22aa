// Requests and limits of a Kubernetes container or pod.
// SPDX-License-Identifier: Apache-2.0
import type { Limits } from '../../model/workload.ts';
import { type Cursor, down, settledString } from './cursor.ts';

export function limitsOf(resources: Cursor): Limits {
  return {
    memory: settledString(down(resources, 'limits', 'memory')),
    memoryReservation: settledString(down(resources, 'requests', 'memory')),
    cpu: settledString(down(resources, 'limits', 'cpu')),
    cpuReservation: settledString(down(resources, 'requests', 'cpu')),
  };
}
