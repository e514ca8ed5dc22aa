// SQS, loaded when something must wait: most events need no second look.
// SPDX-License-Identifier: Apache-2.0
import { SendMessageCommand, type SendMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from '../../../shared/model/request-handler.ts';

let client: SQSClient | null = null;

export async function sendLater(input: SendMessageCommandInput): Promise<void> {
  client ??= new SQSClient(clientConfig());
  await client.send(new SendMessageCommand(input));
}
