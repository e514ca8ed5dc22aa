// The policy of a deployed function, and the event that says that a version of it was refused.
// SPDX-License-Identifier: Apache-2.0
import { S3Client } from '@aws-sdk/client-s3';
import type { JsonObject } from '../../../shared/model/json.ts';
import { clientConfig } from '../../../shared/model/request-handler.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { environmentOf } from '../environment.ts';
import { logger } from '../logger.ts';
import { s3PolicyObjects } from './objects.ts';
import { type Held, policyWatch, type Refused } from './watch.ts';

let watch: (() => Promise<Held>) | null = null;

/** One watch for each execution environment. */
export function heldPolicy(): Promise<Held> {
  watch ??= policyWatch({
    objects: s3PolicyObjects(new S3Client(clientConfig()), policyPlace(process.env)),
    now: Date.now,
    warn: (message, details) => logger.error(message, details),
  });
  return watch();
}

export async function loadDeployedPolicy(): Promise<Policy> {
  return (await heldPolicy()).policy;
}

function policyPlace(variables: NodeJS.ProcessEnv) {
  const { policyBucket, account } = environmentOf(variables);
  return { bucket: policyBucket, account };
}

/** In the shape of an event of the bus, so that it is judged and recorded like any other (control-plane/pipeline-integrity). */
export function refusalEvent({ version, at, problems }: Refused, variables: NodeJS.ProcessEnv): JsonObject {
  const { account, policyBucket } = environmentOf(variables);
  return {
    ...{ version: '0', source: 'seawall', 'detail-type': 'Seawall Policy Refused' },
    ...{ account, region: variables.AWS_REGION ?? null, time: at },
    resources: [],
    detail: { bucket: policyBucket, version, problems: problems.slice(0, 10) },
  };
}
