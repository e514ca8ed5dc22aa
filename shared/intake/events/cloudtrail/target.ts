// What a call touched, as an ARN where the event lets us build one: what call findings are kept on and policies match.
// SPDX-License-Identifier: Apache-2.0

import { iamArn, nameOf, regionalArn } from '../../../model/arn.ts';
import { isObject, type JsonObject, listOf, objectOf, stringOf } from '../../../model/json.ts';
import { itemsOf, requestOf } from './ec2-shape.ts';
import { principalArn } from './eks.ts';
import { namedIn } from './principal.ts';
import type { CloudTrailRecord } from './record.ts';

type Finder = (record: CloudTrailRecord, request: JsonObject) => string | null;

/** Null where the event does not tell, such as a denied call, whose parameters CloudTrail leaves out. */
export function targetOf(record: CloudTrailRecord): string | null {
  const find = finders.get(record.service);
  return (find === undefined ? null : find(record, requestOf(record))) ?? firstResource(record.raw);
}

/** Some services list what they touched in `resources`, as `ARN` or, in old records, `arn`. */
function firstResource(raw: JsonObject): string | null {
  const [first] = listOf(raw.resources).filter(isObject);
  return stringOf(first?.ARN) ?? stringOf(first?.arn);
}

/** The value as it stands where it is an ARN already, else the ARN of `service` with it behind `prefix`. */
function asArn(record: CloudTrailRecord, service: string, prefix: string, value: unknown): string | null {
  const name = stringOf(value);
  if (name === null || name === '' || name.startsWith('arn:')) return name || null;
  return regionalArn(record, service, `${prefix}${name}`) ?? name;
}

function anyOf(request: JsonObject, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = stringOf(request[key]);
    if (value !== null && value !== '') return value;
  }
  return null;
}

function ofEcs(record: CloudTrailRecord, request: JsonObject): string | null {
  const answered = objectOf(record.response?.service);
  const cluster = nameOf(anyOf(request, 'cluster', 'clusterName') ?? 'default');
  const definition = objectOf(record.response?.taskDefinition);
  const task =
    anyOf(request, 'task') ?? stringOf(objectOf(listOf(record.response?.tasks)[0]).taskDefinitionArn);
  if (task !== null) return asArn(record, 'ecs', `task/${cluster}/`, task);
  const service = stringOf(answered.serviceArn) ?? anyOf(request, 'service', 'serviceName', 'serviceArn');
  if (service !== null) return asArn(record, 'ecs', `service/${cluster}/`, service);
  const registered = stringOf(definition.taskDefinitionArn) ?? anyOf(request, 'taskDefinition', 'family');
  if (registered !== null) return asArn(record, 'ecs', 'task-definition/', registered);
  return record.parameters === null ? null : asArn(record, 'ecs', 'cluster/', cluster);
}

function nameAlone(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}

function ofIam(record: CloudTrailRecord, request: JsonObject): string | null {
  const type = (['user', 'role', 'group'] as const).find(
    (each) => typeof request[`${each}Name`] === 'string',
  );
  if (type !== undefined) return namedIn(record, type)?.arn ?? null;
  const provider = anyOf(
    request,
    'sAMLProviderArn',
    'SAMLProviderArn',
    'openIDConnectProviderArn',
    'policyArn',
    'serialNumber',
  );
  if (provider !== null) return provider;
  const profile = anyOf(request, 'instanceProfileName');
  if (profile !== null) return iamArn(record, `instance-profile/${profile}`);
  const policy = anyOf(request, 'policyName');
  return policy === null ? null : iamArn(record, `policy/${policy}`);
}

function ofEks(record: CloudTrailRecord, request: JsonObject): string | null {
  const principal = principalArn(record);
  const cluster = asArn(record, 'eks', 'cluster/', anyOf(request, 'name', 'clusterName'));
  return cluster !== null && principal !== null ? `${cluster} ${principal}` : cluster;
}

