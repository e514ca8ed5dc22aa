// Answers findings as policy allows: guardrails ▸ plan ▸ approval ▸ calls ▸ verification. Events: the seawall bus, one at a time.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { logger } from './support/logger.ts';
import { deployedResponder } from './support/respond/deployed.ts';

const processor = new BatchProcessor(EventType.SQS);

export const handler = middy<SQSEvent, unknown>()
  .use(injectLambdaContext(logger))
  .handler((event, context) =>
    processPartialResponse(
      event,
      async ({ body }: SQSRecord) => {
        const respond = await deployedResponder();
        const responded = await respond(JSON.parse(body));
        if (responded !== null) logger.info('response', { ...responded });
      },
      processor,
      { context, throwOnFullBatchFailure: false },
    ),
  );
