// One record of the table's stream to one event on the bus: the change that this write told, if it told any.
// SPDX-License-Identifier: Apache-2.0
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { DynamoDBRecord } from 'aws-lambda';
import { busEvent } from '../../shared/findings/bus.ts';
import { lastChange } from '../../shared/findings/lifecycle.ts';
import { rowFrom } from '../../shared/findings/row-text.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { viewOf } from '../../shared/policy/view.ts';

/** Rejects where the bus did not take the event: the stream then hands the record out again. */
export function publisherOf(client: EventBridgeClient, bus: string, policy: Policy, now: string) {
  const view = { ...viewOf(policy), now };
  return async ({ dynamodb }: DynamoDBRecord): Promise<void> => {
    const after = dynamodb?.NewImage?.body?.S;
    if (after === undefined) return;
    const row = rowFrom(after);
    if (row.told.last === null || row.told.last.seq === toldBefore(dynamodb?.OldImage?.body?.S)) return;
    const change = lastChange(row, view);
    if (change === null) return;
    const { FailedEntryCount, Entries } = await client.send(
      new PutEventsCommand({ Entries: [{ ...busEvent(change), EventBusName: bus }] }),
    );
    if (FailedEntryCount !== undefined && FailedEntryCount > 0)
      throw new Error(`the bus did not take the change: ${Entries?.[0]?.ErrorCode ?? 'no reason given'}`);
  };
}

/** Number of the newest change that the row told before this write. */
function toldBefore(body: string | undefined): number | null {
  return body === undefined ? null : (rowFrom(body).told.last?.seq ?? null);
}
