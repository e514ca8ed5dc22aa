// Handlers in middy: a batch of a queue with partial failure, and a log subscription. What they need is made on first use.
// SPDX-License-Identifier: Apache-2.0
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { CloudWatchLogsEvent, Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { readingApi } from '../../../shared/gather/kubernetes/reading.ts';
import { decodeLogs } from '../../../shared/intake/events/cloudwatch-logs.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { clock } from '../clock.ts';
import { environmentOf, memberRole } from '../environment.ts';
import { logger, metrics } from '../logger.ts';
import { heldPolicy, refusalEvent } from '../policy/deployed.ts';
import { refusalsTold, underPolicy } from '../policy/under-policy.ts';
import { deployedRecord } from '../record.ts';
import { againOf, timesAgain } from './again.ts';
import { type Evaluate, evaluatorOf } from './evaluator.ts';
import { sentAt } from './sent-at.ts';

const evaluator = underPolicy(heldPolicy, build);

/** A refused version of the policy is a finding, judged under the policy that is kept: evaluators write the record, so they raise it. */
const refusals = refusalsTold(heldPolicy);

const evaluate: Evaluate = async (event, deadline, received, again) => {
  const judge = await evaluator();
  await refusals(async (refused) => judge(refusalEvent(refused, process.env), deadline));
  await judge(event, deadline, received, again);
};

function build(policy: Policy): Evaluate {
  const { account, organization, readRole, externalId } = environmentOf(process.env);
  return evaluatorOf({
    policy,
    store: deployedRecord(),
    api: readingApi({ account, externalId, roleArnFor: memberRole({ account, organization }, readRole) }),
    ...{ ...clock, logger, metrics, decodeLogs },
  });
}

function deadlineOf(context: Context): number {
  return Date.now() + context.getRemainingTimeInMillis();
}

/** For queues: each message by itself, those that failed come again and in the end lie in the dead-letter queue. */
export function queueHandler() {
  const take = batchTaker();
  return middy<SQSEvent, unknown>().use(injectLambdaContext(logger)).use(logMetrics(metrics)).handler(take);
}

function batchTaker() {
  const processor = new BatchProcessor(EventType.SQS);
  return (event: SQSEvent, context: Context) =>
    processPartialResponse(
      event,
      async (record: SQSRecord) => {
        const sent = sentAt(record.attributes.SentTimestamp);
        await evaluate(bodyOf(record.body), deadlineOf(context), sent, againTo(timesAgain(record)));
      },
      processor,
      {
        context,
        throwOnFullBatchFailure: false,
      },
    );
}

function againTo(times: number) {
  return againOf(times, { queue: process.env.SEAWALL_AGAIN_QUEUE, now: Date.now });
}

/** A message that is no JSON is told as unreadable rather than tried again five times. */
function bodyOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/**
 * For log subscriptions, which invoke asynchronously: a failure throws, Lambda tries again, then the dead letters. Lines that ask about
 * what is not there yet come again through a queue, so that no line holds up the others.
 */
export function logsHandler() {
  const take = batchTaker();
  return middy<CloudWatchLogsEvent | SQSEvent, unknown>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler((event, context) =>
      'Records' in event ? take(event, context) : evaluate(event, deadlineOf(context), undefined, againTo(0)),
    );
}
