// Handlers in middy: a batch of a queue with partial failure, and a log subscription. What they need is made on first use.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import type { CloudWatchLogsEvent, Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { awsApi } from '../../shared/gather/aws.ts';
import { decodeLogs } from '../../shared/intake/events/cloudwatch-logs.ts';
import { dynamoStore } from '../../shared/record/dynamodb.ts';
import { environmentOf } from './environment.ts';
import { type Evaluate, evaluatorOf } from './evaluator.ts';
import { logger, metrics } from './logger.ts';
import { deployedPolicy } from './policy.ts';

let evaluate: Evaluate | null = null;

/** Made once for all events of an execution environment. */
function evaluator(): Evaluate {
  evaluate ??= build();
  return evaluate;
}

function build(): Evaluate {
  const { table, account, readRole, members } = environmentOf(process.env);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const now = Date.now;
  return evaluatorOf({
    policy: deployedPolicy(new Date(now())),
    store: dynamoStore({ client, table, clock: now }),
    api: awsApi({
      account,
      roleArnFor: (member) => (members.includes(member) ? `arn:aws:iam::${member}:role/${readRole}` : null),
    }),
    ...{ logger, metrics, now, decodeLogs },
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
  });
}

function deadlineOf(context: Context): number {
  return Date.now() + context.getRemainingTimeInMillis();
}

/** For queues: each message by itself, those that failed come again and in the end lie in the dead-letter queue. */
export function queueHandler() {
  const processor = new BatchProcessor(EventType.SQS);
  return middy<SQSEvent, unknown>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler((event, context) =>
      processPartialResponse(
        event,
        async ({ body }: SQSRecord) => evaluator()(bodyOf(body), deadlineOf(context)),
        processor,
        {
          context,
          throwOnFullBatchFailure: false,
        },
      ),
    );
}

/** A message that is no JSON is told as unreadable rather than tried again five times. */
function bodyOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** For log subscriptions, which invoke asynchronously: a failure throws, Lambda tries again, then the dead letters. */
export function logsHandler() {
  return middy<CloudWatchLogsEvent, void>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler((event, context) => evaluator()(event, deadlineOf(context)));
}
