// An evaluator as it is deployed: its record, its reads, its log. Loaded by the first event.
// SPDX-License-Identifier: Apache-2.0
import { readingApi } from '../../../shared/gather/kubernetes/reading.ts';
import { decodeLogs } from '../../../shared/intake/events/cloudwatch-logs.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { clock } from '../clock.ts';
import { environmentOf, memberRole } from '../environment.ts';
import { logger, metrics } from '../logger.ts';
import { deployedRecord } from '../record.ts';
import { type Evaluate, evaluatorOf } from './evaluator.ts';

export function buildEvaluator(policy: Policy): Evaluate {
  const { account, organization, readRole, externalId } = environmentOf(process.env);
  return evaluatorOf({
    policy,
    store: deployedRecord(),
    api: readingApi({ account, externalId, roleArnFor: memberRole({ account, organization }, readRole) }),
    ...{ ...clock, logger, metrics, decodeLogs },
  });
}
