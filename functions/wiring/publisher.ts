// One record of the table's stream to one event on the bus: the change that this write told, if it told any.
// SPDX-License-Identifier: Apache-2.0
import type { EventBridgeClient, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { DynamoDBRecord } from 'aws-lambda';
import { busEvent, canaryEvent } from '../../shared/findings/bus.ts';
import type { View } from '../../shared/findings/finding.ts';
import { lastChange } from '../../shared/findings/lifecycle.ts';
import { findUnpublished, notePublished } from '../../shared/findings/published.ts';
import type { Row } from '../../shared/findings/row.ts';
import { rowFrom } from '../../shared/findings/row-text.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import { canarySentAt, isCanary } from '../../shared/model/canary.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { putEvent } from './put-event.ts';

/** Where, and under which policy, changes are published. */
export interface Publishing {
  readonly bus: string;
  readonly policy: Policy;
  readonly store: Pick<RecordStore, 'append' | 'list' | 'read'>;
  /** ISO time. */
  readonly now: string;
  /** Told of a record that can never be published; the stream hands it out no more. */
  readonly passOver: (key: string, error: unknown) => void;
  /** Told when a canary was sent that is published now (ISO). */
  readonly canary: (sentAt: string) => void;
  /** Told where a change was published and could not be noted as such: it may be published once more. */
  readonly unnoted: (key: string, error: unknown) => void;
}

/** Rejects where the bus did not take the event: the stream then hands the record out again, for as long as it keeps it. */
export function publisherOf(client: Client, publishing: Publishing) {
  const view = { ...viewOf(publishing.policy), now: publishing.now };
  return async ({ dynamodb }: DynamoDBRecord): Promise<void> => {
    const key = dynamodb?.Keys?.sk?.S ?? 'no key';
    let written: Written | null;
    try {
      written = writtenIn(dynamodb, view);
    } catch (error) {
      // A row that cannot be read today cannot be read tomorrow.
      return publishing.passOver(key, error);
    }
    if (written !== null) await publish(written, key, client, publishing);
  };
}

/**
 * Publishes what the stream should have brought and did not: a stream forgets after 24 hours, and a mapping that is made anew begins where it
 * is told. Gives how many changes. Rejects where the bus or the record does; the next look begins anew.
 */
export async function catchUp(client: Client, publishing: Publishing): Promise<number> {
  const view = { ...viewOf(publishing.policy), now: publishing.now };
  let count = 0;
  for await (const row of findUnpublished(publishing.store, publishing.now)) {
    const change = lastChange(row, view);
    if (change === null) continue;
    await publish({ row, event: busEvent(change), canary: null }, row.id, client, publishing);
    count += 1;
  }
  return count;
}

type Client = Pick<EventBridgeClient, 'send'>;

/** A change as it goes on the bus. */
interface Written {
  readonly row: Row;
  readonly event: PutEventsRequestEntry;
  /** When the canary was sent (ISO); null: it is none. */
  readonly canary: string | null;
}

async function publish({ row, event, canary }: Written, key: string, client: Client, publishing: Publishing) {
  const { bus, store, now } = publishing;
  try {
    await putEvent(client, 'the change', { ...event, EventBusName: bus });
  } catch (error) {
    if (!isForGood(error)) throw error;
    publishing.passOver(key, error);
  }
  if (canary !== null) return publishing.canary(canary);
  await notePublished(store, row, now).catch((error: unknown) => publishing.unnoted(key, error));
}

/** Null: the write told nothing. */
function writtenIn(written: DynamoDBRecord['dynamodb'], view: View): Written | null {
  const after = written?.NewImage?.body?.S;
  if (after === undefined) return null;
  const row = rowFrom(after);
  if (row.told.last === null || row.told.last.seq === toldBefore(written?.OldImage?.body?.S)) return null;
  const sent = isCanary(row) ? canarySentAt(row.identity) : null;
  if (sent !== null) return { row, event: canaryEvent(sent, view.now), canary: sent };
  const change = lastChange(row, view);
  return change === null ? null : { row, event: busEvent(change), canary: null };
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
