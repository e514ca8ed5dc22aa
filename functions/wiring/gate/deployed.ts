// The deployment gate as it is deployed: its record, its reads, its bus. Loaded when it is first asked, made anew when the policy changes.
// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type AwsApi, failure } from '../../../shared/gather/api.ts';
import { awsApi } from '../../../shared/gather/aws.ts';
import { clientConfig } from '../../../shared/model/request-handler.ts';
import { severities } from '../../../shared/model/severity.ts';
import { hintOf } from '../../../shared/people/hint.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { responseUnder } from '../../../shared/policy/response-under.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import { type Engine, usualPatience } from '../../../shared/respond/engine/ports.ts';
import { parameterSwitch } from '../../../shared/respond/guardrails/outside-switch.ts';
import { compareKept } from '../../../shared/respond/state/compare.ts';
import { catalogueFor } from '../catalogue.ts';
import { clock } from '../clock.ts';
import { environmentOf, memberRole, ownRoles, required } from '../environment.ts';
import { logger, metrics } from '../logger.ts';
import { deployedRecord } from '../record.ts';
import { tellerOf } from '../respond/responder.ts';
import { deployedSealer } from '../sealer.ts';
import { type Gate, gateOf } from './gatekeeper.ts';

export function buildGate(policy: Policy): Gate {
  const { bus, account, organization, readRole, externalId } = environmentOf(process.env);
  const asked = process.env.SEAWALL_GATE_SEVERITY ?? '';
  const sqs = new SQSClient(clientConfig());
  const store = deployedRecord();
  const api = awsApi({
    ...{ account, externalId },
    services: { ssm: async () => (await import('../../../shared/respond/clients/ssm.ts')).service },
    roleArnFor: memberRole({ account, organization }, readRole),
  });
  const outside = parameterSwitch(api, required(process.env, 'SEAWALL_BRAKE_PARAMETER'));
  const engine = (reads: AwsApi): Engine => ({
    ...{ ...clock, policy, store, reads, outside, compare: compareKept, patience: usualPatience },
    ...{
      view: viewOf(policy),
      own: ownRoles(process.env),
      sessionFor: () => sendsNothing,
      runId: randomUUID(),
    },
    ...{ actionOf: () => null, contextFor: async () => ({}), tookEffect: () => false },
    sealer: deployedSealer(process.env),
    responseTo: async (finding) => responseUnder(policy, (await catalogueFor(policy)).controls, finding),
    tell: tellerOf(new EventBridgeClient(clientConfig()), bus),
  });
  const severity = severities.find((one) => one === asked) ?? 'high';
  const hand = async (finding: string) => {
    const MessageBody = JSON.stringify(hintOf(finding));
    const QueueUrl = required(process.env, 'SEAWALL_RESPOND_QUEUE');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  };
  return gateOf({ ...clock, hand, policy, store, api, severity, engine, logger, metrics });
}

const sendsNothing: AwsApi = {
  call: async () => failure('denied', 'the gate sends nothing: its answer is all it does'),
};
