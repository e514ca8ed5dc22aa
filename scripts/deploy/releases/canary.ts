// Whether the canary comes through a deployment: what is sent after a time must be told (docs/runbook.md, "canary-silent").
// SPDX-License-Identifier: Apache-2.0
import { type CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import type { Wait } from '../until.ts';

type Client = Pick<CloudWatchClient, 'send'>;

const minute = 60_000;

export interface Told {
  /** Start of the minute in which a canary was told, and the longest that one of that minute was under way. */
  readonly at: number;
  readonly took: number;
}

/** Whether one that was sent since then came through: of a minute only its start is known. */
export function cameSince(told: readonly Told[], since: number): boolean {
  return told.some(({ at, took }) => at - took >= since);
}

/** Of all deployments of this Region: the metric knows no stage. */
export async function readTold(since: number, now: number, client: Client): Promise<readonly Told[]> {
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      ...{ Namespace: 'Seawall', MetricName: 'CanaryTold', Statistics: ['Maximum'], Period: 60 },
      Dimensions: [{ Name: 'service', Value: 'seawall' }],
      ...{ StartTime: new Date(since - minute), EndTime: new Date(now + minute) },
    }),
  );
  return Datapoints.flatMap(({ Timestamp, Maximum }) =>
    Timestamp === undefined ? [] : [{ at: Timestamp.getTime(), took: Maximum ?? 0 }],
  );
}

/** A canary is sent every five minutes, and metrics of a log come a minute or two later. */
const patience = 13 * minute;
const pause = 20_000;

export interface Watch {
  readonly client: Client;
  readonly wait: Wait;
  readonly now: () => number;
}

/** Whether the deployment was alive before: one that was silent then proves nothing by its silence now. */
export async function wasAlive({ client, now }: Watch): Promise<boolean> {
  return (await readTold(now() - 15 * minute, now(), client)).length > 0;
}

export async function waitForCanary(since: number, { client, wait, now }: Watch): Promise<boolean> {
  while (now() < since + patience) {
    if (cameSince(await readTold(since, now(), client), since)) return true;
    await wait(pause);
  }
  return false;
}
