// What a successful Kubernetes request changed: workloads, bindings, network policies, the aws-auth map.
// SPDX-License-Identifier: Apache-2.0
import { fits } from '../../../model/budget.ts';
import { dig, isObject, type JsonObject, listOf, objectOf, stringOf } from '../../../model/json.ts';
import { pending } from '../../../model/observation.ts';
import type { Link, Owner } from '../../../model/owner.ts';
import type { Workload } from '../../../model/workload.ts';
import { adminsOfAwsAuth, awsAuthUnseen, isAwsAuth } from '../../documents/aws-auth.ts';
import { blankCluster } from '../../documents/blank.ts';
import { kubernetesSubjects } from '../../documents/kubernetes.ts';
import { fromKubernetesObject, isWorkloadKind, unseenObject } from '../../workload/kubernetes.ts';
import { objectId } from '../../workload/kubernetes-names.ts';
import { pruned } from '../../workload/pruned.ts';
import type { Where } from '../../workload/where.ts';
import { type Change, partOf } from '../cloudtrail/change.ts';
import type { Audit } from './audit.ts';
import { ownerByController } from './owner.ts';
import { groupOfResource, kindOfResource } from './resources.ts';

export function changeOf(audit: Audit): Change {
  if (audit.verb === 'delete') return endOf(audit, deletedUid(audit));
  if (!['create', 'update', 'patch'].includes(audit.verb)) return {};
  if (audit.subresource !== null && audit.subresource !== 'ephemeralcontainers') return {};
  const object = objectIn(audit);
  if (object === null) return { subjects: unseenWorkload(audit) };
  if (!fits(object)) return { subjects: partlyKnown(object, audit) };
  if (audit.resource === 'configmaps' && isAwsAuth(audit.namespace, audit.name))
    return awsAuth(audit, object);
  if (isTakenAway(objectOf(object.metadata))) return endOf(audit, stringOf(objectOf(object.metadata).uid));
  const owner = ownerByController(object, audit);
  // What a Deployment's ReplicaSet or a CronJob's Job holds is its owner's own template, and told by that.
  if (owner !== null && object.kind !== 'Pod') return { links: linksOf(object, owner, audit) };
  if (object.kind === 'Pod') return podChange(object, audit.verb === 'create' ? owner : null, audit);
  return { subjects: kubernetesSubjects(object, whereOf(audit)) };
}

/** A pod as its controller made it is kept on its owner; any other on itself, unless the making of it was seen. */
function podChange(object: JsonObject, owner: Owner | null, audit: Audit): Change {
  const uid = owner?.uid ?? stringOf(objectOf(object.metadata).uid);
  const of = (found: Owner | null) => {
    const where = whereOf(audit);
    return kubernetesSubjects(object, found === null ? where : { ...where, owner: found });
  };
  // Somebody made it: whom it belongs to is only what that somebody wrote.
  if (uid === null || (owner === null && audit.verb === 'create')) return { subjects: of(null) };
  const { account, region, cluster } = audit.place;
  const ask = { fact: 'owner', account, region, cluster, uid, claim: null } as const;
  const judged = pending(ask, (answer) => of(answer.ok ? answer.value : owner));
  return { pending: [judged], ...(owner === null ? {} : { links: linksOf(object, owner, audit) }) };
}

/** Only a making tells it: what a controller changes it may have adopted. */
function linksOf(object: JsonObject, owner: Owner, { verb, place, namespace }: Audit): readonly Link[] {
  const metadata = objectOf(object.metadata);
  const [uid, name] = [stringOf(metadata.uid), stringOf(metadata.name)];
  if (verb !== 'create' || uid === null || name === null) return [];
  const identity = objectId(
    String(object.kind),
    stringOf(metadata.namespace) || namespace || 'default',
    name,
  );
  return [{ ...place, uid, identity, owner }];
}

/** Whether the objects of the event are more than is read of one. */
export function holdsTooMuch({ raw }: Audit): boolean {
  return !fits(raw.responseObject) || !fits(raw.requestObject);
}

/** A workload that is too large, without its largest parts. Nothing of anything else, whose readers know no such gaps. */
function partlyKnown(object: JsonObject, audit: Audit): readonly Workload[] {
  const part = pruned(object);
  const workload = isObject(part) ? fromKubernetesObject(part, whereOf(audit)) : null;
  return workload === null ? [] : [workload];
}

/** The log tells that a workload was made or changed, but not how: all but its name is unknown, which no control passes. */
function unseenWorkload(audit: Audit): readonly Workload[] {
  const { namespace, resource, level } = audit;
  // The API server made the name up, and only the object has it: one subject for all of them in the namespace.
  const name = audit.name ?? '*';
  const reason = `the audit log at level ${level ?? 'unknown'} does not show the whole object`;
  const object = unseenObject({ kind: kindOfResource(resource), name, namespace }, reason);
  const apiVersion = versionOf(audit);
  const workload = fromKubernetesObject({ ...object, apiVersion }, whereOf(audit));
  return workload === null ? [] : [workload];
}

