// Calls that blind this pipeline: its trail stopped, its rules, functions, queues, tables, roles or policy changed.
import { z } from 'zod';
import { type CallSubject, hidesRequest, requestHidden } from '../../model/call.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import { type JsonObject, listOf, objectOf, stringOf, stringsOf } from '../../model/json.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

/** Calls on the pipeline's own resources, by service; the deployment's own calls among them are excepted. */
const changes: Readonly<Record<string, readonly string[] | 'all'>> = {
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
  ],
  sqs: ['DeleteQueue', 'PurgeQueue', 'SetQueueAttributes', 'AddPermission', 'RemovePermission'],
  dynamodb: ['DeleteTable', 'UpdateTable'],
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
};

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
      .describe('Globs over names and ARNs of the pipeline’s own resources'),
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
    /name|arn|url|rule|uuid/i.test(key) && typeof value === 'string' ? [value.toLowerCase()] : [],
  );
  return call.target === null ? own : [call.target.toLowerCase(), ...own];
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

const selectors = (change: JsonObject) =>
  cloudTrail('cloudtrail', 'PutEventSelectors', {
    requestParameters: { trailName: 'organisation', ...change },
  });

const basic = (...eventSelectors: JsonObject[]) => selectors({ eventSelectors });

const advanced = (...fields: JsonObject[]) =>
  selectors({ advancedEventSelectors: [{ name: 'all', fieldSelectors: fields }] });

const management = { field: 'eventCategory', equals: ['Management'] };

