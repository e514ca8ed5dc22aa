// One Kubernetes audit event, read once. Fields: Kubernetes reference, audit.k8s.io/v1 Event.
// SPDX-License-Identifier: Apache-2.0
import { dig, isObject, type JsonObject, numberOf, objectOf, stringOf } from '../../../model/json.ts';
import type { EventPlace, IntakeContext } from '../context.ts';
import { auditId, bodyId } from '../identity.ts';
import { isoTime } from '../time.ts';

export interface Audit {
  /** Observation id. */
  readonly id: string;
  readonly auditId: string | null;
  readonly stage: string | null;
  readonly level: string | null;
  readonly time: string | null;
  readonly place: EventPlace;
  readonly verb: string;
  readonly resource: string;
  readonly subresource: string | null;
  readonly apiGroup: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
  readonly code: number | null;
  readonly succeeded: boolean;
  readonly readOnly: boolean;
  readonly requestUri: string | null;
  readonly raw: JsonObject;
}

const readVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch', 'head', 'options']);

export function isReadVerb(verb: string): boolean {
  return readVerbs.has(verb);
}

export function auditOf(raw: JsonObject, verb: string, ref: JsonObject, context: IntakeContext): Audit {
  const id = stringOf(raw.auditID);
  const stage = stringOf(raw.stage);
  const subresource = stringOf(ref.subresource) || null;
  const code = numberOf(dig(raw, 'responseStatus', 'code'));
  const decision = objectOf(raw.annotations)['authorization.k8s.io/decision'];
  const { account = null, region = null, cluster = null } = context.place ?? {};
  return {
    id: id === null || id === '' ? bodyId(raw) : auditId(id, stage ?? '-'),
    auditId: id || null,
    stage,
    level: stringOf(raw.level),
    time: isoTime(raw.requestReceivedTimestamp) ?? isoTime(raw.stageTimestamp) ?? isoTime(raw.timestamp),
    place: { account, region, cluster },
    verb,
    resource: stringOf(ref.resource) ?? '',
    subresource,
    apiGroup: stringOf(ref.apiGroup),
    namespace: stringOf(ref.namespace) || null,
    name: stringOf(ref.name) ?? nameOf(raw.responseObject) ?? nameOf(raw.requestObject),
    code,
    succeeded: decision !== 'forbid' && (code === null ? !isFailure(raw.responseStatus) : code < 400),
    readOnly: isReadVerb(verb),
    requestUri: stringOf(raw.requestURI),
    raw,
  };
}

function isFailure(status: unknown): boolean {
  return isObject(status) && status.status === 'Failure';
}

/** A pod made from a generateName has its name only in the answer; in the request `web-` stands for `web-*`. */
function nameOf(object: unknown): string | null {
  if (!isObject(object) || object.kind === 'Status') return null;
  const prefix = stringOf(dig(object, 'metadata', 'generateName'));
  return stringOf(dig(object, 'metadata', 'name')) || (prefix === null ? null : `${prefix}*`);
}
