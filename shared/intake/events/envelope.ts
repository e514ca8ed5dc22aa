// Unwraps what carries events (log files, queues, log groups) down to single records.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';

export interface UnwrapOptions {
  /** Decodes a CloudWatch Logs payload (base64 of gzip) to text; null where it cannot. Left out: such payloads stay as they are. */
  readonly decodeLogs?: (base64: string) => string | null;
}

/** One line of a log group, with the account and group it comes from. */
export interface LogLine {
  readonly owner: string | null;
  readonly logGroup: string | null;
  readonly logStream: string | null;
  readonly message: string;
}

// An array in a queue message in a log line: real nesting ends at four.
const maximumNesting = 8;

/**
 * The single records in `raw`, in their order: CloudTrail `{Records: […]}`, arrays, Kubernetes `EventList`, SQS message
 * bodies, SNS notifications, CloudWatch Logs subscriptions (as `LogLine`s, for `readEvent`), the answers of `aws cloudtrail
 * lookup-events`, `aws logs filter-log-events` and `aws logs get-query-results`. Anything else is one record and comes back as it is,
 * so that nothing is lost: `readEvent` says what becomes of it. Never throws.
 */
export function envelopesOf(raw: unknown, options: UnwrapOptions = {}): unknown[] {
  const found: unknown[] = [];
  const todo: { readonly node: unknown; readonly depth: number }[] = [{ node: raw, depth: 0 }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { node, depth } = next;
    const inner = depth < maximumNesting ? unwrap(node, options) : null;
    if (inner === null) found.push(node);
    else
      for (let index = inner.length - 1; index >= 0; index--)
        todo.push({ node: inner[index], depth: depth + 1 });
  }
  return found;
}

/** What is inside a carrier; null where `node` carries nothing and is a record itself. */
function unwrap(node: unknown, options: UnwrapOptions): readonly unknown[] | null {
  if (Array.isArray(node)) return node;
  if (!isObject(node)) return null;
  if (Array.isArray(node.Records)) return node.Records;
  if (node.kind === 'EventList' && Array.isArray(node.items)) return auditEvents(node, node.items);
  if (Array.isArray(node.Events)) return lookedUpEvents(node.Events);
  const logEvents = logEventsIn(node);
  if (logEvents !== null) return logLines({ ...node, logEvents });
  const message = notified(node);
  if (message !== null) return decoded(message);
  const data = stringOf(objectOf(node.awslogs).data);
  if (data !== null) return decoded(options.decodeLogs?.(data) ?? null);
  if (typeof node.body === 'string' && (node.eventSource === 'aws:sqs' || typeof node.messageId === 'string'))
    return decoded(node.body);
  return null;
}

/** Within a list the API server's webhook leaves the kind of each to the list (Kubernetes, audit.k8s.io/v1 EventList). */
function auditEvents({ apiVersion }: JsonObject, items: readonly Json[]): readonly unknown[] {
  return items.map((item) =>
    isObject(item) ? { kind: 'Event', ...(apiVersion === undefined ? {} : { apiVersion }), ...item } : item,
  );
}

/** Null where it is no answer of LookupEvents, each of whose events holds its record as text (CloudTrail API Reference, Event). */
function lookedUpEvents(events: readonly Json[]): readonly unknown[] | null {
  const records = events.map((event) => stringOf(objectOf(event).CloudTrailEvent));
  if (records.length > 0 && records.every((record) => record === null)) return null;
  return records.map((record, index) =>
    record === null ? events[index] : (parsed(record) ?? events[index]),
  );
}

/** The lines of a subscription, or of an answer about a log group; null: it is none of them. */
function logEventsIn(node: JsonObject): readonly Json[] | null {
  if (node.messageType === 'DATA_MESSAGE' && Array.isArray(node.logEvents)) return node.logEvents;
  if (isLogAnswer(node)) return listOf(node.events);
  return isQueryAnswer(node) ? listOf(node.results).map(rowOf) : null;
}

/** FilterLogEvents and GetLogEvents (CloudWatch Logs API Reference): lines with the stream, but not the group, that they are from. */
function isLogAnswer({ events, ...others }: JsonObject): boolean {
  const marks = ['searchedLogStreams', 'nextForwardToken', 'nextBackwardToken'];
  const lines = Array.isArray(events) && events.every((event) => typeof objectOf(event).message === 'string');
  const [first] = Array.isArray(events) ? events : [];
  const own = ['ingestionTime', 'logStreamName'];
  return lines && (marks.some((key) => key in others) || own.some((key) => key in objectOf(first)));
}

/** GetQueryResults (CloudWatch Logs API Reference): each row a list of fields, the line under `@message`. */
function isQueryAnswer({ results }: JsonObject): boolean {
  return Array.isArray(results) && results.length > 0 && results.every((row) => messageIn(row) !== null);
}

function messageIn(row: Json): string | null {
  const field = listOf(row).find((one) => objectOf(one).field === '@message');
  return stringOf(objectOf(field).value);
}

function rowOf(row: Json): JsonObject {
  return { message: messageIn(row) ?? '' };
}

/** The message of an SNS notification: as Lambda is handed it, and as a queue or endpoint is (SNS Developer Guide, "Message formats"). */
function notified(node: JsonObject): string | null {
  if (node.EventSource === 'aws:sns') return stringOf(objectOf(node.Sns).Message);
  return node.Type === 'Notification' && 'TopicArn' in node ? stringOf(node.Message) : null;
}

function decoded(text: string | null): readonly unknown[] | null {
  const value = text === null ? undefined : parsed(text);
  return isObject(value) || Array.isArray(value) ? [value] : null;
}

function logLines(node: JsonObject): readonly LogLine[] {
  const from = {
    owner: stringOf(node.owner),
    logGroup: stringOf(node.logGroup),
    logStream: stringOf(node.logStream),
  };
  return listOf(node.logEvents).map((event) => ({
    ...from,
    logStream: stringOf(objectOf(event).logStreamName) ?? from.logStream,
    message: stringOf(objectOf(event).message) ?? '',
  }));
}

/** The JSON value of `text`; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isLogLine(record: JsonObject): boolean {
  return typeof record.message === 'string' && 'logGroup' in record && 'logStream' in record;
}

/** The JSON of one exported log line: `<ISO time> {…}`, or `{…}` alone. Undefined where there is none. */
export function lineJson(line: string): unknown {
  const text = line.trimStart();
  const start = text.startsWith('{') ? 0 : text.indexOf(' ') + 1;
  const value = parsed(text.slice(start));
  return isObject(value) ? value : undefined;
}
