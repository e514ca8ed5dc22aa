// The reader of each kind of document.
import { isObject, type JsonObject } from '../../model/json.ts';
import type { Subject } from '../../model/subject.ts';
import { cursor, down } from '../workload/cursor.ts';
import { fromRunTask, fromService, fromTask, fromTaskDefinition } from '../workload/ecs.ts';
import { tagList } from '../workload/tags.ts';
import type { Where } from '../workload/where.ts';
import { principalsOf } from './account-details.ts';
import { clusterOf } from './cluster.ts';
import type { DocumentKind } from './detect.ts';
import { hostOf, securityGroupOf } from './ec2.ts';
import { policyKey, policySubject, roleOf, trustSubject, userOf } from './iam.ts';
import { kubernetesSubjects, type RoleRules } from './kubernetes.ts';
import { repositoryOf, repositoryPolicyOf } from './repository.ts';
import { resourcesOf } from './template.ts';

/** Where a document was found, with the path of its file as given. */
export type FileWhere = Where & { readonly file: string; readonly roles: RoleRules };

/** What one item gives: one observation with its subjects. */
export interface Reading {
  readonly subjects: readonly Subject[];
  /** Path from the item to what was judged: evidence paths begin behind it. */
  readonly path: string;
  /** Name of the observation: the kind of what was read. */
  readonly name: string;
}

type Reader = (value: JsonObject, where: FileWhere) => readonly Subject[];

/** The key around the document, where the API's answer has one. */
const wrappers: Partial<Record<DocumentKind, string>> = {
  'task-definition': 'taskDefinition',
  service: 'service',
  role: 'Role',
  user: 'User',
  cluster: 'cluster',
};

const readers: Record<Exclude<DocumentKind, 'event' | 'cloudformation'>, Reader> = {
  'task-definition': (value, where) => [fromTaskDefinition(value, where)],
  service: (value, where) => [fromService(value, null, { ...where, running: true })],
  'run-task': (value, where) => [fromRunTask(value, null, { ...where, running: true })],
  task: (value, where) => [fromTask(value, null, { ...where, running: true })],
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

/** Reads one item as a document of `kind`; a template gives one reading for each resource that can be judged. */
export function readItem(
  value: JsonObject,
  kind: Exclude<DocumentKind, 'event'>,
  where: FileWhere,
): readonly Reading[] {
  if (kind === 'cloudformation') return resourcesOf(value, where);
  const { inner, path } = unwrapped(value, kind);
  // DescribeTaskDefinition returns the tags beside the definition.
  const tags = tagList(cursor(value.tags, 'tags'));
  const place = path !== '' && Array.isArray(value.tags) ? { ...where, tags } : where;
  return [{ subjects: readers[kind](inner, place), path, name: kind }];
}

function unwrapped(
  value: JsonObject,
  kind: DocumentKind,
): { readonly inner: JsonObject; readonly path: string } {
  const key = kind === 'policy' ? policyKey(value) : (wrappers[kind] ?? '');
  const inner = down(cursor(value), ...key.split('.').filter((part) => part !== '')).value;
  return key !== '' && isObject(inner) ? { inner, path: key } : { inner: value, path: '' };
}
