// One check for each kind of thing that a deployment consists of. Each only reads.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../shared/gather/api.ts';
import { dig, listOf, stringOf } from '../../shared/model/json.ts';
import { type Asking, ask } from './ask.ts';
import { type Line, notKnown, ok, problem } from './line.ts';
import type { Resource } from './stack.ts';

type Check = (resource: Resource, asking: Asking) => Promise<Line>;

const deployAgain = 'deploy again (npm run deploy), and find out who did it: CloudTrail has the call';

/** A rule of another bus has the id `bus|name` (CloudFormation, AWS::Events::Rule, "Return values"). */
const rule: Check = async ({ physicalId }, asking) => {
  const parts = physicalId.split('|');
  const [name = '', bus] = parts.reverse();
  const what = `rule ${name}`;
  const input = bus === undefined ? {} : { EventBusName: bus };
  const told = await ask(asking, what, ['eventbridge', 'DescribeRule'], { Name: name, ...input });
  if (!told.ok) return told.line;
  if (!stringOf(told.output.State)?.startsWith('ENABLED')) return problem(what, 'is disabled', deployAgain);
  const targets = await ask(asking, what, ['eventbridge', 'ListTargetsByRule'], { Rule: name, ...input });
  if (!targets.ok) return targets.line;
  const count = listOf(targets.output.Targets).length;
  return count === 0
    ? problem(what, 'leads nowhere: it has no target', deployAgain)
    : ok(what, 'enabled, with a target');
};

const queue: Check = async ({ physicalId, logicalId }, asking) => {
  const what = `queue ${physicalId.split('/').at(-1)}`;
  const told = await ask(asking, what, ['sqs', 'GetQueueAttributes'], {
    ...{ QueueUrl: physicalId, AttributeNames: ['ApproximateNumberOfMessages'] },
  });
  if (!told.ok) return told.line;
  const waiting = Number(dig(told.output, 'Attributes', 'ApproximateNumberOfMessages') ?? 0);
  if (waiting === 0) return ok(what, 'empty');
  if (!/DeadLetters|Undelivered/.test(logicalId)) return ok(what, `${waiting} wait`);
  return problem(
    what,
    `${waiting} could not be worked on`,
    'find the cause in the function’s log, then redrive within a week (deploy/README.md, "What to know")',
  );
};

const lambda: Check = async ({ physicalId }, asking) => {
  const what = `function ${physicalId}`;
  const told = await ask(asking, what, ['lambda', 'GetFunctionConfiguration'], { FunctionName: physicalId });
  if (!told.ok) return told.line;
  const { State = 'Active', LastUpdateStatus = 'Successful' } = told.output;
  if (State === 'Failed' || LastUpdateStatus === 'Failed')
    return problem(
      what,
      `${told.output.StateReason ?? told.output.LastUpdateStatusReason ?? 'it failed'}`,
      'deploy again (npm run deploy)',
    );
  return ok(what, `${State}`.toLowerCase());
};

const mapping: Check = async ({ physicalId, logicalId }, asking) => {
  const what = `event source ${logicalId}`;
  const told = await ask(asking, what, ['lambda', 'GetEventSourceMapping'], { UUID: physicalId });
  if (!told.ok) return told.line;
  const state = stringOf(told.output.State) ?? '';
  return ['Enabled', 'Enabling', 'Updating', 'Creating'].includes(state)
    ? ok(what, state.toLowerCase())
    : problem(what, `is ${state.toLowerCase()}: the function gets nothing`, deployAgain);
};

const alarm: Check = async ({ physicalId }, asking) => {
  const what = `alarm ${physicalId}`;
  const told = await ask(asking, what, ['cloudwatch', 'DescribeAlarms'], { AlarmNames: [physicalId] });
  if (!told.ok) return told.line;
  const [found] = objectsOf(told.output.MetricAlarms);
  if (found === undefined) return problem(what, 'is not there', deployAgain);
  if (found.ActionsEnabled === false)
    return problem(what, 'notifies nobody: its actions are switched off', deployAgain);
  if (found.StateValue === 'ALARM')
    return problem(
      what,
      `rings: ${stringOf(found.StateReason) ?? ''}`,
      stringOf(found.AlarmDescription) ?? 'see its metric',
    );
  return listOf(found.AlarmActions).length === 0
    ? problem(what, 'notifies nobody: it has no action', 'deploy with --param alarm-topic=ARN')
    : ok(what, 'not firing, and notifies a topic');
};

const role: Check = async ({ physicalId }, asking) => {
  const what = `role ${physicalId}`;
  const told = await ask(asking, what, ['iam', 'GetRole'], { RoleName: physicalId });
  return told.ok ? ok(what, 'is there') : told.line;
};

const table: Check = async ({ physicalId }, asking) => {
  const what = `record dynamodb:${physicalId}`;
  const told = await ask(asking, what, ['dynamodb', 'DescribeTable'], { TableName: physicalId });
  if (!told.ok) return told.line;
  if (dig(told.output, 'Table', 'StreamSpecification', 'StreamEnabled') !== true)
    return problem(what, 'its stream is off: no finding is published', deployAgain);
  if (dig(told.output, 'Table', 'DeletionProtectionEnabled') !== true)
    return problem(
      what,
      'is not protected from deletion',
      'npm run deploy switches it on once the stack stands',
    );
  return ok(what, 'active, streams, protected from deletion');
};

const trail: Check = async ({ physicalId }, asking) => {
  const what = `trail ${physicalId}`;
  const told = await ask(asking, what, ['cloudtrail', 'GetTrailStatus'], { Name: physicalId });
  if (!told.ok) return told.line;
  return told.output.IsLogging === true
    ? ok(what, 'logs')
    : problem(what, 'does not log: nobody hears who writes the policy', deployAgain);
};

const checks: Readonly<Record<string, Check>> = {
  'AWS::Events::Rule': rule,
  'AWS::SQS::Queue': queue,
  'AWS::Lambda::Function': lambda,
  'AWS::Lambda::EventSourceMapping': mapping,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::IAM::Role': role,
  'AWS::DynamoDB::Table': table,
  'AWS::CloudTrail::Trail': trail,
};

/** Null: a kind that the checks of the whole look at, or that nothing is to be told of. */
export async function checkOf(resource: Resource, asking: Asking): Promise<Line | null> {
  const check = Object.hasOwn(checks, resource.type) ? checks[resource.type] : undefined;
  if (check === undefined) return null;
  try {
    return await check(resource, asking);
  } catch (error) {
    return notKnown(
      resource.physicalId,
      error instanceof Error ? error.message : String(error),
      'tell its authors',
    );
  }
}
