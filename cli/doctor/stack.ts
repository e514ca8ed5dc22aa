// The deployment as CloudFormation knows it: the parameters of the stack, and what it made.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf, pages } from '../../shared/gather/api.ts';
import { stringOf } from '../../shared/model/json.ts';
import { EnvironmentFailure } from '../terminal/exit.ts';
import type { Asking } from './ask.ts';

export interface Resource {
  readonly logicalId: string;
  readonly physicalId: string;
  /** `AWS::Events::Rule`. */
  readonly type: string;
}

export interface Stack {
  readonly name: string;
  /** `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly resources: readonly Resource[];
}

/** As serverless.yml names it. */
export function stackName(stage: string): string {
  return `seawall-${stage}`;
}

/** Throws EnvironmentFailure where AWS does not show it: there is nothing to examine then. */
export async function stackOf(name: string, { api, region }: Asking): Promise<Stack> {
  const request = { account: null, region, service: 'cloudformation', absenceAnswers: true };
  const described = await api.call({ ...request, operation: 'DescribeStacks', input: { StackName: name } });
  if (!described.ok) throw notShown(name, described.reason);
  const [stack] = objectsOf(described.output.Stacks);
  const paging = { tokenIn: 'NextToken', tokenOut: 'NextToken', list: 'StackResourceSummaries' };
  const listed = await pages(
    api,
    { ...request, operation: 'ListStackResources', input: { StackName: name } },
    paging,
  );
  if (stack === undefined || !listed.ok) throw notShown(name, listed.ok ? 'no such stack' : listed.reason);
  return {
    name,
    status: stringOf(stack.StackStatus) ?? '',
    parameters: new Map(
      objectsOf(stack.Parameters).map((one) => [
        stringOf(one.ParameterKey) ?? '',
        stringOf(one.ParameterValue) ?? '',
      ]),
    ),
    resources: objectsOf(listed.items).flatMap((one) => {
      const [logicalId, physicalId, type] = [
        one.LogicalResourceId,
        one.PhysicalResourceId,
        one.ResourceType,
      ].map(stringOf);
      return logicalId && physicalId && type ? [{ logicalId, physicalId, type }] : [];
    }),
  };
}

function notShown(name: string, reason: string): EnvironmentFailure {
  return new EnvironmentFailure(
    `the stack ${name} cannot be read: ${reason} (--stage, --region, --profile; cloudformation:DescribeStacks and ListStackResources)`,
  );
}
