// The sweep of this deployment: what it looks through, by whose credentials, and under which policy.
// SPDX-License-Identifier: Apache-2.0
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { httpBlobs } from '../../../shared/gather/blobs.ts';
import { readingApi } from '../../../shared/gather/kubernetes/reading.ts';
import { surveyServices } from '../../../shared/inventory/clients/index.ts';
import { clientConfig } from '../../../shared/model/request-handler.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import type { SweepTask } from '../../../shared/sweep/homes.ts';
import { clock } from '../clock.ts';
import { environmentOf, memberRole, required } from '../environment.ts';
import { logger, metrics } from '../logger.ts';
import { deployedRecord } from '../record.ts';
import { sweeperOf } from './sweeper.ts';

export function buildSweeper(policy: Policy) {
  const { account, organization, readRole, externalId } = environmentOf(process.env);
  return sweeperOf({
    ...{ policy, account, ...clock, logger, metrics },
    version: required(process.env, 'SEAWALL_VERSION'),
    store: deployedRecord(),
    api: readingApi({
      ...{ account, externalId, services: surveyServices },
      roleArnFor: memberRole({ account, organization }, readRole),
    }),
    blobs: httpBlobs(),
    send,
  });
}

async function send(task: SweepTask): Promise<void> {
  const QueueUrl = required(process.env, 'SEAWALL_SWEEP_QUEUE');
  const sqs = new SQSClient(clientConfig());
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(task) }));
}
