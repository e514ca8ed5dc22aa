// When a raw record happened and what it is called: what histories are ordered by, without reading it any further.
// SPDX-License-Identifier: Apache-2.0
import { isLogLine, lineJson } from '../../shared/intake/events/envelope.ts';
import { auditId } from '../../shared/intake/events/identity.ts';
import { isObject, type JsonObject, stringOf } from '../../shared/model/json.ts';

export interface Place {
  /** ISO time with milliseconds; empty where the record has none. */
  readonly time: string;
  readonly id: string;
}

export function placeOf(record: unknown): Place {
  if (!isObject(record)) return { time: '', id: '' };
  // A line of a log group: the event is the text inside.
  if (isLogLine(record)) return placeOf(lineJson(stringOf(record.message) ?? '') ?? null);
  const inner = calledIn(record) ?? record;
  return { time: timeOf(inner), id: idOf(inner) };
}

/** The CloudTrail record in an event of EventBridge. */
function calledIn({ detail }: JsonObject): JsonObject | null {
  return isObject(detail) && typeof detail.eventTime === 'string' ? detail : null;
}

/**
 * The event without what carried it: a CloudTrail record is the same from a file and off the bus, replayed from an archive or
 * not. A line of a log group keeps its carrier, which alone says from which cluster it comes.
 */
export function eventIn(record: JsonObject): JsonObject {
  const { 'replay-name': _replay, ...event } = record;
  return calledIn(record) ?? event;
}

function timeOf(record: JsonObject): string {
  const written = record.eventTime ?? record.time ?? record.stageTimestamp ?? record.requestReceivedTimestamp;
  const milliseconds = typeof written === 'string' ? Date.parse(written) : Number.NaN;
  return Number.isNaN(milliseconds) ? '' : new Date(milliseconds).toISOString();
}

/** The stages of one request are events of their own. */
function stageOf({ stage }: JsonObject): string {
  return stringOf(stage) ?? '-';
}

function idOf(record: JsonObject): string {
  const audit = stringOf(record.auditID);
  return (
    stringOf(record.eventID) ?? stringOf(record.id) ?? (audit === null ? '' : auditId(audit, stageOf(record)))
  );
}
