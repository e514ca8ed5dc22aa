// One CloudTrail record, read once: what all readers of a call need, whichever service it went to.
// SPDX-License-Identifier: Apache-2.0
// Fields: CloudTrail User Guide, "CloudTrail record contents".
import type { Actor } from '../../../model/actor.ts';
import { fits, tooLarge } from '../../../model/budget.ts';
import { booleanOf, isObject, type JsonObject, objectOf, stringOf } from '../../../model/json.ts';
import { actorOf } from '../actor.ts';
import type { IntakeContext } from '../context.ts';
import { bodyId, cloudTrailId } from '../identity.ts';
import { accountIn, regionIn } from '../place.ts';
import { isoTime } from '../time.ts';

export interface CloudTrailRecord {
  /** Observation id. */
  readonly id: string;
  /** CloudTrail's own event id, or the observation id where the record has none. */
  readonly eventId: string;
  /** `ecs`, of `ecs.amazonaws.com`. */
  readonly service: string;
  /** Without Lambda's and CloudFront's date suffix. */
  readonly operation: string;
  readonly time: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly actor: Actor;
  readonly succeeded: boolean;
  readonly errorCode: string | null;
  readonly readOnly: boolean;
  /** Null where they are left out. */
  readonly parameters: JsonObject | null;
  readonly response: JsonObject | null;
  readonly additional: JsonObject | null;
  /** True for a success whose parameters are left out for their size: by CloudTrail (over 100 KB), or as they hold more than is read. */
  readonly omitted: boolean;
  readonly replayed: boolean;
  readonly raw: JsonObject;
}

/** What the EventBridge envelope says, used where the record itself is silent. */
export interface Outer {
  readonly account: string | null;
  readonly region: string | null;
  readonly time: string | null;
  readonly replayed: boolean;
}

export function recordOf(
  raw: JsonObject,
  name: Name,
  outer: Outer,
  context: IntakeContext,
): CloudTrailRecord {
  const identity = objectOf(raw.userIdentity);
  // recipientAccountId is where the event was delivered to; userIdentity.accountId is the caller's, maybe a stranger's.
  const account = accountIn(raw.recipientAccountId) ?? outer.account ?? accountIn(identity.accountId);
  const region = regionIn(raw.awsRegion) ?? outer.region;
  const additional = isObject(raw.additionalEventData) ? raw.additionalEventData : null;
  const logged = stringOf(raw.eventID);
  const id = logged === null || logged === '' ? bodyId(raw) : cloudTrailId(account, region, logged);
  const traits = {
    sourceAddress: stringOf(raw.sourceIPAddress),
    userAgent: stringOf(raw.userAgent),
    additional,
  };
  const errorCode = errorOf(raw);
  const parameters = contentOf(raw.requestParameters);
  const response = contentOf(raw.responseElements);
  return {
    id,
    eventId: logged || id,
    service: name.service,
    operation: name.operation,
    time: isoTime(raw.eventTime) ?? outer.time,
    account,
    region,
    actor: actorOf(identity, traits, context.people),
    succeeded: errorCode === null,
    errorCode,
    readOnly: booleanOf(raw.readOnly) ?? isReadName(name.operation),
    parameters,
    response,
    additional,
    omitted: errorCode === null && parameters === null,
    replayed: outer.replayed,
    raw,
  };
}

/** A failed sign-in has an errorMessage and no errorCode; EKS and others put the message into the response. */
function errorOf(raw: JsonObject): string | null {
  const code = stringOf(raw.errorCode);
  if (code !== null && code !== '') return code;
  if (stringOf(raw.errorMessage)) return 'Failed';
  return objectOf(raw.responseElements).ConsoleLogin === 'Failure' ? 'Failed' : null;
}

/** Null where nothing is there, only CloudTrail's note that it left the content out, or more than is read. */
function contentOf(value: unknown): JsonObject | null {
  return isObject(value) && value.omitted !== true && fits(value) ? value : null;
}

/** Why a request is left out. */
export function whyLeftOut({ raw }: CloudTrailRecord): string {
  const { requestParameters: request } = raw;
  return isObject(request) && request.omitted !== true
    ? `the request is left out: ${tooLarge}`
    : 'CloudTrail left the request out (over 100 KB)';
}

export interface Name {
  readonly service: string;
  readonly operation: string;
}

const suffix = /(?:\d{8}(?:v\d{1,3})?|\d{4}_\d\d_\d\d)$/;

/** Service and operation of `lambda.amazonaws.com`, `UpdateFunctionCode20150331v2`; null where there is no usable name. */
export function nameOf(eventSource: unknown, eventName: unknown): Name | null {
  if (typeof eventSource !== 'string' || typeof eventName !== 'string') return null;
  if (eventSource === '' || eventName === '' || eventSource.length > 100 || eventName.length > 200)
    return null;
  const dot = eventSource.indexOf('.');
  const service = dot < 0 ? eventSource : eventSource.slice(0, dot);
  // `aws:sqs` is a carrier's; whatever else is no name of a service stands in none of its records.
  if (!/^[\w:-]{1,60}$/.test(service)) return null;
  const last = eventName.charCodeAt(eventName.length - 1);
  return { service, operation: last >= 48 && last <= 57 ? eventName.replace(suffix, '') : eventName };
}

const readName =
  /^(?:BatchGet|BatchCheck|Check|Describe|Discover|Filter|Get|Head|List|Lookup|Preview|Query|Scan|Search|Select|Simulate|Test|Validate|View)/;

/** True where the name alone says that the call only reads: for records of old versions without `readOnly`. */
export function isReadName(operation: string): boolean {
  return readName.test(operation);
}
