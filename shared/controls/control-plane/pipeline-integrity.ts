// Calls that blind this pipeline: its trail stopped, its rules, functions, queues, tables, roles or policy changed.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type CallSubject, hidesRequest, requestHidden } from '../../model/call.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import { type Json, type JsonObject, listOf, objectOf, stringOf, stringsOf } from '../../model/json.ts';
import { table } from '../../model/table.ts';

/** Calls on the pipeline's own resources, by service; the deployment's own calls among them are excepted. */
const changes: Readonly<Record<string, readonly string[] | 'all'>> = table({
  events: [
    'DisableRule',
    'DeleteRule',
    'RemoveTargets',
    'PutRule',
    'PutTargets',
    'DeleteEventBus',
    'UpdateEventBus',
    'PutPermission',
    'RemovePermission',
  ],
  lambda: [
    'DeleteFunction',
    'UpdateFunctionCode',
    'UpdateFunctionConfiguration',
    'PutFunctionConcurrency',
    'DeleteEventSourceMapping',
    'UpdateEventSourceMapping',
    'AddPermission',
    'RemovePermission',
    // Where what failed goes, and how often it is tried.
    'PutFunctionEventInvokeConfig',
    'UpdateFunctionEventInvokeConfig',
    'DeleteFunctionEventInvokeConfig',
  ],
  sqs: ['DeleteQueue', 'PurgeQueue', 'SetQueueAttributes', 'AddPermission', 'RemovePermission'],
  dynamodb: ['DeleteTable', 'UpdateTable', 'UpdateContinuousBackups', 'UpdateTimeToLive'],
  // Alarms that ring no more, or were told that all is well.
  monitoring: ['DeleteAlarms', 'DisableAlarmActions', 'PutMetricAlarm', 'SetAlarmState'],
  // Who hears them, and hears of findings.
  sns: ['DeleteTopic', 'SetTopicAttributes', 'Unsubscribe', 'AddPermission', 'RemovePermission'],
  // The kill switch among them: on, it stops every response.
  ssm: ['PutParameter', 'DeleteParameter', 'DeleteParameters'],
  iam: [
    'DeleteRole',
    'DeleteRolePolicy',
    'PutRolePolicy',
    'AttachRolePolicy',
    'DetachRolePolicy',
    'UpdateAssumeRolePolicy',
    'PutRolePermissionsBoundary',
    'DeleteRolePermissionsBoundary',
  ],
  // Whatever writes to the bucket of the policy, its settings included; intake leaves out other buckets and reads.
  s3: 'all',
  logs: ['DeleteLogGroup', 'DeleteSubscriptionFilter', 'PutSubscriptionFilter', 'PutRetentionPolicy'],
});

export const pipelineIntegrity = defineControl({
  id: 'control-plane/pipeline-integrity',
  title: 'Audit trails and Seawall’s own pipeline are not disabled or altered',
  severity: 'critical',
  stage: 'stable',
  judges: ['call'],
  parameters: z.object({
    resources: z
      .array(z.string())
      .default(['*seawall*'])
      .describe(
        'Globs over names and ARNs of the pipeline’s own resources; add the topic of the alarms and the key of the seals',
      ),
  }),
  references: {
    nist: ['4.3.5'],
    cis: ['CIS AWS Foundations 3.1'],
    fsbp: ['CloudTrail.1'],
    attack: ['T1562.001', 'T1562.008'],
  },
  why: 'An attacker who knows about the monitoring disables it first. Without a CloudTrail trail no call reaches EventBridge at all.',
  fix: 'Undo the call (start the trail, enable the rule, deploy the pipeline again) and find out who made it.',
  allows: [
    'failed calls',
    'changes by a delivery pipeline that the policy names',
    'trails being created, started or given more to record',
    'trails that leave out KMS or the RDS Data API, as people do for their volume',
    'rules and functions of other applications',
  ],
  response: 're-enable-rule',
  judge: (call, { parameters }) => {
    if (!call.succeeded) return notApplicable('the call failed');
    if (call.service === 'cloudtrail') return onTrail(call, parameters.resources);
    if (call.service === 'seawall') return onRefusal(call);
    const touching = changes[call.service] ?? [];
    if (touching !== 'all' && !touching.includes(call.operation))
      return notApplicable('the call does not touch what the pipeline is made of');
    return onPipeline(call, parameters.resources);
  },
});

/** The pipeline's own word: somebody wrote a version of its policy that it cannot use. */
function onRefusal(call: CallSubject) {
  const bucket = stringOf(call.parameters?.bucketName) ?? 'the bucket of the policy';
  const [problem = 'it is no policy'] = stringsOf(call.parameters?.problems);
  return fail([
    evidence(
      'detail.problems',
      problem,
      null,
      `a version of the policy in ${bucket} was refused: ${problem}`,
    ),
  ]);
}

