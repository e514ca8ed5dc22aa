// Reads the dead letters of one queue, and sends them where they came from.
// SPDX-License-Identifier: Apache-2.0
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

type Client = Pick<SQSClient, 'send'>;

/** Null: there is no such queue. */
export async function urlOf(client: Client, QueueName: string): Promise<string | null> {
  try {
    return (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? null;
  } catch (error) {
    if (error instanceof Error && /NonExistentQueue|QueueDoesNotExist/.test(error.name)) return null;
    throw error;
  }
}

/** As SQS counts them, roughly. */
export async function countIn(client: Client, QueueUrl: string): Promise<number> {
  const input = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages' as const] };
  const { Attributes } = await client.send(new GetQueueAttributesCommand(input));
  return Number(Attributes?.ApproximateNumberOfMessages ?? '0');
}

/** Some of them, which others see again at once. */
export async function peek(client: Client, QueueUrl: string): Promise<readonly Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return Messages;
}

/** Long enough to send what was taken. */
const hidden = 60;

/** Sent first and deleted then: one that is sent twice changes nothing, one that is lost would. Gives how many. */
export async function redrive(
  client: Client,
  from: string,
  to: string,
  back: (body: string) => string,
): Promise<number> {
  let moved = 0;
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: 10, VisibilityTimeout: hidden }),
    );
    if (Messages.length === 0) return moved;
    for (const { Body = '', ReceiptHandle } of Messages) {
      await client.send(new SendMessageCommand({ QueueUrl: to, MessageBody: back(Body) }));
      await client.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
      moved++;
    }
  }
}
