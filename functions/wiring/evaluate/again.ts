// Brings an event again later, through the function's own queue: what it waits for needs time, not a sleep.
// SPDX-License-Identifier: Apache-2.0
import type { SQSRecord } from 'aws-lambda';

/** How long SQS holds a message back at most, in seconds (SQS Developer Guide, "Delay queues and message timers"). */
const longest = 900;
/** An event comes again so many times: a clock that runs wrong must not keep it going for ever. */
const most = 3;

export interface AgainParts {
  readonly queue: string | undefined;
  readonly now: () => number;
}

/** How often the message has come again already. */
export function timesAgain({ messageAttributes }: Pick<SQSRecord, 'messageAttributes'>): number {
  const said = Number(messageAttributes?.again?.stringValue ?? '0');
  return Number.isInteger(said) && said > 0 ? said : 0;
}

/** Undefined where there is no queue, or it came too often. Rejects where the queue does. */
export function againOf(times: number, { queue, now }: AgainParts) {
  if (queue === undefined || times >= most) return undefined;
  return async (record: unknown, at: string): Promise<void> => {
    const seconds = Math.ceil((Date.parse(at) - now()) / 1000) + 1;
    const { sendLater } = await import('./send-later.ts');
    const DelaySeconds = Math.min(Math.max(seconds, 1), longest);
    const MessageBody = typeof record === 'string' ? record : JSON.stringify(record);
    const again = { DataType: 'Number', StringValue: String(times + 1) };
    await sendLater({ QueueUrl: queue, MessageBody, DelaySeconds, MessageAttributes: { again } });
  };
}
