// Objects of a Kubernetes cluster as actions read and change them.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../gather/api.ts';
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { dig, type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';
import { call, changed, hold, type Planning } from '../planning/planning.ts';

/** What every call about one object names. */
export interface ObjectName extends JsonObject {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
}

/** `Deployment/shop/web`, and how the ids of its operations are made. */
export interface OwnerReference {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'Job' | 'CronJob' | 'Pod';
  readonly at: ObjectName;
  readonly object: JsonObject;
}

const apis = {
  Deployment: 'AppsV1NamespacedDeployment',
  StatefulSet: 'AppsV1NamespacedStatefulSet',
  DaemonSet: 'AppsV1NamespacedDaemonSet',
  ReplicaSet: 'AppsV1NamespacedReplicaSet',
  Job: 'BatchV1NamespacedJob',
  CronJob: 'BatchV1NamespacedCronJob',
  Pod: 'CoreV1NamespacedPod',
} as const satisfies Readonly<Record<OwnerReference['kind'], string>>;

const apiVersions: Readonly<Record<OwnerReference['kind'], string>> = {
  ...{ Deployment: 'apps/v1', StatefulSet: 'apps/v1', DaemonSet: 'apps/v1', ReplicaSet: 'apps/v1' },
  ...{ Job: 'batch/v1', CronJob: 'batch/v1', Pod: 'v1' },
};

export function clusterOf({ cluster }: Finding): string {
  return cluster === null
    ? hold(
        'guard-error',
        'the event does not tell which cluster it happened in: stop the workload there by hand',
      )
    : nameOf(cluster);
}

export function readOf({ kind, at }: Pick<OwnerReference, 'kind' | 'at'>) {
  return call('kubernetes', `read${apis[kind]}`, at);
}

/** One step: `test` lets it through only where what it changes is still as planned on. */
export function patchOf(
  { kind, at }: Pick<OwnerReference, 'kind' | 'at'>,
  path: string,
  from: Json,
  to: Json,
): PlannedCall {
  const body = [
    { op: 'test', path, value: from },
    { op: 'replace', path, value: to },
  ];
  return patch(kind, at, body);
}

/** `body` null: not known before the object is read. */
export function patch(
  kind: OwnerReference['kind'],
  at: JsonObject,
  body: readonly JsonObject[] | null,
): PlannedCall {
  return call('kubernetes', `patch${apis[kind]}`, { ...at, body });
}

/** Sets what may be absent, which `test` and `replace` cannot bear. */
export function setOf(
  { kind, at }: Pick<OwnerReference, 'kind' | 'at'>,
  path: string,
  value: Json,
): PlannedCall {
  return patch(kind, at, [{ op: 'add', path, value }]);
}

/** The object that a finding is kept on. `DaemonSet`, and kinds of operators, are none that may be touched. */
export async function ownerNamed(id: string, cluster: string, planning: Planning): Promise<OwnerReference> {
  const [kind = '', namespace = '', name = ''] = id.split('/');
  if (kind === 'DaemonSet') hold('protected', `${id} is a daemon: every node needs it`);
  if (!isKind(kind)) return hold('guard-error', `nobody knows here how a ${kind} is stopped`);
  return ownerAt(kind, { cluster, namespace, name }, planning);
}

export async function ownerAt(
  kind: OwnerReference['kind'],
  at: ObjectName,
  planning: Planning,
): Promise<OwnerReference> {
  return (await findAt(kind, at, planning)) ?? changed(`${kind} ${at.namespace}/${at.name} is gone`);
}

/** Null where it is not there, or on its way out. */
export async function findAt(
  kind: OwnerReference['kind'],
  at: ObjectName,
  planning: Planning,
): Promise<OwnerReference | null> {
  const { service, operation, parameters } = readOf({ kind, at });
  const object = await planning.reader.find(service, operation, parameters);
  return object === null || dig(object, 'metadata', 'deletionTimestamp') !== undefined
    ? null
    : { kind, at, object };
}

function isKind(kind: string): kind is OwnerReference['kind'] {
  return Object.hasOwn(apis, kind);
}

/** The object and who runs it: the owner that is its controller, up to the one that nobody owns. */
export async function chainOf(owner: OwnerReference, planning: Planning): Promise<readonly OwnerReference[]> {
  const above = await ownerAbove(owner, planning);
  return above === null ? [owner] : [owner, ...(await chainOf(above, planning))];
}

/** The controller that it names, where that is there under the very uid: whoever makes an object may write any. */
async function ownerAbove(
  { object, at }: OwnerReference,
  planning: Planning,
): Promise<OwnerReference | null> {
  const above = controllerOf(object);
  const kind = stringOf(above?.kind) ?? '';
  if (above === null || !isKind(kind)) return null;
  const found = await findAt(kind, { ...at, name: stringOf(above.name) ?? '' }, planning);
  return found !== null && uidOf(found.object) !== '' && uidOf(found.object) === above.uid ? found : null;
}

/** The kind of an operator that it names as its controller; null: it names none. */
export function operatorOf({ object }: OwnerReference): string | null {
  const kind = stringOf(controllerOf(object)?.kind);
  return kind === null || isKind(kind) ? null : kind;
}

export function controllerOf(object: JsonObject): JsonObject | null {
  return (
    objectsOf(dig(object, 'metadata', 'ownerReferences')).find(({ controller }) => controller === true) ??
    null
  );
}

export function uidOf(object: JsonObject): string {
  return stringOf(dig(object, 'metadata', 'uid')) ?? '';
}

/** The object, or the object with another template, as a manifest that can be judged. */
export function manifestOf({ kind, object }: OwnerReference, template?: JsonObject): JsonObject {
  const { name, namespace, labels } = objectOf(object.metadata);
  const metadata = { name: name ?? null, namespace: namespace ?? null, labels: labels ?? {} };
  const other = template === undefined ? {} : { template };
  return { apiVersion: apiVersions[kind], kind, metadata, spec: { ...objectOf(object.spec), ...other } };
}

export function shown({ kind, at }: Pick<OwnerReference, 'kind' | 'at'>): string {
  return `${kind} ${at.namespace}/${at.name}`;
}
