// Who made an object for whom, as an audit event shows it: a controller of the control plane makes pods for their owner, and nobody else does.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject, listOf, objectOf, stringOf } from '../../../model/json.ts';
import type { Owner } from '../../../model/owner.ts';
import { objectId } from '../../workload/kubernetes-names.ts';
import type { Audit } from './audit.ts';

/** The controllers that make objects for an owner, as kube-controller-manager names their service accounts (Kubernetes, "Using RBAC Authorization"). */
const makers: ReadonlyMap<string, string> = new Map([
  ['Pod of ReplicaSet', 'replicaset-controller'],
  ['Pod of ReplicationController', 'replication-controller'],
  ['Pod of StatefulSet', 'statefulset-controller'],
  ['Pod of DaemonSet', 'daemon-set-controller'],
  ['Pod of Job', 'job-controller'],
  ['ReplicaSet of Deployment', 'deployment-controller'],
  ['Job of CronJob', 'cronjob-controller'],
]);

/** Where controllers have no accounts of their own, all are this user (kube-controller-manager, `--use-service-account-credentials`). */
const controllerManager = 'system:kube-controller-manager';

/**
 * The owner that an object names as its controller, where the request comes from the controller that works for such owners; null for
 * anybody else's request: whoever may create a pod may write any owner into it.
 */
export function ownerByController(object: JsonObject, { raw, namespace }: Audit): Owner | null {
  const metadata = objectOf(object.metadata);
  const owner = listOf(metadata.ownerReferences)
    .filter(isObject)
    .find(({ controller }) => controller === true);
  const [kind, name, uid] = [stringOf(owner?.kind), stringOf(owner?.name), stringOf(owner?.uid)];
  if (kind === null || name === null || uid === null) return null;
  const maker = makers.get(`${String(object.kind)} of ${kind}`);
  const user = stringOf(objectOf(raw.user).username);
  if (
    maker === undefined ||
    (user !== `system:serviceaccount:kube-system:${maker}` && user !== controllerManager)
  )
    return null;
  const identity = objectId(kind, stringOf(metadata.namespace) || namespace || 'default', name);
  return { kind, name, identity, uid };
}
