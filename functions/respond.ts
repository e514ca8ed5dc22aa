// Answers findings as policy allows: guardrails ▸ plan ▸ approval ▸ calls ▸ verification. Events: the seawall bus, one at a time.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import middy from '@middy/core';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { type AwsOptions, awsApi, clusterTokens } from '../shared/gather/aws.ts';
import { withKubernetes } from '../shared/gather/kubernetes/api.ts';
import { httpsSend } from '../shared/gather/kubernetes/http.ts';
import type { Policy } from '../shared/policy/policy.ts';
import { responseServices } from '../shared/respond/clients/services.ts';
import { parameterSwitch } from '../shared/respond/outside-switch.ts';
import { environmentOf, required } from './support/environment.ts';
import { logger } from './support/logger.ts';
import { heldPolicy } from './support/policy.ts';
import { deployedRecord } from './support/record.ts';
import { type Responder, responderOf, tellerOf } from './support/responder.ts';
import { deployedSealer } from './support/sealer.ts';
import { underPolicy } from './support/under-policy.ts';

const responder = underPolicy(heldPolicy, build);

function build(policy: Policy): Responder {
  const { bus, account, members } = environmentOf(process.env);
  const role = process.env.SEAWALL_RESPOND_ROLE ?? 'seawall-respond';
  const own = process.env.SEAWALL_RESPOND_NAME ?? 'seawall-*-respond';
  const now = Date.now;
  const options: AwsOptions = {
    account,
    services: responseServices,
    roleArnFor: (member) => (members.includes(member) ? `arn:aws:iam::${member}:role/${role}` : null),
    // The engine itself decides what is sent again.
    maxAttempts: 1,
  };
  const api = awsApi(options);
  return responderOf({
    policy,
    store: deployedRecord(),
    api: withKubernetes(api, { send: httpsSend, tokenFor: clusterTokens(options), now }),
    tell: tellerOf(new EventBridgeClient({}), bus),
    sealer: deployedSealer(process.env),
    outside: parameterSwitch(api, required(process.env, 'SEAWALL_BRAKE_PARAMETER')),
    own: [
      `arn:*:iam::${account}:role/${own}`,
      ...members.map((member) => `arn:*:iam::${member}:role/${role}`),
    ],
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    ...{ now, random: Math.random },
  });
}

const processor = new BatchProcessor(EventType.SQS);

export const handler = middy<SQSEvent, unknown>()
  .use(injectLambdaContext(logger))
  .handler((event, context) =>
    processPartialResponse(
      event,
      async ({ body }: SQSRecord) => {
        const respond = await responder();
        const responded = await respond(JSON.parse(body));
        if (responded !== null) logger.info('response', { ...responded });
      },
      processor,
      { context, throwOnFullBatchFailure: false },
    ),
  );
