// Which kind of document a value is, by the keys that only this kind has.
import { isObject, type JsonObject, listOf, stringsOf } from '../../model/json.ts';
import { isHookInvocation } from '../events/native/ecs-hook.ts';

/** What `--kind` takes. */
export const documentKinds = [
  'task-definition',
  'service',
  'run-task',
  'task',
  'kubernetes',
  'policy',
  'trust',
  'role',
  'user',
  'account',
  'repository',
  'repository-policy',
  'cloudformation',
  'instance',
  'security-group',
  'cluster',
  'event',
] as const;
export type DocumentKind = (typeof documentKinds)[number];

type Test = (value: JsonObject) => boolean;

const has =
  (...keys: readonly string[]): Test =>
  (value) =>
    keys.every((key) => value[key] !== undefined && value[key] !== null);

const any =
  (...tests: readonly Test[]): Test =>
  (value) =>
    tests.some((test) => test(value));

/** In the order they are asked: an event holds documents of other kinds, a service names a task definition. */
const tests: readonly (readonly [DocumentKind, Test])[] = [
  ['event', isEvent],
  ['cloudformation', isTemplate],
  ['kubernetes', (value) => typeof value.kind === 'string' && typeof value.apiVersion === 'string'],
  ['task', any(has('taskArn'), has('containers', 'taskDefinitionArn'))],
  [
    'task-definition',
    any(
      has('containerDefinitions'),
      (value) => isObject(value.taskDefinition),
      has('family', 'taskDefinitionArn'),
    ),
  ],
  ['service', any(has('serviceName'), has('serviceArn'), (value) => isObject(value.service))],
  ['run-task', (value) => typeof value.taskDefinition === 'string'],
  ['account', any(has('RoleDetailList'), has('UserDetailList'), has('GroupDetailList'))],
  ['role', any((value) => isObject(value.Role), has('AssumeRolePolicyDocument'))],
  ['user', any((value) => isObject(value.User), has('UserName', 'UserId'))],
  ['repository-policy', any(has('policyText'), isRepositoryPolicy)],
  ['repository', any(has('repositoryArn'), has('repositoryUri'))],
  ['trust', isTrust],
  ['policy', any(isIdentityPolicy, has('PolicyDocument'), (value) => isObject(value.PolicyVersion))],
  ['instance', any(has('InstanceId', 'ImageId'), has('InstanceId', 'MetadataOptions'))],
  ['security-group', has('GroupId', 'IpPermissions')],
  [
    'cluster',
    any((value) => isObject(value.cluster), has('resourcesVpcConfig'), has('clusterArn', 'clusterName')),
  ],
];

/** Null: nothing that can be judged. */
export function detect(value: JsonObject): DocumentKind | null {
  return tests.find(([, test]) => test(value))?.[0] ?? null;
}

function isEvent(value: JsonObject): boolean {
  if (has('eventSource', 'eventName')(value)) return true;
  if (has('detail-type', 'source')(value)) return true;
  if (has('rule', 'priority', 'output_fields')(value)) return true;
  if (has('auditID')(value) || has('logEvents')(value) || isHookInvocation(value)) return true;
  return value.kind === 'Event' && String(value.apiVersion).startsWith('audit.k8s.io/');
}

function isTemplate(value: JsonObject): boolean {
  if (value.AWSTemplateFormatVersion !== undefined) return true;
  return (
    isObject(value.Resources) &&
    Object.values(value.Resources).some((resource) => isObject(resource) && typeof resource.Type === 'string')
  );
}

function statements(value: JsonObject): readonly JsonObject[] {
  const { Statement: statement } = value;
  return (isObject(statement) ? [statement] : listOf(statement)).filter(isObject);
}

function actions({ Action: action }: JsonObject): readonly string[] {
  return typeof action === 'string' ? [action] : stringsOf(action);
}

/** A resource policy whose actions are those of taking a role (IAM User Guide, "Role trust policies"). */
function isTrust(value: JsonObject): boolean {
  const found = statements(value);
  return (
    found.length > 0 &&
    found.some((statement) =>
      actions(statement).some((action) =>
        /^sts:(?:assumerole|\*|tagsession|setsourceidentity)/i.test(action),
      ),
    ) &&
    found.every((statement) => statement.Principal !== undefined || statement.NotPrincipal !== undefined)
  );
}

/** IAM refuses an identity policy that names a principal: with one it is a bucket's, a key's or an endpoint's (IAM User Guide, element Principal). */
function isIdentityPolicy(value: JsonObject): boolean {
  return (
    has('Statement')(value) &&
    !statements(value).some((one) => one.Principal !== undefined || one.NotPrincipal !== undefined)
  );
}

function isRepositoryPolicy(value: JsonObject): boolean {
  return statements(value).some(
    (statement) =>
      (statement.Principal !== undefined || statement.NotPrincipal !== undefined) &&
      actions(statement).some((action) => /^ecr:/i.test(action)),
  );
}
