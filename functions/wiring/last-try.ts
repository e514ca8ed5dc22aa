// Whether a message comes from its queue for the last time: after it, it lies in the dead letters.
// SPDX-License-Identifier: Apache-2.0
import type { SQSRecordAttributes } from 'aws-lambda';

/** `maxReceiveCount` of the queues that people's decisions travel by (deploy/resources). */
export const tries = 5;

export function isLastTry({ ApproximateReceiveCount }: Partial<SQSRecordAttributes> = {}): boolean {
  return Number(ApproximateReceiveCount) >= tries;
}
