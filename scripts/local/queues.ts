// What Lambda does with a queue: hands messages over in batches, takes away those that were dealt with, leaves the others invisible for a while.
// SPDX-License-Identifier: Apache-2.0
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { dig, listOf, stringOf } from '../../shared/model/json.ts';

export interface Polled {
  readonly client: SQSClient;
  readonly url: string;
  readonly arn: string;
  readonly region: string;
  readonly batch: number;
  readonly invoke: (event: unknown) => Promise<unknown>;
}

export interface Poller {
  /** One batch; false where the queue shows none. */
  poll(): Promise<boolean>;
  /** What a handler could not do becomes visible at once, as if its time had passed; false where there is nothing of that. */
  showAgain(): Promise<boolean>;
}

export function poller({ client, url, arn, region, batch, invoke }: Polled): Poller {
  let waiting: readonly Message[] = [];
  return {
    async poll() {
      const messages = await receive(client, url, batch);
      if (messages.length === 0) return false;
      const Records = messages.map((message) => recordOf(message, arn, region));
      const left = leftBy(
        messages,
        await invoke({ Records }).then(
          (answer) => ({ answer }),
          () => null,
        ),
      );
      for (const message of messages)
        if (!left.includes(message))
          await client.send(
            new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle }),
          );
      waiting = [...waiting, ...left];
      return true;
    },
    async showAgain() {
      for (const { ReceiptHandle } of waiting)
        await client.send(
          new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }),
        );
      const some = waiting.length > 0;
      waiting = [];
      return some;
    },
  };
}

/** SQS gives ten at most at a time. */
async function receive(client: SQSClient, QueueUrl: string, batch: number): Promise<readonly Message[]> {
  const found: Message[] = [];
  while (found.length < batch) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        ...{ QueueUrl, MaxNumberOfMessages: Math.min(10, batch - found.length) },
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) break;
    found.push(...Messages);
  }
  return found;
}

/** Messages that are not dealt with: those that the answer names, and all where there is none (the handler threw), or where it cannot be read. */
export function leftBy(
  messages: readonly Message[],
  given: { readonly answer: unknown } | null,
): readonly Message[] {
  if (given === null) return messages;
  const failures = listOf(dig(given.answer, 'batchItemFailures'));
  const named = failures.map((failure) => stringOf(dig(failure, 'itemIdentifier')));
  // "If you return … an itemIdentifier with a bad key name or an empty one, Lambda treats the batch as a complete failure"
  // (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
  const known = new Set<string | null>(messages.map(({ MessageId = '' }) => MessageId));
  if (named.some((id) => !known.has(id))) return messages;
  return messages.filter(({ MessageId = '' }) => named.includes(MessageId));
}

function recordOf(message: Message, eventSourceARN: string, awsRegion: string) {
  return {
    ...{ messageId: message.MessageId, receiptHandle: message.ReceiptHandle, body: message.Body },
    ...{ attributes: message.Attributes ?? {}, messageAttributes: {}, md5OfBody: message.MD5OfBody },
    ...{ eventSource: 'aws:sqs', eventSourceARN, awsRegion },
  };
}
