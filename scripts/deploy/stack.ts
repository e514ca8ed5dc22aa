// Reads a stack as CloudFormation knows it: whether there is one, what it is made of, and by which template.
// SPDX-License-Identifier: Apache-2.0
import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { pageAt, readPages } from '../../functions/wiring/pages.ts';
import { type JsonObject, objectOf } from '../../shared/model/json.ts';

type Client = Pick<CloudFormationClient, 'send'>;

export interface FoundStack {
  /** Its ARN, by which a deleted stack is still found. */
  readonly id: string;
  readonly status: string;
}

/** Null where there is none; a name alone finds no deleted stack. */
export async function findStack(name: string, client: Client): Promise<FoundStack | null> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks;
    if (stack === undefined) return null;
    return { id: stack.StackId ?? name, status: stack.StackStatus ?? '' };
  } catch (error) {
    // CloudFormation has no error of its own for it.
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      return null;
    throw error;
  }
}

/** Rejects where the template is not JSON, as that of a stack that osls deployed is. */
export async function readTemplate(name: string, client: Client): Promise<JsonObject> {
  const { TemplateBody } = await client.send(
    new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' }),
  );
  return objectOf(JSON.parse(TemplateBody ?? '{}'));
}

export async function readResources(name: string, client: Client): Promise<readonly StackResourceSummary[]> {
  const pages = await readPages(
    (token) => client.send(new ListStackResourcesCommand({ StackName: name, ...pageAt('NextToken', token) })),
    ({ NextToken }) => NextToken,
  );
  return pages.flatMap(({ StackResourceSummaries = [] }) => StackResourceSummaries);
}

/** What CloudFormation says of each resource that failed, the first of the last update first. */
export async function reasonsOfFailure(name: string, client: Client): Promise<string> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: name }));
  const failed = StackEvents.filter(({ ResourceStatus }) => /FAILED$/.test(ResourceStatus ?? ''));
  const reasons = failed.map((one) => `${one.LogicalResourceId}: ${one.ResourceStatusReason ?? ''}`);
  return reasons.length === 0 ? 'its events say why' : reasons.toReversed().slice(0, 5).join('; ');
}

/** The name of a resource; null where the stack has none of that id. */
export async function readResource(name: string, id: string, client: Client): Promise<string | null> {
  const resources = await readResources(name, client);
  return resources.find(({ LogicalResourceId }) => LogicalResourceId === id)?.PhysicalResourceId ?? null;
}
