// The log of a container in CloudWatch Logs: which stream it is, by the task definition, and its last lines.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../gather/api.ts';
import { nameOf } from '../../model/arn.ts';
import { type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { call } from '../planning/planning.ts';
import { bounds, type GatheredEvidence, type WorkloadEvidence } from './evidence.ts';
import { lastLines, readLines } from './log-lines.ts';
import { ask, hasRoom, type Sources } from './sources.ts';

export interface LogStream {
  readonly container: string;
  readonly group: string;
  readonly stream: string;
  readonly region: string | null;
}

/** The host of an endpoint is made of it, and whoever registers a task definition writes it. */
const regionForm = /^[a-z]{2}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/;

/**
 * The stream that a container of a task writes to, or why there is none. Its name ends in the task's id, or is the container's own id
 * (Amazon ECS Developer Guide, "Send Amazon ECS logs to CloudWatch": awslogs-stream-prefix), so that no definition makes Seawall read
 * what another task logged.
 */
export function streamOf(
  container: JsonObject,
  task: JsonObject,
  { region }: Sources['place'],
): LogStream | string {
  const name = stringOf(container.name) ?? '';
  const { logDriver, options } = objectOf(container.logConfiguration);
  if (logDriver !== 'awslogs')
    return `container ${name} does not log to CloudWatch Logs by awslogs (${stringOf(logDriver) ?? 'no log driver is set'})`;
  const given = objectOf(options);
  const group = stringOf(given['awslogs-group']);
  const stream = streamName(name, stringOf(given['awslogs-stream-prefix']), task);
  const where = stringOf(given['awslogs-region']) ?? region;
  if (group === null || stream === null || (where !== null && !regionForm.test(where)))
    return `container ${name}: its log options do not name a log group, a stream and a Region`;
  return { container: name, group, stream, region: where };
}

function streamName(container: string, prefix: string | null, task: JsonObject): string | null {
  if (prefix !== null) return `${prefix}/${container}/${nameOf(stringOf(task.taskArn) ?? '')}`;
  return stringOf(objectsOf(task.containers).find(({ name }) => name === container)?.runtimeId);
}

/** Adds the last lines to what was found (CloudWatch Logs API reference, GetLogEvents: without `startFromHead` the newest are returned). */
export async function readLog(
  { container, group, stream, region }: LogStream,
  { logs }: WorkloadEvidence,
  { sessionFor, place, now }: Sources,
  evidence: GatheredEvidence,
): Promise<void> {
  if (!hasRoom(evidence)) return;
  const read = call('logs', 'GetLogEvents', {
    ...{ logGroupName: group, logStreamName: stream, startFromHead: false, limit: readLines },
    startTime: now - bounds.age,
  });
  const there = { ...place, region };
  const reads = sessionFor({ ...there, calls: [read] });
  const output = await ask(read, { reads, place: there }, evidence);
  if (output === null) return;
  const events = objectsOf(output.events);
  const text = events.map(lineOf).join('\n');
  logs.push({ container, source: `${group}/${stream}`, ...lastLines(text, events.length < readLines) });
}

function lineOf({ timestamp, message }: JsonObject): string {
  const at = new Date(numberOf(timestamp) ?? Number.NaN);
  return `${Number.isNaN(at.getTime()) ? '' : `${at.toISOString()} `}${stringOf(message) ?? ''}`;
}