/**
 * The whole object as the server stored it, or as it was sent; null at audit level Metadata, and for a patch or a
 * subresource whose answer is not logged: what was sent is then only a part.
 */
function objectIn(audit: Audit): JsonObject | null {
  const { raw, verb, resource, subresource, namespace, name } = audit;
  const answered = raw.responseObject;
  const whole =
    isObject(answered) && answered.kind !== 'Status' && isObject(answered.metadata) ? answered : null;
  const sent = verb === 'patch' || subresource !== null ? null : raw.requestObject;
  const object = whole ?? (isObject(sent) && sent.kind !== 'DeleteOptions' ? sent : null);
  if (object === null) return null;
  const metadata = objectOf(object.metadata);
  const named = metadata.name || metadata.generateName ? {} : { name };
  // Requests leave out what the URL says.
  const filled = { ...named, ...(metadata.namespace ? {} : { namespace }) };
  const apiVersion = object.apiVersion ?? versionOf(audit);
  return { ...object, apiVersion, kind: kindOfResource(resource), metadata: { ...metadata, ...filled } };
}

function versionOf({ apiGroup, resource }: Audit): string {
  return `${apiGroup ?? groupOfResource(resource)}/v1`.replace(/^\//, '');
}

function whereOf({ place }: Audit): Where {
  return { ...place, tags: null, running: true };
}

/**
 * The end of the object itself, by its uid: names come again, and whoever may write the log may write any name. What its owner is,
 * and whether that goes on, the end of one of its objects does not tell.
 */
function endOf(audit: Audit, uid: string | null): Change {
  const { place, namespace, name, resource, subresource } = audit;
  const kind = kindOfResource(resource);
  if (name === null || uid === null || subresource !== null || !isWorkloadKind(kind, versionOf(audit)))
    return {};
  const identity = objectId(kind, namespace ?? 'default', name);
  return { gone: [{ ...place, identity, instance: kind === 'Pod' ? name : null, uid }] };
}

/** The uid of what the deletion took away at once; null where it goes on, and where the log does not tell. */
function deletedUid({ raw }: Audit): string | null {
  const answered = objectOf(raw.responseObject);
  if (isObject(answered.metadata) && answered.kind !== 'Status') {
    const { uid, deletionTimestamp } = answered.metadata;
    const gone = deletionTimestamp === undefined || isTakenAway(answered.metadata);
    return gone && listOf(answered.metadata.finalizers).length === 0 ? stringOf(uid) : null;
  }
  // What the body asked for is not logged at this level: it may have asked for a dry run.
  if (raw.level === 'Metadata') return null;
  // The answer to a deletion that is done; audit events below RequestResponse hold only its status.
  const status = answered.kind === 'Status' ? answered : objectOf(raw.responseStatus);
  return status.status === 'Success' ? stringOf(dig(status, 'details', 'uid')) : null;
}

/**
 * An object that is marked as deleted goes when its grace period is over and its last finalizer is taken off (Kubernetes,
 * "Finalizers"; a pod's kubelet says so by a deletion without grace). Until then it goes on, for as long as somebody wants.
 */
function isTakenAway({ deletionTimestamp, deletionGracePeriodSeconds, finalizers }: JsonObject): boolean {
  return (
    deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0 && listOf(finalizers).length === 0
  );
}

function awsAuth(audit: Audit, object: JsonObject): Change {
  const name = audit.place.cluster;
  const { account, region } = audit.place;
  const adminEntries = adminsOfAwsAuth(objectOf(object.data));
  const told = (whole: ReturnType<typeof blankCluster>) => {
    const others = whole.adminEntries.value.filter((entry) => entry.through !== 'aws-auth');
    // Where the access entries are not known, what aws-auth says is not all; where only aws-auth was missing, now it is.
    const open = whole.adminEntries.unsettled !== undefined && whole.adminEntries.unsettled !== awsAuthUnseen;
    const rest = adminEntries.unsettled === undefined && open ? whole.adminEntries : adminEntries;
    return { ...whole, adminEntries: { ...rest, value: [...adminEntries.value, ...others] } };
  };
  const reason = 'an audit event does not tell it';
  // A bare audit log does not name its cluster: nothing can be looked up, but what the event says is judged.
  if (name === null) return { subjects: [told(blankCluster(audit.place, 'eks', 'cluster', reason))] };
  const blank = (why: string) => blankCluster(audit.place, 'eks', name, why);
  return { pending: [partOf({ fact: 'cluster', account, region, platform: 'eks', name }, blank, told)] };
}
