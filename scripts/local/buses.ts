// Reads the deployment's own buses, and the default one: whatever functions put on one is taken from a queue, and sent on by the rules of the template.
// SPDX-License-Identifier: Apache-2.0
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type JsonObject, stringOf } from '../../shared/model/json.ts';
import type { Emulated } from './account.ts';
import { ofType } from './template.ts';

/** The emulator knows only some of the operators of patterns, so that it gets a rule for everything, and the template's are matched here. */
export async function tapBuses(
  template: JsonObject,
  aws: Emulated,
  sqs: SQSClient,
  route: (event: unknown, bus: string | null) => Promise<unknown>,
): Promise<() => Promise<boolean>> {
  const taps: { readonly bus: string | null; readonly QueueUrl: string | undefined }[] = [];
  const events = new EventBridgeClient(aws);
  const own = ofType(template, 'AWS::Events::EventBus').map(([bus, { Name }]) => [bus, Name] as const);
  for (const [bus, Name] of [...own, [null, 'default'] as const]) {
    const QueueName = `tap-${bus ?? 'default'}`;
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
    const rule = { Name: 'tap', EventBusName: stringOf(Name) ?? '' };
    const EventPattern = JSON.stringify({ source: [{ prefix: '' }] });
    await events.send(new PutRuleCommand({ ...rule, EventPattern }));
    const Targets = [{ Id: 'tap', Arn: `arn:aws:sqs:${aws.region}:${aws.account}:${QueueName}` }];
    await events.send(new PutTargetsCommand({ Rule: 'tap', EventBusName: rule.EventBusName, Targets }));
    taps.push({ bus, QueueUrl });
  }
  return async () => {
    let busy = false;
    for (const { bus, QueueUrl } of taps) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      for (const { Body = '', ReceiptHandle } of Messages) {
        await route(JSON.parse(Body), bus);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        busy = true;
      }
    }
    return busy;
  };
}
