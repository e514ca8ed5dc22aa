// `npm run deploy -- --remove`: what a removal keeps and ends, in words, and the removal itself.
// SPDX-License-Identifier: Apache-2.0
import {
  type CloudFormationClient,
  DeleteStackCommand,
  type StackResourceSummary,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import type { S3Client } from '@aws-sdk/client-s3';
import { DeleteParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { emptyBucket } from './empty.ts';
import { type Kept, keptIn, stackName } from './kept.ts';
import { targetsName } from './organization/scope.ts';
import { type Parameters, parameterName } from './parameters.ts';
import { sealsName } from './releases/seal.ts';
import { type FoundStack, findStack, readResources, readTemplate } from './stack.ts';

export interface RemovalClients {
  readonly cloudFormation: CloudFormationClient;
  readonly s3: Pick<S3Client, 'send'>;
  readonly ssm: Pick<SSMClient, 'send'>;
}

export interface Removal {
  readonly stack: FoundStack;
  readonly resources: readonly StackResourceSummary[];
  readonly kept: readonly Kept[];
}

/** Null where there is no stack. Reads only. */
export async function planRemoval(stage: string, client: CloudFormationClient): Promise<Removal | null> {
  const stack = await findStack(stackName(stage), client);
  if (stack === null) return null;
  const kept = keptIn(await readTemplate(stack.id, client));
  return { stack, resources: await readResources(stack.id, client), kept };
}

/** In words, one line each. `before`: the parameters of the last deployment. */
export function wordsOfRemoval({ resources, kept }: Removal, before: Parameters | null): readonly string[] {
  const stay = new Map(kept.map(({ id, why }) => [id, why]));
  const ends = resources.filter(({ LogicalResourceId = '' }) => !stay.has(LogicalResourceId));
  const counts = Map.groupBy(ends, ({ ResourceType = '' }) => ResourceType.replace(/^AWS::/, ''));
  return [
    'stays:',
    ...resources.flatMap(({ LogicalResourceId = '', PhysicalResourceId = '' }) => {
      const why = stay.get(LogicalResourceId);
      return why === undefined ? [] : [`  ${PhysicalResourceId}: ${why}`];
    }),
    `ends: ${[...counts].map(([type, { length }]) => `${length} ${type}`).join(', ')}`,
    '  with the kill switch (the next deployment begins with it off), the logs of the functions, what waits in queues and dead letters,',
    '  and the parameters of the deployment:',
    `  ${wordsOf(before)}`,
    'not touched: stacks in member accounts and other Regions (--remove --organization ends them first; cloudformation delete-stack those by hand),',
    '  what kubernetes-read.yml and kubernetes-respond.yml made in clusters, the secret of the Slack app, keys, topics',
  ];
}

function wordsOf(before: Parameters | null): string {
  const given = Object.entries(before ?? {}).filter(([, value]) => value !== '');
  if (given.length === 0) return '(none are known)';
  return given.map(([name, value]) => `--param=${name}=${value}`).join(' ');
}

/** The bucket of the zips, as osls calls it. */
const zips = 'ServerlessDeploymentBucket';

/** Longer than a stack of this size takes. */
const maxWaitTime = 1800;

/** Rejects where something stays that should not, with what CloudFormation says of it; it may be called again. */
export async function removeStack(
  { stack, resources }: Removal,
  account: string,
  { cloudFormation, s3 }: RemovalClients,
): Promise<void> {
  const bucket = resources.find(
    ({ LogicalResourceId, ResourceStatus }) =>
      LogicalResourceId === zips && ResourceStatus !== 'DELETE_COMPLETE',
  );
  if (bucket?.PhysicalResourceId !== undefined) await emptyBucket(bucket.PhysicalResourceId, account, s3);
  await cloudFormation.send(new DeleteStackCommand({ StackName: stack.id }));
  try {
    await waitUntilStackDeleteComplete({ client: cloudFormation, maxWaitTime }, { StackName: stack.id });
  } catch (error) {
    throw new Error(`${stack.id} is not removed: ${await reasonsOf(stack, cloudFormation)}`, {
      cause: error,
    });
  }
}

async function reasonsOf({ id }: FoundStack, client: CloudFormationClient): Promise<string> {
  const failed = (await readResources(id, client)).filter(
    ({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED',
  );
  return failed.length === 0
    ? 'it takes longer than half an hour; look at its events, and say --remove again'
    : failed.map((one) => `${one.LogicalResourceId}: ${one.ResourceStatusReason ?? ''}`).join('; ');
}

/** That there is none is no error. */
export async function forgetParameters(stage: string, client: Pick<SSMClient, 'send'>): Promise<void> {
  for (const Name of [parameterName(stage), sealsName(stage), targetsName(stage)])
    try {
      await client.send(new DeleteParameterCommand({ Name }));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ParameterNotFound') throw error;
    }
}
