// Carries out the steps, one after the other: CloudFormation does one operation of a stack set at a time.
// SPDX-License-Identifier: Apache-2.0
import {
  type CallAs,
  CreateStackCommand,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackCommand,
  DeleteStackInstancesCommand,
  DeleteStackSetCommand,
  DescribeStackSetOperationCommand,
  ListStackSetOperationResultsCommand,
  type StackSetOperationResultSummary,
  UpdateStackCommand,
  UpdateStackSetCommand,
} from '@aws-sdk/client-cloudformation';
import { pageAt, readPages } from '../../../functions/wiring/pages.ts';
import { findStack, reasonsOfFailure } from '../stack.ts';
import { until, type Wait } from '../until.ts';
import type { Client } from './found.ts';
import type { Step } from './steps.ts';
import type { RegionalStack, WantedSet } from './wanted.ts';

export interface Worker {
  readonly callAs: CallAs;
  readonly wait: Wait;
  /** By Region; stack sets live in the home Region. */
  readonly clientIn: (region: string) => Client;
  readonly home: string;
}

/** An account that refuses holds up no other; each is named afterwards. */
const preferences = {
  RegionConcurrencyType: 'PARALLEL',
  ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE',
  ...{ MaxConcurrentPercentage: 100, FailureTolerancePercentage: 100 },
} as const;

/** Gives what failed, one line per account and Region. Rejects where an operation as a whole did. */
export async function carryOut(step: Step, worker: Worker): Promise<readonly string[]> {
  if ('stack' in step) {
    await changeStack(step.kind, step.stack, worker);
    return [];
  }
  const client = worker.clientIn(worker.home);
  const place = { StackSetName: step.set.name, CallAs: worker.callAs };
  const operation = await startOn(step, place, client);
  return operation === null ? [] : failuresOf(operation, place, worker);
}

type SetStep = Exclude<Step, { readonly stack: RegionalStack }>;

interface SetPlace {
  readonly StackSetName: string;
  readonly CallAs: CallAs;
}

/** Gives the operation that goes on in the accounts; null where there is none. */
async function startOn(step: SetStep, place: SetPlace, client: Client): Promise<string | null> {
  const whole = { ...place, ...bodyOf(step.set), PermissionModel: 'SERVICE_MANAGED' } as const;
  // Who leaves is no member: its events would be refused, and its role would trust an account outside.
  const automatic = {
    AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
    // What conflicts waits its turn instead of being refused.
    ManagedExecution: { Active: true },
  };
  switch (step.kind) {
    case 'make-set':
      await client.send(
        new CreateStackSetCommand({ ...whole, ...automatic, Description: step.set.description }),
      );
      return null;
    case 'change-set': {
      const update = new UpdateStackSetCommand({ ...whole, ...automatic, OperationPreferences: preferences });
      return (await client.send(update)).OperationId ?? null;
    }
    case 'end-set':
      await client.send(new DeleteStackSetCommand(place));
      return null;
    default: {
      const targets = {
        ...place,
        ...{ DeploymentTargets: { OrganizationalUnitIds: [...step.units] }, Regions: [...step.regions] },
        OperationPreferences: preferences,
      };
      const started =
        step.kind === 'cover'
          ? await client.send(new CreateStackInstancesCommand(targets))
          : await client.send(new DeleteStackInstancesCommand({ ...targets, RetainStacks: false }));
      return started.OperationId ?? null;
    }
  }
}

function bodyOf({ template, parameters }: Pick<WantedSet, 'template' | 'parameters'>) {
  return {
    TemplateBody: template,
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Capabilities: ['CAPABILITY_NAMED_IAM' as const],
    Tags: [{ Key: 'application', Value: 'seawall' }],
  };
}

async function failuresOf(OperationId: string, place: SetPlace, worker: Worker): Promise<readonly string[]> {
  const client = worker.clientIn(worker.home);
  await until(worker.wait, async () => {
    const { StackSetOperation = {} } = await client.send(
      new DescribeStackSetOperationCommand({ ...place, OperationId }),
    );
    if (StackSetOperation.Status === 'STOPPED')
      throw new Error(
        `${place.StackSetName}: somebody stopped operation ${OperationId}: give the command again`,
      );
    return StackSetOperation.Status === 'SUCCEEDED' || StackSetOperation.Status === 'FAILED';
  });
  return (await readResults(OperationId, place, client)).flatMap(
    ({ Account, Region, Status = '', StatusReason }) =>
      Status === 'FAILED' || Status === 'CANCELLED'
        ? [
            `${place.StackSetName} in ${Account}, ${Region}: ${StatusReason ?? Status.toLowerCase()}${remedyFor(StatusReason)}`,
          ]
        : [],
  );
}

/** What CloudFormation says where another stack, or somebody, made a rule or a role of that name: no plan sees into members. */
function remedyFor(reason = ''): string {
  return /already exists/i.test(reason)
    ? ' (a stack made by hand stands in the way: delete it in that account and Region, and give the command again)'
    : '';
}

async function readResults(
  OperationId: string,
  place: SetPlace,
  client: Client,
): Promise<readonly StackSetOperationResultSummary[]> {
  const pages = await readPages(
    (token) =>
      client.send(
        new ListStackSetOperationResultsCommand({ ...place, OperationId, ...pageAt('NextToken', token) }),
      ),
    ({ NextToken }) => NextToken,
  );
  return pages.flatMap(({ Summaries = [] }) => Summaries);
}

const done = { 'make-stack': 'CREATE_COMPLETE', 'change-stack': 'UPDATE_COMPLETE', 'end-stack': '' } as const;

async function changeStack(
  kind: keyof typeof done,
  stack: RegionalStack,
  { clientIn, wait }: Worker,
): Promise<void> {
  const client = clientIn(stack.region);
  const StackName = stack.name;
  if (kind === 'make-stack')
    await client.send(new CreateStackCommand({ StackName, ...bodyOf(stack), OnFailure: 'DELETE' }));
  else if (kind === 'change-stack')
    await client.send(new UpdateStackCommand({ StackName, ...bodyOf(stack) }));
  else await client.send(new DeleteStackCommand({ StackName }));
  await until(wait, async () => {
    const found = await findStack(StackName, client);
    const status = found?.status ?? '';
    if (found === null && kind === 'make-stack')
      throw new Error(`${StackName} in ${stack.region} was not made`);
    if (/FAILED$|ROLLBACK_COMPLETE$/.test(status))
      throw new Error(
        `${StackName} in ${stack.region} is ${status}: ${await reasonsOfFailure(StackName, client)}`,
      );
    return status === done[kind];
  });
}
