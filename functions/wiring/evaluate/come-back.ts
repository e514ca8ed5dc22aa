// Puts an event back into its own queue, to come again later; how often it has come back travels beside it.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSMessageAttributes } from 'aws-lambda';
import type { EvaluatorParts } from './evaluator.ts';

const attribute = 'seawall-returns';

/** Nothing where there is no queue: a log subscription waits at once for what it asks for. */
export function comesBackTo(
  queue: string | undefined,
  client: Pick<SQSClient, 'send'> | null = null,
): Pick<EvaluatorParts, 'comeBack'> {
  if (queue === undefined || queue === '') return {};
  const sqs = client ?? new SQSClient({});
  return {
    async comeBack(raw, seconds, returns) {
      const StringValue = String(returns);
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queue,
          MessageBody: JSON.stringify(raw),
          DelaySeconds: seconds,
          MessageAttributes: { [attribute]: { DataType: 'Number', StringValue } },
        }),
      );
    },
  };
}

export function returnsOf(attributes: SQSMessageAttributes | undefined): number {
  const count = Number(attributes?.[attribute]?.stringValue ?? 0);
  return Number.isSafeInteger(count) && count >= 0 ? count : Number.MAX_SAFE_INTEGER;
}