function ofEc2(record: CloudTrailRecord, request: JsonObject): string | null {
  const instance =
    anyOf(request, 'instanceId', 'InstanceId') ?? stringOf(itemsOf(request.instancesSet)[0]?.instanceId);
  if (instance?.startsWith('i-')) return asArn(record, 'ec2', 'instance/', instance);
  const launched = stringOf(itemsOf(record.response?.instancesSet)[0]?.instanceId);
  if (launched !== null) return asArn(record, 'ec2', 'instance/', launched);
  const group = anyOf(request, 'groupId', 'GroupId') ?? stringOf(record.response?.groupId);
  return asArn(record, 'ec2', 'security-group/', group);
}

/** A session's target is an instance id, `ecs:cluster_task_container`, or a list of instances for SendCommand. */
function ofSsm(record: CloudTrailRecord, request: JsonObject): string | null {
  const first = stringOf(listOf(request.instanceIds)[0]);
  const target = anyOf(request, 'target', 'instanceId', 'sessionId', 'name') ?? first;
  return target?.startsWith('i-') ? asArn(record, 'ec2', 'instance/', target) : target;
}

function ofSqs(record: CloudTrailRecord, request: JsonObject): string | null {
  const url = anyOf(request, 'queueUrl', 'QueueUrl');
  return asArn(record, 'sqs', '', url === null ? anyOf(request, 'queueName') : nameAlone(url));
}

function ofEvents(record: CloudTrailRecord, request: JsonObject): string | null {
  const named = anyOf(request, 'eventBusName') ?? 'default';
  // EventBridge API Reference, PutRule: a name or ARN of a bus has no other characters.
  const bus = /^[\w./:-]{1,1600}$/.test(named) && !named.includes('//') ? nameAlone(named) : 'unknown';
  const rule = anyOf(request, 'rule') ?? (record.operation.endsWith('Rule') ? anyOf(request, 'name') : null);
  if (rule !== null) return asArn(record, 'events', bus === 'default' ? 'rule/' : `rule/${bus}/`, rule);
  return anyOf(request, 'resourceARN', 'name');
}

/** An event source mapping is named by an id alone; only the answer tells whose it is (Lambda API Reference, UpdateEventSourceMapping). */
function ofLambda(record: CloudTrailRecord, request: JsonObject): string | null {
  const named = anyOf(request, 'functionName', 'resource') ?? stringOf(record.response?.functionArn);
  return asArn(record, 'lambda', 'function:', named ?? anyOf(request, 'uUID'));
}

/** Services whose target stands in one field: ARN prefix and the field's possible names. */
function field(service: string, prefix: string, ...keys: readonly string[]): Finder {
  return (record, request) => asArn(record, service, prefix, anyOf(request, ...keys));
}

const finders: ReadonlyMap<string, Finder> = new Map(
  Object.entries<Finder>({
    ecs: ofEcs,
    iam: ofIam,
    eks: ofEks,
    ec2: ofEc2,
    ssm: ofSsm,
    sqs: ofSqs,
    events: ofEvents,
    ecr: field('ecr', 'repository/', 'repositoryName'),
    'ec2-instance-connect': field('ec2', 'instance/', 'instanceId'),
    lambda: ofLambda,
    dynamodb: field('dynamodb', 'table/', 'tableName', 'resourceArn'),
    cloudtrail: field('cloudtrail', 'trail/', 'name', 'trailName', 'eventDataStore'),
    logs: field('logs', 'log-group:', 'logGroupName', 'logGroupIdentifier'),
    kms: field('kms', 'key/', 'keyId'),
    sns: field('sns', '', 'topicArn', 'name'),
    guardduty: field('guardduty', 'detector/', 'detectorId'),
    codebuild: field('codebuild', 'project/', 'projectName', 'name', 'projectArn'),
    codepipeline: (record, request) =>
      asArn(
        record,
        'codepipeline',
        '',
        anyOf(request, 'pipelineName', 'name') ?? stringOf(objectOf(request.pipeline).name),
      ),
    codedeploy: field('codedeploy', 'application:', 'applicationName'),
    sso: (_, request) => anyOf(request, 'permissionSetArn', 'instanceArn'),
    organizations: (_, request) => anyOf(request, 'policyId', 'accountId', 'targetId'),
    sts: (_, request) => anyOf(request, 'roleArn', 'name', 'targetPrincipal'),
  }),
);
