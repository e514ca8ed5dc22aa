// Puts one event on a bus.
// SPDX-License-Identifier: Apache-2.0
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';

/** `what` is put there: "the change". Rejects where the bus did not take it, with an error that is named by the bus's code. */
export async function putEvent(
  client: Pick<EventBridgeClient, 'send'>,
  what: string,
  entry: PutEventsRequestEntry,
): Promise<void> {
  // An entry that is refused is no error of the call (EventBridge API Reference, PutEvents).
  const { FailedEntryCount = 0, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
  if (FailedEntryCount === 0) return;
  const code = Entries?.[0]?.ErrorCode ?? 'no reason given';
  throw Object.assign(new Error(`the bus did not take ${what}: ${code}`), { name: code });
}
