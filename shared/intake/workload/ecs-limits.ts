// Amounts of CPU and memory in ECS documents.
// SPDX-License-Identifier: Apache-2.0
import { type At, at } from '../../model/at.ts';
import type { Limits } from '../../model/workload.ts';
import { type Cursor, down, settledString } from './cursor.ts';

/** As written, null where nothing is asked for: ECS returns 0, and in task events the text "null", for a value never given. */
export function amount(from: Cursor): At<string | null> {
  const read = settledString(from);
  return read.value === '0' || read.value === '' || read.value === 'null' ? at(null, from.path) : read;
}

/** Limits of the whole task: ECS knows no reservation there. */
export function taskLimits(from: Cursor): Limits {
  return {
    memory: amount(down(from, 'memory')),
    memoryReservation: at(null, ''),
    cpu: amount(down(from, 'cpu')),
    cpuReservation: at(null, ''),
  };
}
