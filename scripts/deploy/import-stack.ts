// Makes a stack of what an earlier deployment left, by importing it.
// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import type { JsonObject } from '../../shared/model/json.ts';
import { findStack } from './stack.ts';
import { until, type Wait } from './until.ts';

type Client = Pick<CloudFormationClient, 'send'>;

/** Makes the stack of these alone: those that are there are imported, the others made. Rejects where CloudFormation does neither. */
export async function importKept(
  { name, template, wait }: { readonly name: string; readonly template: JsonObject; readonly wait: Wait },
  client: Client,
): Promise<void> {
  const made = await client.send(
    new CreateChangeSetCommand({
      // A name of its own each time: one that failed may still be there.
      ...{ StackName: name, ChangeSetName: `seawall-import-${randomUUID()}` },
      ...{ ChangeSetType: 'CREATE', ImportExistingResources: true },
      TemplateBody: JSON.stringify(template),
      Tags: [{ Key: 'application', Value: 'seawall' }],
    }),
  );
  const ChangeSetName = made.Id ?? '';
  await until(wait, async () => {
    const { Status, StatusReason } = await client.send(new DescribeChangeSetCommand({ ChangeSetName }));
    if (Status === 'FAILED') throw new Error(`${name}: nothing was imported: ${StatusReason ?? ''}`);
    return Status === 'CREATE_COMPLETE';
  });
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName }));
  await until(wait, async () => {
    const status = (await findStack(made.StackId ?? name, client))?.status ?? '';
    if (/FAILED|ROLLBACK/.test(status)) throw new Error(`${name} is ${status}: its events say why`);
    return /^(?:CREATE|IMPORT)_COMPLETE$/.test(status);
  });
}
