// A scheduled sweep: one message per account and Region.
// SPDX-License-Identifier: Apache-2.0
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { sweepTasks } from '../../../shared/sweep/homes.ts';

export interface PlannerParts {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly queue: string;
  readonly accounts: Iterable<string>;
  readonly regions: readonly string[];
}

/** The most that one call sends (Amazon SQS API Reference, SendMessageBatch). */
const atOnce = 10;

/** Gives the number of homes. Rejects where the queue did not take one of them. */
export async function planSweep(parts: PlannerParts): Promise<number> {
  const tasks = sweepTasks(parts.accounts, parts.regions);
  for (let start = 0; start < tasks.length; start += atOnce) {
    const Entries = tasks
      .slice(start, start + atOnce)
      .map((task, place) => ({ Id: String(place), MessageBody: JSON.stringify(task) }));
    const { Failed = [] } = await parts.sqs.send(
      new SendMessageBatchCommand({ QueueUrl: parts.queue, Entries }),
    );
    const [failed] = Failed;
    if (failed !== undefined) throw new Error(`the queue of sweeps did not take a message: ${failed.Code}`);
  }
  return tasks.length;
}
