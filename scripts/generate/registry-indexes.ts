// The indexes of all registries, which are written before anything else is loaded: what is generated loads them.
// SPDX-License-Identifier: Apache-2.0
import { actionIndexes } from './action-index.ts';
import { eventIndexes } from './event-index.ts';
import { factIndex } from './fact-index.ts';
import { controlIndex } from './index-file.ts';
import type { Output } from './output.ts';
import { reportIndex } from './report-index.ts';

/** Reads the files of the registries as text and loads none: an old index may name a file that is gone. */
export function registryIndexes(root: string): readonly Output[] {
  return [
    controlIndex(root),
    ...actionIndexes(root),
    factIndex(root),
    ...eventIndexes(root),
    reportIndex(root),
  ];
}
