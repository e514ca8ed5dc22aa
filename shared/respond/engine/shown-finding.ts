// A finding as people are shown it, acknowledgements of any kind included.
// SPDX-License-Identifier: Apache-2.0
import { findingOf } from '../../findings/finding.ts';
import type { Finding } from '../../model/finding.ts';
import { type Decisions, isoNow } from './ports.ts';

/** Null: the record does not hold it. */
export async function readShownFinding(
  id: string,
  { store, view, now }: Pick<Decisions, 'store' | 'view' | 'now'>,
): Promise<Finding | null> {
  const row = await store.get(id);
  return row === null ? null : findingOf(row, { ...view, now: isoNow({ now }) });
}
