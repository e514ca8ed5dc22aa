// What a recipient other than Slack was told already: noted behind each telling, so that nothing is left out, and hardly anything said twice.
// SPDX-License-Identifier: Apache-2.0

import type { RecordStore } from '../../findings/store.ts';
import { appendTold } from '../../findings/writes/told.ts';
import type { FindingChange } from '../../model/finding.ts';
import { stableHash } from '../../model/hash.ts';

/** Names a change, however often and by whichever way it arrives. */
export function changeId({ finding, type, at, eventId }: FindingChange): string {
  return `${finding.id}/${finding.reopened}/${type}/${at}/${eventId}`;
}

/** The changes that the recipient was not told yet, each once. */
export async function findUntold(
  store: RecordStore,
  recipient: string,
  changes: readonly FindingChange[],
): Promise<readonly FindingChange[]> {
  const each = [...new Map(changes.map((change) => [changeId(change), change])).values()];
  const known = await Promise.all(each.map((change) => store.read(logOf(recipient, change))));
  return each.filter((_, place) => known[place]?.length === 0);
}

export async function noteTold(
  store: RecordStore,
  recipient: string,
  changes: readonly FindingChange[],
  at: string,
): Promise<void> {
  await Promise.all(changes.map((change) => appendTold(store, logOf(recipient, change), 1, { at })));
}

function logOf(recipient: string, change: FindingChange): `told/${string}` {
  return `told/${recipient}/${stableHash(changeId(change))}`;
}
