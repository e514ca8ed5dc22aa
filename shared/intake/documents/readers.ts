// The reader of each kind of document.
// SPDX-License-Identifier: Apache-2.0
import { parseArn } from '../../model/arn.ts';
import { isObject, type JsonObject, stringOf } from '../../model/json.ts';
import type { Pending } from '../../model/observation.ts';
import type { Subject } from '../../model/subject.ts';
import type { Workload } from '../../model/workload.ts';
import { withDefinition } from '../events/definition.ts';
import { cursor, down } from '../workload/cursor.ts';
import { fromRunTask, fromService, fromTask, fromTaskDefinition } from '../workload/ecs.ts';
import { fromDaemonDefinition, isDaemonDefinition } from '../workload/ecs-daemon.ts';
import { tagList } from '../workload/tags.ts';
import { principalsOf } from './account-details.ts';
import { appRunnerOf } from './app-runner.ts';
import { clusterOf } from './cluster.ts';
import type { DocumentKind } from './detect.ts';
import { hostOf, securityGroupOf } from './ec2.ts';
import { policyKey, policySubject, roleOf, trustSubject, userOf } from './iam.ts';
import { kubernetesSubjects } from './kubernetes.ts';
import type { FileWhere, Reading } from './reading.ts';
import { repositoryOf, repositoryPolicyOf } from './repository.ts';
import { unsoundness } from './sound.ts';
import { resourcesOf } from './template.ts';
import { launchDataOf } from './template-hosts.ts';

type Reader = (value: JsonObject, where: FileWhere) => readonly Subject[];

/** The key around the document, where the API's answer has one. */
const wrappers: Partial<Record<DocumentKind, string>> = {
  'task-definition': 'taskDefinition',
  service: 'service',
  role: 'Role',
  user: 'User',
  cluster: 'cluster',
  repository: 'repository',
};

type Made = typeof fromService;

/** What runs, made from a definition that the document only names, under this key. */
const made: Readonly<Record<'service' | 'run-task' | 'task', readonly [key: string, build: Made]>> = {
  service: ['taskDefinition', fromService],
  'run-task': ['taskDefinition', fromRunTask],
  task: ['taskDefinitionArn', fromTask],
};

function isMade(kind: DocumentKind): kind is keyof typeof made {
  return Object.hasOwn(made, kind);
}

function running(value: JsonObject, kind: keyof typeof made, where: FileWhere): Pending {
  const [key, build] = made[kind];
  return withDefinition(where, stringOf(value[key]), (definition, tags) =>
    build(value, definition, { ...where, tags: tags ?? where.tags, running: true }),
  );
}

const readers: Record<Exclude<DocumentKind, 'event' | 'cloudformation' | keyof typeof made>, Reader> = {
  'task-definition': (value, where) => [
    isDaemonDefinition(value) ? fromDaemonDefinition(value, where) : definitionOf(value, where),
  ],
  kubernetes: (value, where) => kubernetesSubjects(value, { ...where, running: true }, where.roles),
  policy: (value, where) => [policySubject(value, where)],
  trust: (value, where) => [trustSubject(value, where)],
  role: (value, where) => [roleOf(value, where)],
  user: (value, where) => [userOf(value, where)],
  account: principalsOf,
  repository: (value, where) => [repositoryOf(value, where)],
  'repository-policy': (value, where) => [repositoryPolicyOf(value, where)],
  instance: (value, where) => [hostOf(value, where)],
  'security-group': (value, where) => [securityGroupOf(value, where)],
  cluster: (value, where) => [clusterOf(value, where)],
};

/** A service of another file that runs it carries what it says: nobody is told twice. */
function definitionOf(value: JsonObject, where: FileWhere): Workload {
  const workload = fromTaskDefinition(value, where);
  const runner = where.runnerOf?.(value) ?? null;
  return runner === null ? workload : { ...workload, judgedWith: runner };
}

/** Reads one item as a document of `kind`; a template gives one reading for each resource that can be judged. */
export function readItem(
  value: JsonObject,
  kind: Exclude<DocumentKind, 'event'>,
  where: FileWhere,
): readonly Reading[] {
  const { inner, path } = unwrapped(value, kind);
  const unsound = unsoundness(value, inner, path, kind);
  if (unsound !== null) return [{ subjects: [], path, name: kind, unsound }];
  if (kind === 'cloudformation') return resourcesOf(value, where);
  if (kind === 'instance' && isObject(value.LaunchTemplateData))
    return [launchVersion(value, value.LaunchTemplateData, where)];
  if (kind === 'service' && isObject(value.Service)) return [appRunnerService(value.Service, where)];
  // DescribeTaskDefinition returns the tags beside the definition.
  const tags = tagList(cursor(value.tags, 'tags'));
  const place = path !== '' && Array.isArray(value.tags) ? { ...where, tags } : where;
  if (isMade(kind)) return [{ subjects: [], pending: [running(inner, kind, place)], path, name: kind }];
  return [{ subjects: readers[kind](inner, place), path, name: kind }];
}

/** A service of App Runner, as DescribeService answers. */
function appRunnerService(service: JsonObject, where: FileWhere): Reading {
  const arn = stringOf(service.ServiceArn);
  const { account = null, region = null } = parseArn(arn) ?? {};
  const named = arn === null ? {} : { id: arn, identity: arn };
  const place = { ...where, account: where.account ?? account, region: where.region ?? region, ...named };
  return { subjects: [appRunnerOf(service, place)], path: 'Service', name: 'App Runner service' };
}

/** A version of a launch template, as DescribeLaunchTemplateVersions shows it: each may be launched from, the default or not. */
function launchVersion(value: JsonObject, data: JsonObject, where: FileWhere): Reading {
  const template = stringOf(value.LaunchTemplateId) ?? where.unnamed ?? 'launch template';
  const id = typeof value.VersionNumber === 'number' ? `${template}/${value.VersionNumber}` : template;
  const name = stringOf(value.LaunchTemplateName) ?? id;
  const subjects = launchDataOf(data, { ...where, id, name, identity: id });
  return { subjects, path: 'LaunchTemplateData', name: 'launch template' };
}

function unwrapped(
  value: JsonObject,
  kind: DocumentKind,
): { readonly inner: JsonObject; readonly path: string } {
  const daemon = kind === 'task-definition' && isObject(value.daemonTaskDefinition);
  const wrapper = daemon ? 'daemonTaskDefinition' : wrappers[kind];
  const key = kind === 'policy' ? policyKey(value) : (wrapper ?? '');
  const inner = down(cursor(value), ...key.split('.').filter((part) => part !== '')).value;
  return key !== '' && isObject(inner) ? { inner, path: key } : { inner: value, path: '' };
}
