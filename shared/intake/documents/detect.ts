// Which kind of document a value is, by the keys that only this kind has.
// SPDX-License-Identifier: Apache-2.0
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

/** The key of an answer around what the kind is told by: the key alone stands in files of many kinds. */
const within =
  (key: string, test: Test): Test =>
  (value) => {
    const inner = value[key];
    return isObject(inner) && test(inner);
  };

/**
 * In the order they are asked: an event holds documents of other kinds, a service names a task definition. Kubernetes comes first: an
 * API server takes away what it does not know (Kubernetes API reference, "Field validation"), so that a manifest may hold the marks of
 * any other kind and is applied all the same.
 */
const tests: readonly (readonly [DocumentKind, Test])[] = [
  ['kubernetes', isKubernetes],
  ['event', isEvent],
  ['cloudformation', isTemplate],
  ['task', any(has('taskArn'), has('containers', 'taskDefinitionArn'))],
  [
    'task-definition',
    any(
      ...[
        has('containerDefinitions'),
        has('family', 'taskDefinitionArn'),
        has('family', 'daemonTaskDefinitionArn'),
      ],
      ...['taskDefinition', 'daemonTaskDefinition'].map((key) =>
        within(key, any(has('containerDefinitions'), has('family'))),
      ),
    ),
  ],
  [
    'service',
    any(
      ...[
        has('serviceName'),
        has('serviceArn'),
        within('service', any(has('serviceName'), has('serviceArn'))),
      ],
      within('Service', isAppRunner),
    ),
  ],
  ['run-task', (value) => typeof value.taskDefinition === 'string'],
  ['account', isAccount],
  ['role', any(within('Role', any(has('RoleName'), has('Arn'))), has('AssumeRolePolicyDocument'))],
  ['user', any(within('User', any(has('UserName'), has('Arn'))), has('UserName', 'UserId'))],
  ['repository-policy', any(has('policyText'), isRepositoryPolicy)],
  ['repository', any(has('repositoryArn'), has('repositoryUri'), within('repository', has('repositoryArn')))],
  ['trust', isTrust],
  ['policy', any(isIdentityPolicy, has('PolicyDocument'), (value) => isObject(value.PolicyVersion))],
  [
    'instance',
    any(
      ...[has('InstanceId', 'ImageId'), has('InstanceId', 'MetadataOptions')],
      has('LaunchTemplateId', 'LaunchTemplateData'),
    ),
  ],
  ['security-group', has('GroupId', 'IpPermissions')],
  [
    'cluster',
    any(
      ...[has('resourcesVpcConfig'), has('clusterArn', 'clusterName')],
      within('cluster', any(has('arn'), has('clusterArn'), has('resourcesVpcConfig'))),
    ),
  ],
];

/** Null: nothing that can be judged. */
export function detect(value: JsonObject): DocumentKind | null {
  return tests.find(([, test]) => test(value))?.[0] ?? null;
}

/** A service of App Runner, whose API writes its keys with a capital (App Runner API Reference, DescribeService). */
function isAppRunner(value: JsonObject): boolean {
  return has('ServiceArn', 'SourceConfiguration')(value);
}

/** What a document of a kind must have, where somebody says that it is one. */
const needs: Partial<Record<DocumentKind, readonly [test: Test, expected: string]>> = {
  policy: [any(has('Statement'), has('PolicyDocument'), has('PolicyVersion')), 'Statement'],
  trust: [has('Statement'), 'Statement'],
  'repository-policy': [any(has('Statement'), has('policyText')), 'Statement'],
  role: [any(has('Role'), has('RoleName'), has('AssumeRolePolicyDocument')), 'AssumeRolePolicyDocument'],
  user: [any(has('User'), has('UserName')), 'UserName'],
  kubernetes: [(value) => typeof value.kind === 'string', 'apiVersion and kind'],
  cloudformation: [(value) => isObject(value.Resources), 'Resources'],
  repository: [
    any(has('repositoryName'), has('repositoryArn'), has('repositoryUri'), has('repository')),
    'repositoryArn',
  ],
  instance: [any(has('InstanceId'), has('LaunchTemplateData')), 'InstanceId'],
  'security-group': [any(has('GroupId'), has('IpPermissions')), 'GroupId and IpPermissions'],
  service: [
    any(...['serviceName', 'serviceArn', 'service', 'taskDefinition', 'Service'].map((key) => has(key))),
    'serviceName',
  ],
  cluster: [
    any(has('cluster'), has('clusterName'), has('clusterArn'), has('resourcesVpcConfig'), has('arn')),
    'clusterName',
  ],
  'task-definition': [
    any(has('containerDefinitions'), has('taskDefinition'), has('daemonTaskDefinition')),
    'containerDefinitions',
  ],
  'run-task': [has('taskDefinition'), 'taskDefinition'],
  task: [any(has('taskArn'), has('containers'), has('taskDefinitionArn')), 'taskArn'],
  account: [isAccount, 'RoleDetailList'],
};

/** What a document lacks of a kind that it is said to be; null: nothing. */
export function lacks(value: JsonObject, kind: DocumentKind): string | null {
  const [test, expected] = needs[kind] ?? [];
  return test === undefined || expected === undefined || test(value) ? null : expected;
}

/** Keys that stand in documents of a kind and hardly anywhere else. */
const marks =
  /["']?\b(?:containerDefinitions|taskDefinitionArn|AWSTemplateFormatVersion|PolicyDocument|PolicyVersionList|eventSource|detail-type|repositoryArn|IpPermissions)["']?\s{0,20}:|["']?Type["']?\s{0,20}:\s{0,20}["']?AWS::|"Statement"\s{0,20}:/;
const kubernetes = [/\bapiVersion["']? ?:/, /\bkind["']? ?:/];

/** Whether a text that cannot be read was meant as a document of some kind. */
export function bearsMark(text: string): boolean {
  return marks.test(text) || kubernetes.every((pattern) => pattern.test(text));
}

/** An object of the Kubernetes API, or a list of them; audit events, whose kind is `Event`, are told as events. */
export function isKubernetes({ kind, apiVersion }: JsonObject): boolean {
  if (typeof kind !== 'string' || typeof apiVersion !== 'string') return false;
  return kind !== 'Event' && !apiVersion.startsWith('audit.k8s.io/');
}

/** GetAccountAuthorizationDetails, or one of its lists alone; what ListPolicies prints has no versions. */
function isAccount(value: JsonObject): boolean {
  if (any(has('RoleDetailList'), has('UserDetailList'), has('GroupDetailList'))(value)) return true;
  return listOf(value.Policies).some((policy) => isObject(policy) && Array.isArray(policy.PolicyVersionList));
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
