// What a successful Kubernetes request changed: workloads, bindings, network policies, the aws-auth map.
import { fits } from '../../../model/budget.ts';
import { isObject, type JsonObject, objectOf } from '../../../model/json.ts';
import type { Workload } from '../../../model/workload.ts';
import { adminsOfAwsAuth, awsAuthUnseen, isAwsAuth } from '../../documents/aws-auth.ts';
import { blankCluster } from '../../documents/blank.ts';
import { kubernetesSubjects } from '../../documents/kubernetes.ts';
import { fromKubernetesObject, unseenObject } from '../../workload/kubernetes.ts';
import { pruned } from '../../workload/pruned.ts';
import type { Where } from '../../workload/where.ts';
import { type Change, partOf } from '../cloudtrail/change.ts';
import type { Audit } from './audit.ts';
import { groupOfResource, kindOfResource } from './resources.ts';

export function changeOf(audit: Audit): Change {
  if (audit.verb === 'delete') return goneOf(audit);
  if (!['create', 'update', 'patch'].includes(audit.verb)) return {};
  if (audit.subresource !== null && audit.subresource !== 'ephemeralcontainers') return {};
  const object = objectIn(audit);
  if (object === null) return { subjects: unseenWorkload(audit) };
  if (!fits(object)) return { subjects: partlyKnown(object, audit) };
  if (audit.resource === 'configmaps' && isAwsAuth(audit.namespace, audit.name))
    return awsAuth(audit, object);
  return { subjects: kubernetesSubjects(object, whereOf(audit)) };
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

/** What a deleted object was kept on: its owner where the answer still shows the object, else the object itself. */
function goneOf(audit: Audit): Change {
  const { place, namespace, name, resource, raw } = audit;
  if (name === null || audit.subresource !== null) return {};
  const shown = isObject(raw.responseObject) && fits(raw.responseObject) ? raw.responseObject : null;
  const answered = isObject(shown?.spec) ? shown : null;
  const kind = kindOfResource(resource);
  const object = answered ?? unseenObject({ kind, name, namespace }, 'deleted');
  const workload: Workload | null = fromKubernetesObject({ ...object, kind }, whereOf(audit));
  if (workload === null) return {};
  const { identity, instance } = workload;
  return {
    gone: [{ identity, account: place.account, region: place.region, instance, cluster: place.cluster }],
  };
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
