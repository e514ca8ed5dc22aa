// What is there already: stack sets with their instances, and stacks of the home account in other Regions.
// SPDX-License-Identifier: Apache-2.0

import {
  type CallAs,
  type CloudFormationClient,
  DescribeStackSetCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackInstancesCommand,
  type Parameter,
  type StackInstanceSummary,
} from '@aws-sdk/client-cloudformation';
import { isOutdated } from '../../../cli/doctor/outdated.ts';
import { pageAt, readPages } from '../../../functions/wiring/pages.ts';
import { findStack } from '../stack.ts';
import type { RegionalStack, WantedStack } from './wanted.ts';

export type Client = Pick<CloudFormationClient, 'send'>;

export interface FoundSet {
  readonly units: readonly string[];
  readonly regions: readonly string[];
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly isAutomatic: boolean;
  /** Not as the stack set is: `444455556666 eu-west-1: why`. */
  readonly outdated: readonly string[];
  /** Accounts that have an instance. */
  readonly accounts: readonly string[];
}

/** Null where there is none. */
export async function readSet(name: string, CallAs: CallAs, client: Client): Promise<FoundSet | null> {
  try {
    const { StackSet = {} } = await client.send(new DescribeStackSetCommand({ StackSetName: name, CallAs }));
    const instances = await readInstances(name, CallAs, client);
    return {
      // Targets that hold no account yet have no instance, but the stack set knows them.
      units: StackSet.OrganizationalUnitIds ?? distinct(instances.map((one) => one.OrganizationalUnitId)),
      regions: StackSet.Regions ?? distinct(instances.map((one) => one.Region)),
      template: StackSet.TemplateBody ?? '',
      parameters: parametersOf(StackSet.Parameters),
      isAutomatic: StackSet.AutoDeployment?.Enabled === true,
      outdated: instances.filter(isOutdated).map(wordsOf),
      accounts: distinct(instances.map((one) => one.Account)),
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'StackSetNotFoundException') return null;
    throw error;
  }
}

async function readInstances(
  StackSetName: string,
  CallAs: CallAs,
  client: Client,
): Promise<readonly StackInstanceSummary[]> {
  const pages = await readPages(
    (token) =>
      client.send(new ListStackInstancesCommand({ StackSetName, CallAs, ...pageAt('NextToken', token) })),
    ({ NextToken }) => NextToken,
  );
  return pages.flatMap(({ Summaries = [] }) => Summaries);
}

function wordsOf({ Account, Region, Status, StatusReason }: StackInstanceSummary): string {
  return `${Account} ${Region}: ${StatusReason ?? Status ?? 'not known'}`;
}

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

function parametersOf(parameters: readonly Parameter[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(
    parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
  );
}

/** Null where there is none. */
export async function readRegional({ name }: RegionalStack, client: Client): Promise<WantedStack | null> {
  const stack = await findStack(name, client);
  if (stack === null) return null;
  const { TemplateBody: template = '' } = await client.send(
    new GetTemplateCommand({ StackName: stack.id, TemplateStage: 'Original' }),
  );
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack.id }));
  return { name, template, parameters: parametersOf(Stacks[0]?.Parameters) };
}
