// One record of the table's stream to one event on the bus: the change that this write told, if it told any.
// SPDX-License-Identifier: Apache-2.0
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { DynamoDBRecord } from 'aws-lambda';
import { busEvent, canaryEvent } from '../../shared/findings/bus.ts';
import type { View } from '../../shared/findings/finding.ts';
import { lastChange } from '../../shared/findings/lifecycle.ts';
import { rowFrom } from '../../shared/findings/row-text.ts';
import { canarySentAt, isCanary } from '../../shared/model/canary.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { putEvent } from './put-event.ts';

/** Where, and under which policy, changes are published. */
export interface Publishing {
  readonly bus: string;
  readonly policy: Policy;
  /** ISO time. */
  readonly now: string;
  /** Told of a record that can never be published; the stream hands it out no more. */
  readonly passOver: (key: string, error: unknown) => void;
  /** Told when a canary was sent that is published now (ISO). */
  readonly canary: (sentAt: string) => void;
}

/** Rejects where the bus did not take the event: the stream then hands the record out again, for as long as it keeps it. */
export function publisherOf(client: EventBridgeClient, { bus, policy, now, passOver, canary }: Publishing) {
  const view = { ...viewOf(policy), now };
  return async ({ dynamodb }: DynamoDBRecord): Promise<void> => {
    const key = dynamodb?.Keys?.sk?.S ?? 'no key';
    let event: ReturnType<typeof eventOf>;
    try {
      event = eventOf(dynamodb, view);
    } catch (error) {
      // A row that cannot be read today cannot be read tomorrow.
      return passOver(key, error);
    }
    if (event === null) return;
    try {
      const { sent, ...entry } = event;
      await putEvent(client, 'the change', { ...entry, EventBusName: bus });
      if (sent !== null) canary(sent);
    } catch (error) {
      if (!isForGood(error)) throw error;
      passOver(key, error);
    }
  };
}

/** Null: the write told nothing. */
function eventOf(written: DynamoDBRecord['dynamodb'], view: View) {
  const after = written?.NewImage?.body?.S;
  if (after === undefined) return null;
  const row = rowFrom(after);
  if (row.told.last === null || row.told.last.seq === toldBefore(written?.OldImage?.body?.S)) return null;
  const sent = isCanary(row) ? canarySentAt(row.identity) : null;
  if (sent !== null) return { ...canaryEvent(sent, view.now), sent };
  const change = lastChange(row, view);
  return change === null ? null : { ...busEvent(change), sent };
}

/** What is wrong with the entry itself, such as its size; anything else may pass. */
const forGood = new Set(['ValidationException', 'MalformedDetail', 'InvalidArgument']);

function isForGood(error: unknown): boolean {
  return error instanceof Error && forGood.has(error.name);
}

/** Number of the newest change that the row told before this write. */
function toldBefore(body: string | undefined): number | null {
  return body === undefined ? null : (rowFrom(body).told.last?.seq ?? null);
}
