// Sends the canary the whole way, and looks whether what watches is switched on. Event: its schedule.
// SPDX-License-Identifier: Apache-2.0
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import middy from '@middy/core';
import { clientConfig } from '../shared/model/request-handler.ts';
import { findSilenced } from './wiring/canary/watchers.ts';
import { required } from './wiring/environment.ts';
import { logger, metrics } from './wiring/logger.ts';
import { putEvent } from './wiring/put-event.ts';

const events = new EventBridgeClient(clientConfig());
const watched = {
  events,
  cloudwatch: new CloudWatchClient(clientConfig()),
  lambda: new LambdaClient(clientConfig()),
};

export const handler = middy<unknown, void>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(async () => {
    await send(new Date().toISOString());
    const prefix = required(process.env, 'SEAWALL_PREFIX');
    const bus = required(process.env, 'SEAWALL_BUS');
    const silenced = await findSilenced({ ...watched, prefix, bus });
    metrics.addMetric('WatcherOff', MetricUnit.Count, silenced.length);
    for (const line of silenced) logger.warn('what watches is switched off', { line });
  });

/** On the bus that events of AWS come by; nobody but this account may put such a one there (deploy/resources/canary.yml). */
async function send(sent: string): Promise<void> {
  await putEvent(events, 'the canary', {
    Source: 'seawall.canary',
    DetailType: 'Seawall Canary',
    Detail: JSON.stringify({ sent }),
  });
}