const byPipeline = { version: 1, people: { 'delivery-pipelines': ['arn:aws:iam::*:role/developer'] } };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a trail is stopped',
      given: cloudTrail('cloudtrail', 'StopLogging', { requestParameters: { name: 'organisation' } }),
      at: 'requestParameters.name',
    },
    {
      says: 'a rule of the pipeline is disabled',
      given: cloudTrail('events', 'DisableRule', {
        requestParameters: { name: 'seawall-task-launched', eventBusName: 'default' },
      }),
      at: 'requestParameters',
    },
    {
      says: 'an event source mapping of the pipeline is switched off',
      given: cloudTrail('lambda', 'UpdateEventSourceMapping20150331', {
        requestParameters: { uUID: '0a1b2c3d-0000-4000-9000-000000000001', enabled: false },
        responseElements: {
          uUID: '0a1b2c3d-0000-4000-9000-000000000001',
          functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:seawall-production-task-launched',
          state: 'Disabling',
        },
      }),
      at: 'requestParameters',
    },
    {
      says: 'management events are no longer recorded',
      given: cloudTrail('cloudtrail', 'PutEventSelectors', {
        requestParameters: {
          trailName: 'organisation',
          eventSelectors: [{ includeManagementEvents: false, readWriteType: 'All' }],
        },
      }),
      at: 'requestParameters',
    },
    {
      says: 'a trail is deleted',
      given: cloudTrail('cloudtrail', 'DeleteTrail', { requestParameters: { name: 'organisation' } }),
      at: 'requestParameters.name',
    },
    {
      says: 'a trail is kept to one region',
      given: cloudTrail('cloudtrail', 'UpdateTrail', {
        requestParameters: { name: 'organisation', isMultiRegionTrail: false },
      }),
      at: 'requestParameters',
    },
    {
      says: 'a trail leaves out global services',
      given: cloudTrail('cloudtrail', 'UpdateTrail', {
        requestParameters: { name: 'organisation', includeGlobalServiceEvents: false },
      }),
      at: 'requestParameters',
    },
    {
      says: 'only reads are recorded',
      given: basic({ includeManagementEvents: true, readWriteType: 'ReadOnly' }),
      at: 'requestParameters',
    },
    {
      says: 'a service that matters is left out',
      given: basic({ readWriteType: 'All', excludeManagementEventSources: ['iam.amazonaws.com'] }),
      at: 'requestParameters',
    },
    {
      says: 'advanced selectors for data alone',
      given: advanced({ field: 'eventCategory', equals: ['Data'] }),
      at: 'requestParameters',
    },
    {
      says: 'advanced selectors for reads alone',
      given: advanced(management, { field: 'readOnly', equals: ['true'] }),
      at: 'requestParameters',
    },
    {
      says: 'advanced selectors for one service alone',
      given: advanced(management, { field: 'eventSource', equals: ['kms.amazonaws.com'] }),
      at: 'requestParameters',
    },
    {
      says: 'a delivery pipeline stops a trail that is not the deployment’s own',
      given: cloudTrail('cloudtrail', 'StopLogging', { requestParameters: { name: 'organisation' } }),
      policy: byPipeline,
      at: 'requestParameters.name',
    },
    {
      says: 'a queue of the pipeline is deleted, named by its address',
      given: cloudTrail('sqs', 'DeleteQueue', {
        requestParameters: {
          queueUrl: 'https://sqs.eu-central-1.amazonaws.com/111122223333/seawall-publish',
        },
      }),
      at: 'requestParameters',
    },
    {
      says: 'somebody writes another policy',
      given: cloudTrail('s3', 'PutObject', {
        eventCategory: 'Data',
        requestParameters: {
          bucketName: 'seawall-policy-production-111122223333',
          key: 'policy/current.json',
        },
      }),
      at: 'requestParameters',
    },
    {
      says: 'a version of the policy was refused',
      given: {
        'detail-type': 'Seawall Policy Refused',
        source: 'seawall',
        account: '111122223333',
        region: 'eu-central-1',
        time: '2026-11-17T09:00:00Z',
        detail: {
          bucket: 'seawall-policy-production-111122223333',
          version: 'v2',
          problems: ['seawall.yml:3:1: there is no key moed: did you mean mode?'],
        },
      },
      at: 'detail.problems',
    },
  ],
  passes: [
    {
      says: 'the delivery pipeline deploys',
      given: cloudTrail('lambda', 'UpdateFunctionCode20150331v2', {
        requestParameters: { functionName: 'seawall-publish' },
      }),
      policy: byPipeline,
    },
    {
      says: 'the delivery pipeline stops the deployment’s own trail',
      given: cloudTrail('cloudtrail', 'StopLogging', { requestParameters: { name: 'seawall-policy' } }),
      policy: byPipeline,
    },
    {
      says: 'the delivery pipeline sets up the trail of the policy through CloudFormation',
      given: cloudTrail('cloudtrail', 'PutEventSelectors', {
        userIdentity: { invokedBy: 'cloudformation.amazonaws.com' },
        requestParameters: {
          trailName: 'seawall-production-policy',
          eventSelectors: [{ includeManagementEvents: false, readWriteType: 'WriteOnly' }],
        },
      }),
      policy: { version: 1, people: { 'delivery-pipelines': ['arn:aws:iam::*:role/developer'] } },
    },
  ],
  unknown: [
    { says: 'selectors that the event leaves out', given: cloudTrail('cloudtrail', 'PutEventSelectors') },
    { says: 'a rule that the event leaves out', given: cloudTrail('events', 'DisableRule') },
  ],
  notApplicable: [
    {
      says: 'a call that was denied',
      given: cloudTrail('cloudtrail', 'StopLogging', {
        errorCode: 'AccessDenied',
        requestParameters: { name: 'organisation' },
      }),
    },
    {
      says: 'all management events are recorded',
      given: basic({ includeManagementEvents: true, readWriteType: 'All' }),
    },
    {
      says: 'one selector of two records all writes',
      given: basic({ includeManagementEvents: false }, { readWriteType: 'WriteOnly' }),
    },
    {
      says: 'KMS is left out, for its volume',
      given: basic({ readWriteType: 'All', excludeManagementEventSources: ['kms.amazonaws.com'] }),
    },
    {
      says: 'the same by advanced selectors',
      given: advanced(management, { field: 'eventSource', notEquals: ['kms.amazonaws.com'] }),
    },
    { says: 'advanced selectors for management events', given: advanced(management) },
    {
      says: 'advanced selectors for writes',
      given: advanced(management, { field: 'readOnly', equals: ['false'] }),
    },
    { says: 'selectors that are not told', given: selectors({}) },
    {
      says: 'a trail gets another bucket',
      given: cloudTrail('cloudtrail', 'UpdateTrail', {
        requestParameters: { name: 'organisation', s3BucketName: 'trails' },
      }),
    },
    {
      says: 'a change that does not touch the pipeline, of something so named',
      given: cloudTrail('events', 'TagResource', { requestParameters: { name: 'seawall-task-launched' } }),
    },
    {
      says: 'another bucket',
      given: cloudTrail('s3', 'PutBucketPolicy', {
        userIdentity: { type: 'Root', arn: 'arn:aws:iam::111122223333:root' },
        requestParameters: { bucketName: 'reports' },
      }),
    },
    {
      says: 'a trail is started',
      given: cloudTrail('cloudtrail', 'StartLogging', { requestParameters: { name: 'organisation' } }),
    },
    {
      says: 'a rule of another application',
      given: cloudTrail('events', 'DisableRule', { requestParameters: { name: 'nightly-report' } }),
    },
  ],
});
