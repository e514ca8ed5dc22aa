// Writes each hour where every journal ends into a bucket that keeps it (S3 Object Lock). Event: its schedule.
// SPDX-License-Identifier: Apache-2.0

import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import { clientConfig } from '../shared/model/request-handler.ts';
import { anchorKey, anchorLine, anchorNow } from '../shared/respond/journal/anchoring.ts';
import { required } from './wiring/environment.ts';
import { logger, metrics } from './wiring/logger.ts';
import { deployedRecord } from './wiring/record.ts';

const s3 = new S3Client(clientConfig());

export const handler = middy<unknown, void>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(async () => {
    const anchor = await anchorNow(deployedRecord(), new Date().toISOString());
    const Key = anchorKey(anchor);
    // The lock is the bucket's own default; S3 wants a checksum with what it locks, which the client adds.
    const Bucket = required(process.env, 'SEAWALL_ANCHORS_BUCKET');
    await s3.send(
      new PutObjectCommand({ Bucket, Key, Body: anchorLine(anchor), ContentType: 'application/json' }),
    );
    logger.info('journals anchored', { key: Key, hash: anchor.hash, journals: anchor.heads.length });
    metrics.addMetric('JournalAnchored', MetricUnit.Count, 1);
  });
