// Makes the tables, queues, buses and buckets of the packaged template, by the emulator's own CloudFormation.
// SPDX-License-Identifier: Apache-2.0
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { dig, isObject, type JsonObject, objectOf, stringOf } from '../../shared/model/json.ts';
import type { Emulated } from './account.ts';
import { idIn, ofType } from './template.ts';

export interface Stack {
  /** Physical id by logical id: names, and the addresses of queues. */
  readonly ids: ReadonlyMap<string, string>;
  /** What the template gives each function, by its logical id. */
  readonly environments: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** The function that has an address of its own, by its logical id; null where these parameters give none. */
  readonly slackUrlOf: string | null;
  /** Those of the template's conditions that hold. */
  readonly conditions: ReadonlySet<string>;
}

export type Parameters = Readonly<Record<string, string>>;

/** What functions use. Their own code runs here, the rules are matched here, and moto asks no role for permission. */
const made = new Set([
  ...['AWS::DynamoDB::Table', 'AWS::Events::EventBus', 'AWS::IAM::Role', 'AWS::S3::Bucket'],
  ...['AWS::SQS::Queue', 'AWS::SSM::Parameter'],
]);
const name = 'seawall';
const urlOutput = 'FunctionWithUrl';

export async function makeStack(template: JsonObject, aws: Emulated, parameters: Parameters): Promise<Stack> {
  const client = new CloudFormationClient(aws);
  const Parameters = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
    ...{ ParameterKey, ParameterValue },
  }));
  const TemplateBody = withBusNames(template, reduced(template));
  await client.send(new CreateStackCommand({ StackName: name, TemplateBody, Parameters }));
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const [stack] = Stacks;
  if (stack?.StackStatus !== 'CREATE_COMPLETE')
    throw new Error(`the emulator made no stack: ${stack?.StackStatus} ${stack?.StackStatusReason ?? ''}`);
  const resources = await client.send(new DescribeStackResourcesCommand({ StackName: name }));
  const here = (text: string) => text.replaceAll(`https://sqs.${aws.region}.amazonaws.com`, aws.endpoint);
  const outputs = new Map((stack.Outputs ?? []).map((one) => [one.OutputKey, here(one.OutputValue ?? '')]));
  return {
    ids: new Map(
      (resources.StackResources ?? []).map((one) => [
        one.LogicalResourceId ?? '',
        here(one.PhysicalResourceId ?? ''),
      ]),
    ),
    environments: new Map(
      ofType(template, 'AWS::Lambda::Function').map(([id, body]) => [
        id,
        Object.fromEntries(
          variablesOf(body).map(([key], place) => [key, outputs.get(outputOf(id, place)) ?? '']),
        ),
      ]),
    ),
    slackUrlOf: outputs.get(urlOutput) ?? null,
    conditions: new Set(
      Object.keys(objectOf(template.Conditions)).filter((name) => outputs.has(conditionOutput(name))),
    ),
  };
}

/** Of a stack that somebody else deployed: what it consists of, and what its functions are given. */
export async function readStack(template: JsonObject, aws: Emulated, StackName: string): Promise<Stack> {
  const { StackResourceSummaries = [] } = await new CloudFormationClient(aws).send(
    new ListStackResourcesCommand({ StackName }),
  );
  const here = (text: string) => text.replaceAll(`https://sqs.${aws.region}.amazonaws.com`, aws.endpoint);
  const ids = StackResourceSummaries.map(
    (one) => [one.LogicalResourceId ?? '', here(one.PhysicalResourceId ?? '')] as const,
  );
  const lambda = new LambdaClient(aws);
  const environments = new Map<string, Readonly<Record<string, string>>>();
  for (const [id, { FunctionName }] of ofType(template, 'AWS::Lambda::Function')) {
    const asked = new GetFunctionConfigurationCommand({ FunctionName: stringOf(FunctionName) ?? '' });
    const variables = Object.entries((await lambda.send(asked)).Environment?.Variables ?? {});
    environments.set(id, Object.fromEntries(variables.map(([key, value]) => [key, here(value)])));
  }
  return { ids: new Map(ids), environments, slackUrlOf: null, conditions: seenConditions(template, ids) };
}

/** By the resources that are there. */
function seenConditions(
  template: JsonObject,
  ids: readonly (readonly [string, string])[],
): ReadonlySet<string> {
  const resources = objectOf(template.Resources);
  const held = ids.map(([id]) => stringOf(dig(resources, id, 'Condition')));
  return new Set(held.filter((condition) => condition !== null));
}

/** What functions are given becomes outputs, so that the emulator works out what the template says. */
function reduced(template: JsonObject): JsonObject {
  const resources = Object.entries(objectOf(template.Resources)).filter(([, resource]) =>
    made.has(stringOf(dig(resource, 'Type')) ?? ''),
  );
  const values = ofType(template, 'AWS::Lambda::Function').flatMap(([id, body]) =>
    variablesOf(body).map(([, Value], place) => [outputOf(id, place), { Value }] as const),
  );
  const urls = Object.values(objectOf(template.Resources)).filter(
    (resource) => dig(resource, 'Type') === 'AWS::Lambda::Url',
  );
  return {
    ...{ Parameters: template.Parameters ?? {}, Conditions: template.Conditions ?? {} },
    Resources: Object.fromEntries(
      resources.map(([id, resource]) => [id, withoutPolicies(objectOf(resource))]),
    ),
    Outputs: {
      ...Object.fromEntries(values),
      ...Object.fromEntries(
        Object.keys(objectOf(template.Conditions)).map((Condition) => [
          conditionOutput(Condition),
          { Condition, Value: 'holds' },
        ]),
      ),
      ...Object.fromEntries(
        urls.map((url) => {
          const of = idIn(dig(url, 'Properties', 'TargetFunctionArn'));
          return [urlOutput, { Condition: dig(url, 'Condition') ?? null, Value: of }];
        }),
      ),
    },
  };
}

/** moto takes no role whose list of policies has an `AWS::NoValue`. */
function withoutPolicies(resource: JsonObject): JsonObject {
  if (!isObject(resource.Properties)) return resource;
  const { Policies: _, ...properties } = resource.Properties;
  return { ...resource, Properties: properties };
}

/** moto answers `Ref` to a bus with an object of its own instead of the name. */
function withBusNames(template: JsonObject, body: JsonObject): string {
  return ofType(template, 'AWS::Events::EventBus').reduce(
    (text, [id, { Name }]) => text.replaceAll(JSON.stringify({ Ref: id }), JSON.stringify(Name)),
    JSON.stringify(body),
  );
}

function variablesOf(body: JsonObject) {
  return Object.entries(objectOf(dig(body, 'Environment', 'Variables')));
}

function conditionOutput(name: string): string {
  return `Condition${name}`;
}

/** Names of outputs hold letters and digits only. */
function outputOf(id: string, place: number): string {
  return `${id}Variable${place}`;
}
