// Says whether an ECS deployment may start. Events: the invocation of a lifecycle hook at PRE_SCALE_UP, and its queue, which brings
// deployments that wait at a pause hook (docs/deployment-gate.md).
// SPDX-License-Identifier: Apache-2.0
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import type { HookAnswer } from '../shared/gate/hook.ts';
import { isObject } from '../shared/model/json.ts';
import { logger, metrics } from './wiring/logger.ts';
import { heldPolicy } from './wiring/policy/deployed.ts';
import { underPolicy } from './wiring/policy/under-policy.ts';

/** Time to say that there was not enough of it. */
const reserve = 3_000;

const deployedGate = underPolicy(
  heldPolicy,
  async () => (await import('./wiring/gate/deployed.ts')).buildGate,
);
const processor = new BatchProcessor(EventType.SQS);

export const handler = middy<unknown, unknown>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(async (event, context) => {
    const deadline = Date.now() + context.getRemainingTimeInMillis() - reserve;
    return isBatch(event) ? takePaused(event, deadline, context) : answer(event, deadline);
  });

function isBatch(event: unknown): event is SQSEvent {
  return isObject(event) && Array.isArray(event.Records);
}

function takePaused(event: SQSEvent, deadline: number, context: Context) {
  const take = async ({ body }: SQSRecord) =>
    (await deployedGate()).pauseDeployment(JSON.parse(body), deadline);
  return processPartialResponse(event, take, processor, { context, throwOnFullBatchFailure: false });
}

async function answer(event: unknown, deadline: number): Promise<HookAnswer> {
  const late = Promise.withResolvers<HookAnswer>();
  let timeout: NodeJS.Timeout | undefined;
  try {
    const gate = await deployedGate();
    timeout = setTimeout(() => late.resolve(gate.tooLate(event)), deadline - Date.now());
    return await Promise.race([gate.answer(event, deadline), late.promise]);
  } catch (error) {
    // Only where the gate cannot even be made: a broken deployment of Seawall must not stop all others.
    logger.error('there is no gate', { error: String(error) });
    metrics.addMetric('GateUnsure', MetricUnit.Count, 1);
    return { hookStatus: 'SUCCEEDED' };
  } finally {
    clearTimeout(timeout);
  }
}
