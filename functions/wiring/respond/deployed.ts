// Responses as they are deployed: the record, the way to the platform, the bus, the switch. Loaded by the first
// message, made anew when the policy changes.
// SPDX-License-Identifier: Apache-2.0
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type AwsOptions, awsApi, clusterTokens } from '../../../shared/gather/aws.ts';
import { withKubernetes } from '../../../shared/gather/kubernetes/api.ts';
import { httpsSend } from '../../../shared/gather/kubernetes/http.ts';
import { clientConfig } from '../../../shared/model/request-handler.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { responseServices } from '../../../shared/respond/clients/services.ts';
import { s3KeeperOf } from '../../../shared/respond/evidence/s3-keeper.ts';
import { parameterSwitch } from '../../../shared/respond/guardrails/outside-switch.ts';
import { readingOnly } from '../../../shared/respond/platform/session-policy.ts';
import { clock } from '../clock.ts';
import { environmentOf, memberRole, ownRoles, required } from '../environment.ts';
import { logger, metrics } from '../logger.ts';
import { deployedRecord } from '../record.ts';
import { deployedSealer } from '../sealer.ts';
import { type Responder, responderOf, tellerOf } from './responder.ts';
import { sessionsOf } from './sessions.ts';

export function buildResponder(policy: Policy): Responder {
  const { bus, account, organization, externalId } = environmentOf(process.env);
  const role = process.env.SEAWALL_RESPOND_ROLE ?? 'seawall-respond';
  const writes = required(process.env, 'SEAWALL_ACT_ROLE');
  const takes = memberRole({ account, organization }, role);
  const options: AwsOptions = {
    ...{ account, externalId, services: responseServices, placed: true },
    // The engine itself decides what is sent again.
    maxAttempts: 1,
  };
  const reading = { ...options, roleArnFor: takes, sessionPolicy: JSON.stringify(readingOnly) };
  const ports = { send: httpsSend, tokenFor: clusterTokens(reading), now: clock.now };
  const reads = withKubernetes(awsApi(reading), ports);
  return responderOf({
    ...clock,
    policy,
    store: deployedRecord(),
    api: reads,
    sessionFor: sessionsOf({
      clusters: reads,
      // The function's own role changes nothing: at home too it takes one that may.
      narrowedTo: (sessionPolicy) =>
        awsApi({
          ...{ ...options, sessionPolicy },
          roleArnFor: (place) => (place === account ? writes : takes(place)),
        }),
    }),
    tell: tellerOf(new EventBridgeClient(clientConfig()), bus),
    sealer: deployedSealer(process.env),
    distrust,
    // The one call that is meant for the own account, whatever the finding.
    outside: parameterSwitch(
      awsApi({ account, services: responseServices }),
      required(process.env, 'SEAWALL_BRAKE_PARAMETER'),
    ),
    evidence: s3KeeperOf({ bucket: required(process.env, 'SEAWALL_ANCHORS_BUCKET'), account }),
    own: ownRoles(process.env, takes),
  });
}

/** An alarm watches the metric: somebody tries to have Seawall act who may not. */
function distrust(finding: string | null, why: string): void {
  logger.error('refused: nobody entitled can have written it', { finding, why });
  metrics.addMetric('ResponseDistrusted', MetricUnit.Count, 1);
}
