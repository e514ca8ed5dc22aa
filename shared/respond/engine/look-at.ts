// Looks at a finding because somebody hinted that there is something to answer: what there is, the record alone says.
// SPDX-License-Identifier: Apache-2.0

import { changesOf } from '../../findings/changes.ts';
import type { RecordStore } from '../../findings/store.ts';
import { appendAtGate } from '../../findings/writes/gate.ts';
import type { FindingChange } from '../../model/finding.ts';
import { stringOf } from '../../model/json.ts';
import { isBefore } from '../../model/time.ts';
import type { Journal } from '../journal/entry.ts';
import { readJournal } from '../journal/journal.ts';
import { currentFinding } from './current.ts';
import { respond, respondOnce } from './engine.ts';
import { type Engine, isoNow } from './ports.ts';
import type { Responded } from './reporting.ts';
import { changeKey, isTrigger } from './triggers.ts';

/** No queue keeps a hint for longer (Amazon SQS Developer Guide, "Message quotas": fourteen days): older ones were not sent by Seawall. */
const freshFor = 15 * 86_400_000;
/** Deployments of one service that wait at once are few. */
const mostAtGate = 5;

/** Answers what has not been answered about the finding; null where nothing calls for it. Errors: as `respond`. */
export async function lookAt(id: string, deps: Engine): Promise<Responded | null> {
  const now = isoNow(deps);
  const oldest = new Date(deps.now() - freshFor).toISOString();
  const changes = await changesOf(deps.store, id, { ...deps.view, now });
  const occasion = changes.findLast(({ change }) => isTrigger(change))?.change;
  const journal = await readJournal(deps.store, id);
  let responded: Responded | null = null;
  if (occasion !== undefined && isOpen(occasion, oldest, journal)) responded = await respond(occasion, deps);
  for (const change of await atGate(id, deps))
    if (isOpen(change, oldest, journal)) responded = await respondOnce(change, deps);
  return responded;
}

/** What was held back stays held: an event that comes again, or that somebody makes up, brings nothing back. */
function isOpen(change: FindingChange, oldest: string, journal: Journal): boolean {
  const key = changeKey(change);
  return (
    !isBefore(change.at, oldest) &&
    !journal.some(({ kind, detail }) => kind === 'held' && detail.change === key)
  );
}

/** A deployment that waits, as the gate wrote it down. */
export interface GateTrigger {
  /** ISO time at which its revision was made. */
  readonly at: string;
  readonly eventId: string;
}

/** Written by the gate alone: an event could say anything. */
export async function noteAtGate(store: RecordStore, finding: string, occasion: GateTrigger): Promise<void> {
  const log = await store.read(gateLog(finding));
  if (log.some(({ eventId }) => eventId === occasion.eventId)) return;
  await appendAtGate(store, gateLog(finding), log.length + 1, { ...occasion });
}

async function atGate(id: string, deps: Engine): Promise<readonly FindingChange[]> {
  const log = (await deps.store.read(gateLog(id))).slice(-mostAtGate);
  const finding = log.length === 0 ? null : await currentFinding(id, deps);
  if (finding === null) return [];
  return log.flatMap((entry) => {
    const [at, eventId] = [stringOf(entry.at), stringOf(entry.eventId)];
    if (at === null || eventId === null) return [];
    return [{ type: 'opened' as const, finding, previous: finding.status, at, eventId, replayed: false }];
  });
}

function gateLog(finding: string): `gate/${string}` {
  return `gate/${finding}`;
}
