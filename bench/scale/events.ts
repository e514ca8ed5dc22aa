// The kinds of events that a load is made of: tasks of the shop, and samples of events/, each time with another id.
import { readFileSync } from 'node:fs';
import type { Emulated } from '../../scripts/local/account.ts';
import type { JsonObject } from '../../shared/model/json.ts';

let made = 0;

/** A task of its own each time. */
export function taskRuns(aws: Emulated, task: JsonObject): JsonObject {
  const id = String(++made).padStart(32, '0');
  const at = new Date().toISOString();
  const taskArn = `arn:aws:ecs:${aws.region}:${aws.account}:task/shop/${id}`;
  return {
    ...{ version: '0', id: `event-${made}`, source: 'aws.ecs', 'detail-type': 'ECS Task State Change' },
    ...{ account: aws.account, region: aws.region, time: at, resources: [taskArn] },
    detail: {
      ...{ ...task, taskArn, desiredStatus: 'RUNNING', lastStatus: 'RUNNING', version: 2 },
      ...{ createdAt: at, startedAt: at, updatedAt: at },
    },
  };
}

/** The same task, once it has stopped. */
export function taskStops(event: JsonObject): JsonObject {
  const at = new Date().toISOString();
  const detail = { ...(event.detail as JsonObject), lastStatus: 'STOPPED', desiredStatus: 'STOPPED' };
  return {
    ...{ ...event, id: `event-${++made}`, time: at },
    detail: { ...detail, version: 3, stoppedAt: at, updatedAt: at },
  };
}

/** Of events/, as it would come now, in the account. */
export function sampleNow(name: string, { account }: Emulated): JsonObject {
  const text = readFileSync(`events/${name}.json`, 'utf8').replaceAll('111122223333', account);
  const at = `${new Date().toISOString().slice(0, 19)}Z`;
  const event: JsonObject = JSON.parse(text.replaceAll(/2026-11-17T\d\d:\d\d:\d\dZ/g, at));
  const id = `event-${++made}`;
  const detail = event.detail as JsonObject;
  const record = detail.eventID === undefined ? detail : { ...detail, eventID: id };
  return { ...event, id, time: at, detail: record };
}
