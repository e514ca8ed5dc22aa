// The indexes that must be fresh before anything else is generated: what is generated loads them.
// SPDX-License-Identifier: Apache-2.0
import { eventIndexes } from './event-index.ts';
import { factIndex } from './fact-index.ts';
import type { Output } from './outputs.ts';
import { reportIndex } from './report-index.ts';

export async function registryIndexes(root: string): Promise<readonly Output[]> {
  return [await factIndex(root), ...(await eventIndexes(root)), await reportIndex(root)];
}
