// One raw record to what intake makes of it: told apart by shape, read by the reader of that shape.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject, stringOf } from '../../model/json.ts';
import type { Intake } from '../../model/observation.ts';
import { forShowing, redactedText } from '../../secrets/redact.ts';
import { isCloudTrail, isCloudTrailDetail, readCloudTrail } from './cloudtrail/read.ts';
import { dropped, type IntakeContext, notAnEvent, type Occurrence, unreadable } from './context.ts';
import { isLogLine, lineJson, parsed } from './envelope.ts';
import { isFalco, readFalco } from './falco.ts';
import { isAudit, readAudit } from './kubernetes/read.ts';
import { isHookInvocation, readHookInvocation } from './native/ecs-hook.ts';
import { readNative } from './native/read.ts';
import { accountIn, regionIn } from './place.ts';
import { isoTime } from './time.ts';

/**
 * Reads one record as `envelopesOf` yields it: a CloudTrail record, an EventBridge event (native or with a CloudTrail
 * record inside), a Kubernetes audit event, a Falco alert, a log line. Pure, deterministic, and never throws: whatever cannot be read
 * is `unreadable` with a reason that holds no value of the record.
 */
export function readEvent(raw: unknown, context: IntakeContext): Intake {
  try {
    const intake = readRecord(raw, context);
    // A reason may name what somebody else named.
    return intake.kind === 'observed'
      ? intake
      : { ...intake, reason: redactedText(null, intake.reason, forShowing) };
  } catch (error) {
    // A reader's own mistake: counted and shown as unreadable, so that one event never stops the others.
    return unreadable(context, `the reader failed: ${error instanceof Error ? error.name : 'unknown error'}`);
  }
}

function readRecord(raw: unknown, context: IntakeContext): Intake {
  const record = typeof raw === 'string' ? lineJson(raw) : raw;
  if (!isObject(record))
    return unreadable(context, typeof raw === 'string' ? 'log line without JSON' : 'not a JSON object');
  if (isCloudTrail(record)) return readCloudTrail(record, nowhere, context);
  if (typeof record['detail-type'] === 'string') return readEnvelope(record, record['detail-type'], context);
  if (isAudit(record)) return readAudit(record, context);
  if (isFalco(record)) return readFalco(record, nowhere, context);
  if (isLogLine(record)) return readLogLine(record, context);
  if (isHookInvocation(record)) return readHookInvocation(record, context);
  return readOther(record, context);
}

const nowhere = { account: null, region: null, time: null, replayed: false };

function readEnvelope(event: JsonObject, detailType: string, context: IntakeContext): Intake {
  const occurrence: Occurrence = {
    account: accountIn(event.account),
    region: regionIn(event.region),
    cluster: null,
    time: isoTime(event.time),
    replayed: typeof event['replay-name'] === 'string',
    eventId: stringOf(event.id),
    context,
  };
  const detail = typeof event.detail === 'string' ? parsed(event.detail) : event.detail;
  if (isCloudTrailDetail(detailType, detail)) return readCloudTrail(detail, occurrence, context);
  if (detailType.endsWith('via CloudTrail'))
    return unreadable(context, 'cloudtrail event without a detail object');
  if (isObject(detail) && isFalco(detail)) return readFalco(detail, occurrence, context);
  return readNative(event, detailType, detail, occurrence);
}

const auditStream = 'kube-apiserver-audit';

/** A line of a log group: an audit event of an EKS cluster, a CloudTrail record, or something else's log. */
function readLogLine(line: JsonObject, context: IntakeContext): Intake {
  const group = stringOf(line.logGroup) ?? '';
  const stream = stringOf(line.logStream) ?? '';
  const cluster = /^\/aws\/eks\/([\w-]{1,100})\/cluster$/.exec(group)?.[1] ?? null;
  // `kube-apiserver-<id>` and `authenticator-<id>` lie beside `kube-apiserver-audit-<id>` (EKS User Guide, "Control plane logs").
  if (cluster !== null && !stream.startsWith(auditStream))
    return dropped('eks control-plane log other than audit');
  const inner = lineJson(stringOf(line.message) ?? '');
  if (inner === undefined) {
    // Of an audit stream every line is JSON, whatever group it was copied to: this one was cut off. Elsewhere a line may be anything.
    return stream.startsWith(auditStream)
      ? unreadable(context, 'kubernetes audit line is not JSON')
      : dropped('log line of another kind');
  }
  const place = {
    ...context.place,
    account: accountIn(line.owner),
    ...(cluster === null ? {} : { cluster }),
  };
  if (!isObject(inner)) return dropped('log line of another kind');
  if (isAudit(inner)) return readAudit(inner, { ...context, place });
  if (isFalco(inner))
    return readFalco(inner, { account: place.account, region: null }, { ...context, place });
  return isCloudTrail(inner)
    ? readCloudTrail(inner, { ...nowhere, account: place.account }, context)
    : dropped('log line of another kind');
}

/** A queue message that did not unwrap: text is some other program's, since EventBridge sends objects; one that is cut off was an event. */
function readMessage(body: string, context: IntakeContext): Intake {
  return /^\s{0,100}[[{]/.test(body)
    ? unreadable(context, 'queue message whose body is not JSON')
    : dropped('queue message of another kind');
}

/** Known carriers and documents that are no event of ours, by name. */
function readOther(record: JsonObject, context: IntakeContext): Intake {
  if (record.messageType === 'CONTROL_MESSAGE') return dropped('control message');
  if (isObject(record.awslogs)) return unreadable(context, 'cloudwatch logs payload that does not unpack');
  if (typeof record.body === 'string' && 'messageId' in record) return readMessage(record.body, context);
  if (record.kind === 'AdmissionReview') return dropped('admission review');
  if (typeof record.kind === 'number' || record.apiVersion === 'audit.k8s.io/v1')
    return unreadable(context, 'kubernetes audit event without a kind');
  if ('detail' in record && typeof record.source === 'string')
    return unreadable(context, 'eventbridge event without a detail-type');
  if ('eventSource' in record || 'eventName' in record)
    return unreadable(context, 'cloudtrail record without a usable eventSource and eventName');
  return dropped(notAnEvent);
}
