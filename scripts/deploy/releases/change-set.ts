// Updates a stack to a template that lies in S3, by a change set: all of it, or what was before.
// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { findStack, reasonsOfFailure } from '../stack.ts';
import { until, type Wait } from '../until.ts';

export type Client = Pick<CloudFormationClient, 'send'>;

export interface Update {
  readonly stack: string;
  readonly templateUrl: string;
  readonly wait: Wait;
}

/** False where the stack is so already. Rejects where CloudFormation does not make it so: the stack is then as it was. */
export async function updateStack({ stack, templateUrl, wait }: Update, client: Client): Promise<boolean> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
  const made = await client.send(
    new CreateChangeSetCommand({
      ...{ StackName: stack, ChangeSetName: `seawall-${randomUUID()}`, ChangeSetType: 'UPDATE' },
      ...{ TemplateURL: templateUrl, Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] },
      // Tags that are not said again would be taken from everything.
      Tags: Stacks[0]?.Tags ?? [],
    }),
  );
  const ChangeSetName = made.Id ?? '';
  if (!(await changeSetStands(ChangeSetName, { stack, wait }, client))) return false;
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName }));
  await until(wait, async () => {
    const status = (await findStack(stack, client))?.status ?? '';
    if (/FAILED|ROLLBACK/.test(status) && !/IN_PROGRESS/.test(status))
      throw new Error(`${stack} is ${status}: ${await reasonsOfFailure(stack, client)}`);
    return status === 'UPDATE_COMPLETE';
  });
  return true;
}

/** False: it would change nothing. */
async function changeSetStands(
  ChangeSetName: string,
  { stack, wait }: Pick<Update, 'stack' | 'wait'>,
  client: Client,
): Promise<boolean> {
  let isEmpty = false;
  await until(wait, async () => {
    const { Status, StatusReason = '' } = await client.send(new DescribeChangeSetCommand({ ChangeSetName }));
    if (Status !== 'FAILED') return Status === 'CREATE_COMPLETE';
    // CloudFormation has no status of its own for it.
    isEmpty = /didn't contain changes|No updates are to be performed/.test(StatusReason);
    if (!isEmpty) throw new Error(`${stack}: nothing was changed: ${StatusReason}`);
    return true;
  });
  if (isEmpty) await client.send(new DeleteChangeSetCommand({ ChangeSetName }));
  return !isEmpty;
}
