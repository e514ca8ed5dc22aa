// One CloudTrail record to an observation: dispatched by names first, read only where somebody judges it.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject, objectOf, stringOf } from '../../../model/json.ts';
import type { Intake } from '../../../model/observation.ts';
import { dropped, type IntakeContext, observed, plain, unreadable } from '../context.ts';
import { tooDeep } from '../depth.ts';
import { callOf } from './call.ts';
import { nothing } from './change.ts';
import { type Name, nameOf, type Outer, recordOf } from './record.ts';
import { callsOf } from './services.ts';
import { withKnownKeys } from './spelling.ts';
import { isPolicyBucket, relevanceOf } from './watched.ts';

/** A CloudTrail record has these two names, in one spelling or the other; an Insight has its details instead. */
export function isCloudTrail(record: JsonObject): boolean {
  return (
    ('eventName' in record && 'eventSource' in record) ||
    ('eventname' in record && 'eventsource' in record) ||
    'insightDetails' in record
  );
}

export function readCloudTrail(given: JsonObject, outer: Outer, context: IntakeContext): Intake {
  const raw = 'eventName' in given ? given : withKnownKeys(given);
  const name = nameOf(raw.eventSource, raw.eventName);
  // An Insight names what it is about in `insightDetails` only (CloudTrail User Guide, "Insights event record contents").
  if (raw.eventCategory === 'Insight' || raw.eventType === 'AwsCloudTrailInsight')
    return dropped('cloudtrail insight');
  if (name === null)
    return unreadable(context, 'cloudtrail record without a usable eventSource and eventName');
  const why = uninteresting(raw, name);
  if (why !== null) return dropped(why);
  if (tooDeep(raw)) return unreadable(context, 'cloudtrail record nested too deep');
  if (raw.requestParameters !== null && typeof raw.requestParameters === 'string')
    return unreadable(context, 'cloudtrail requestParameters are a text, not an object');
  return observe(raw, name, outer, context);
}

function uninteresting(raw: JsonObject, name: Name): string | null {
  // Records of DynamoDB streams and of other feeds have the same two fields.
  if (name.service.startsWith('aws:')) return 'stream record of another service';
  return unwatched(raw, name) ?? otherKind(raw, name);
}

function unwatched(raw: JsonObject, name: Name): string | null {
  const relevance = relevanceOf(name);
  if (relevance === 'read-only') return 'cloudtrail read-only call';
  // Whatever the root user changes matters, in any service.
  if (objectOf(raw.userIdentity).type === 'Root') return null;
  // Whatever is no name of a service is not named: a part of it may be anything.
  const service = /^[\w-]{1,60}$/.test(name.service) ? plain(name.service) : 'unknown service';
  if (relevance === 'service' || (name.service === 's3' && !isPolicyBucket(raw.requestParameters)))
    return `cloudtrail ${service} call`;
  return relevance === 'watched' ? null : `cloudtrail ${service} call not watched`;
}

// Sign-ins and changes of the root user's password are AwsConsoleSignIn, AwsConsoleAction or AwsServiceEvent of `signin`.
function otherKind(raw: JsonObject, name: Name): string | null {
  if (raw.readOnly === true && !writesThoughReadOnly.has(name.operation)) return 'cloudtrail read-only call';
  if (raw.eventType === 'AwsServiceEvent' && name.service !== 'signin') return 'cloudtrail service event';
  const isData = raw.eventCategory === 'Data' || raw.eventCategory === 'NetworkActivity';
  // Of the calls on objects those alone that write a policy; the deployment's own trail records them (deploy/resources/policy.yml).
  return isData && !isPolicyBucket(raw.requestParameters) ? 'cloudtrail data event' : null;
}

/** Handed-out credentials, whatever the record says of them. */
const writesThoughReadOnly = new Set([
  'GetFederationToken',
  'GetSessionToken',
  'AssumeRoot',
  'GetPasswordData',
  'ConsoleLogin',
]);

function observe(raw: JsonObject, name: Name, outer: Outer, context: IntakeContext): Intake {
  const record = recordOf(raw, name, outer, context);
  const own = callsOf(name.service)?.changes;
  const reader = own !== undefined && Object.hasOwn(own, name.operation) ? own[name.operation] : undefined;
  // A denied call changed nothing: only the attempt is there to judge.
  const change = record.succeeded && reader !== undefined ? reader(record) : nothing;
  const { id, time, account, region, replayed, actor } = record;
  return observed(
    { account, region, cluster: null, time, replayed, eventId: record.eventId, context },
    {
      id,
      source: 'cloudtrail',
      name: plain(name.operation),
      actor,
      subjects: [callOf(record), ...(change.subjects ?? [])],
      pending: change.pending ?? [],
      gone: change.gone ?? [],
      ...(change.links === undefined ? {} : { links: change.links }),
    },
  );
}

/** True where the value of an EventBridge `detail` is a CloudTrail record. */
export function isCloudTrailDetail(detailType: string, detail: unknown): detail is JsonObject {
  return (
    isObject(detail) &&
    (detailType.endsWith('via CloudTrail') ||
      (isCloudTrail(detail) && stringOf(detail.eventVersion) !== null))
  );
}
