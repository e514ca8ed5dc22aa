// When a raw record happened and what it is called: what histories are ordered by, without reading it any further.
import { isLogLine, lineJson } from '../../shared/intake/events/envelope.ts';
import { isObject, type JsonObject, stringOf } from '../../shared/model/json.ts';

export interface Place {
  /** ISO time with milliseconds, so that times compare as text; empty where the record has none. */
  readonly time: string;
  readonly id: string;
}

export function placeOf(record: unknown): Place {
  if (!isObject(record)) return { time: '', id: '' };
  // A line of a log group: the event is the text inside.
  if (isLogLine(record)) return placeOf(lineJson(stringOf(record.message) ?? '') ?? null);
  const inner =
    isObject(record.detail) && typeof record.detail.eventTime === 'string' ? record.detail : record;
  return { time: timeOf(inner), id: idOf(inner) };
}

function timeOf(record: JsonObject): string {
  const written = record.eventTime ?? record.time ?? record.stageTimestamp ?? record.requestReceivedTimestamp;
  const milliseconds = typeof written === 'string' ? Date.parse(written) : Number.NaN;
  return Number.isNaN(milliseconds) ? '' : new Date(milliseconds).toISOString();
}

function idOf(record: JsonObject): string {
  return stringOf(record.eventID) ?? stringOf(record.id) ?? stringOf(record.auditID) ?? '';
}
