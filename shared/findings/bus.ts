// What travels on the seawall bus: one event for each step in a finding's life, in process or on EventBridge.
// SPDX-License-Identifier: Apache-2.0
import type { FindingChange } from '../model/finding.ts';

/** An entry of EventBridge PutEvents, without the bus's name. */
export interface BusEvent {
  readonly Source: 'seawall';
  readonly DetailType: 'Finding Changed';
  readonly Time: Date;
  readonly Resources: string[];
  /** JSON of `{ version: 1, change }`. */
  readonly Detail: string;
}

export function busEvent(change: FindingChange): BusEvent {
  const { id } = change.finding.subject;
  return {
    Source: 'seawall',
    DetailType: 'Finding Changed',
    Time: new Date(change.at),
    Resources: id.startsWith('arn:') ? [id] : [],
    Detail: JSON.stringify({ version: 1, change }),
  };
}

/** What is told of a canary: to `notify` alone, by a rule of its own, so that nobody takes it for a finding. */
export function canaryEvent(sent: string, at: string): Omit<BusEvent, 'DetailType'> & { DetailType: string } {
  const Detail = JSON.stringify({ version: 1, sent });
  return { Source: 'seawall', DetailType: 'Canary Found', Time: new Date(at), Resources: [], Detail };
}

export type Subscriber = (change: FindingChange) => void | Promise<void>;

/** The bus of the embedded form: each subscriber gets each change, in order; one that fails does not keep it from the others. */
export function inProcessBus(subscribers: readonly Subscriber[]) {
  return async (change: FindingChange): Promise<void> => {
    const results = await Promise.allSettled(subscribers.map(async (subscriber) => subscriber(change)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
}