function onPipeline(call: CallSubject, resources: readonly string[]) {
  const touched = names(call).find((name) => matchesAny(resources, name));
  if (touched === undefined && isUntold(call))
    return unknown(
      'the event names an event source mapping by its id, and not the function or queue it joins',
    );
  if (touched === undefined)
    return hidesRequest(call) ? unknown(requestHidden) : notApplicable('not a resource of the pipeline');
  if (call.actor.kind === 'pipeline') return pass;
  return fail([
    evidence(
      'requestParameters',
      touched,
      null,
      `${call.actor.name} called ${call.service}:${call.operation} on ${touched}`,
    ),
  ]);
}

/** Without the answer nobody can tell whose mapping it is. */
function isUntold({ operation, parameters, response }: CallSubject): boolean {
  const mapping = operation === 'UpdateEventSourceMapping' || operation === 'DeleteEventSourceMapping';
  const told = [parameters?.functionName, response?.functionArn, response?.eventSourceArn];
  return mapping && told.every((value) => typeof value !== 'string');
}

/** What the call names: its target, and every name among its parameters (IAM, Lambda, SQS and EventBridge differ) and the mapping it answers with. */
function names(call: CallSubject): string[] {
  const answered = call.operation.endsWith('EventSourceMapping') ? (call.response ?? {}) : {};
  const own = Object.entries({ ...answered, ...call.parameters }).flatMap(([key, value]) =>
    /name|arn|url|rule|uuid/i.test(key) ? textsIn(value).map((text) => text.toLowerCase()) : [],
  );
  return call.target === null ? own : [call.target.toLowerCase(), ...own];
}

/** CloudWatch and Systems Manager take several names at once. */
function textsIn(value: Json | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : stringsOf(value);
}

/** Any trail may feed the pipeline; nobody can tell from the call which one does. The deployment's own records its policy alone. */
function onTrail(call: CallSubject, resources: readonly string[]) {
  const trail =
    stringOf(call.parameters?.name) ?? stringOf(call.parameters?.trailName) ?? call.target ?? 'a trail';
  const blinded = blinding(call);
  if (blinded === null)
    return hidesRequest(call) && ['PutEventSelectors', 'UpdateTrail'].includes(call.operation)
      ? unknown(requestHidden)
      : notApplicable('the call keeps trails recording');
  if (call.actor.kind === 'pipeline' && matchesAny(resources, trail.toLowerCase())) return pass;
  return fail([evidence(blinded.path, trail, null, `${call.actor.name} ${blinded.what} ${trail}`)]);
}

function blinding(call: CallSubject): { path: string; what: string } | null {
  const parameters = call.parameters ?? {};
  switch (call.operation) {
    case 'StopLogging':
      return { path: 'requestParameters.name', what: 'stopped the recording of' };
    case 'DeleteTrail':
      return { path: 'requestParameters.name', what: 'deleted' };
    case 'PutEventSelectors':
      return dropsManagement(parameters)
        ? { path: 'requestParameters', what: 'took management events out of' }
        : null;
    case 'UpdateTrail':
      return narrowed(parameters) ? { path: 'requestParameters', what: 'narrowed' } : null;
    default:
      return null;
  }
}

/** Selectors of both forms; one that records all management writes is enough (CloudTrail API, PutEventSelectors). */
function dropsManagement(parameters: JsonObject): boolean {
  const basic = listOf(parameters.eventSelectors).map(objectOf);
  const advanced = listOf(parameters.advancedEventSelectors).map(objectOf);
  if (basic.length + advanced.length === 0) return false;
  const recordsBasic = basic.some(
    (selector) =>
      selector.includeManagementEvents !== false &&
      selector.readWriteType !== 'ReadOnly' &&
      keepsWatched(stringsOf(selector.excludeManagementEventSources)),
  );
  return !recordsBasic && !advanced.some(recordsManagement);
}

function recordsManagement(selector: JsonObject): boolean {
  const fields = listOf(selector.fieldSelectors).map(objectOf);
  const management = fields.some(
    ({ field, equals }) => field === 'eventCategory' && stringsOf(equals).includes('Management'),
  );
  const onlyReads = fields.some(
    ({ field, equals }) => field === 'readOnly' && stringsOf(equals).includes('true'),
  );
  const sources = fields.filter(({ field }) => field === 'eventSource');
  const keeps = sources.every(
    (one) => stringsOf(one.equals).length === 0 && keepsWatched(stringsOf(one.notEquals)),
  );
  return management && !onlyReads && keeps;
}

// The two that EventSelector lets a trail leave out (CloudTrail API Reference), as many do for their volume. Of what is
// watched only calls on KMS keys go with them.
const voluminous: ReadonlySet<string> = new Set(['kms.amazonaws.com', 'rdsdata.amazonaws.com']);

function keepsWatched(leftOut: readonly string[]): boolean {
  return leftOut.every((source) => voluminous.has(source));
}

function narrowed(parameters: JsonObject): boolean {
  return parameters.isMultiRegionTrail === false || parameters.includeGlobalServiceEvents === false;
}
