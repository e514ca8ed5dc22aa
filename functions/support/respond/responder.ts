// What the respond function is made of: one message of the seawall bus, to the response that policy allows.
import { randomUUID } from 'node:crypto';
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AwsApi } from '../../../shared/gather/api.ts';
import { httpBlobs } from '../../../shared/gather/blobs.ts';
import { createFacts } from '../../../shared/gather/facts.ts';
import { retrying } from '../../../shared/gather/retry.ts';
import type { FindingChange } from '../../../shared/model/finding.ts';
import { dig, isObject, numberOf, stringOf } from '../../../shared/model/json.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import type { RecordStore } from '../../../shared/record/store.ts';
import { actionFor } from '../../../shared/respond/actions/index.ts';
import { findingOfResponse } from '../../../shared/respond/approval.ts';
import { respond } from '../../../shared/respond/engine.ts';
import { formerlyFrom } from '../../../shared/respond/formerly.ts';
import { noOutsideSwitch, type OutsideSwitch } from '../../../shared/respond/outside-switch.ts';
import { type EngineParts, type Notice, usualPatience } from '../../../shared/respond/parts.ts';
import type { Responded } from '../../../shared/respond/reporting.ts';
import { plainSealer, type Sealer } from '../../../shared/respond/sealed.ts';
import { compareKept, tookEffect } from '../../../shared/respond/state.ts';
import { undo } from '../../../shared/respond/undo.ts';
import { passesFor } from './passes.ts';
import { type UndoAsked, undoIn } from './undo-asked.ts';

export interface ResponderParts {
  readonly policy: Policy;
  readonly store: RecordStore;
  readonly api: AwsApi;
  readonly tell: (notice: Notice) => Promise<void>;
  /** Globs on the ARNs of the roles that responses are made with. */
  readonly own: readonly string[];
  readonly sealer?: Sealer;
  readonly outside?: OutsideSwitch;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

/** Takes one event of the bus; null where it calls for no response. Rejects where it must come again. */
export type Responder = (event: unknown) => Promise<Responded | null>;

/** The whole of a response fits into the function's two minutes: 31 seconds of looking, and the calls. */
const patience = { ...usualPatience, looks: 6 };

export function responderOf(given: ResponderParts): Responder {
  const { policy, own, store, api, tell, sealer = plainSealer, outside = noOutsideSwitch, ...clock } = given;
  const reads = retrying(api, { ...clock, attempts: 4, eventAt: null, notFoundFor: 0 });
  const facts = createFacts(reads, httpBlobs());
  const { lastResort, revoke } = policy.respond;
  const { now, sleep } = clock;
  return async (event) => {
    const change = changeIn(event);
    const asked = undoIn(event);
    if (change === null && asked === null) throw new Error('not an event of the seawall bus');
    const parts: EngineParts = {
      ...{ policy, own, store, api, reads, tell, now, sleep, patience, tookEffect },
      ...{ actionOf: actionFor, compare: compareKept, sealer, outside },
      view: viewOf(policy),
      contextFor: async (finding) => ({
        ...{ lastResort, revoke, passes: passesFor(finding, policy, facts) },
        formerly: formerlyFrom(store, finding),
      }),
      runId: randomUUID(),
    };
    if (asked !== null) return takeBack(asked, parts);
    return change === null ? null : respond(change, parts);
  };
}

/** What became of it is told either way: somebody waits for it. */
export async function takeBack(
  { response, name, groups }: UndoAsked,
  parts: EngineParts,
): Promise<Responded | null> {
  const undone = await undo(response, { name, groups, principal: null, source: 'slack' }, parts);
  if (undone.ok) return undone.responded;
  const finding = findingOfResponse(response);
  await parts.tell({ kind: 'refused', finding, response, text: `Undo refused: ${undone.reason}` });
  return null;
}

/**
 * The change that an event of the bus carries; null for anything else. Only which finding, which occurrence and why is taken
 * from it: the finding itself is read from the record.
 */
function changeIn(event: unknown): FindingChange | null {
  const change = dig(event, 'detail', 'change');
  const finding = dig(change, 'finding');
  const isChange =
    isObject(finding) &&
    stringOf(finding.id) !== null &&
    numberOf(finding.reopened) !== null &&
    [dig(change, 'type'), dig(change, 'at'), dig(change, 'eventId')].every((text) => stringOf(text) !== null);
  return isChange ? (change as object as FindingChange) : null;
}

/** Puts what people must hear of on the bus; rejects where the bus did not take it. */
export function tellerOf(client: Pick<EventBridgeClient, 'send'>, bus: string) {
  return async (notice: Notice): Promise<void> => {
    const entry = {
      Source: 'seawall',
      DetailType: 'Response Changed',
      Detail: JSON.stringify({ version: 1, notice }),
      EventBusName: bus,
    };
    const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    if (FailedEntryCount !== undefined && FailedEntryCount > 0)
      throw new Error(`the bus did not take the notice: ${Entries?.[0]?.ErrorCode ?? 'no reason given'}`);
  };
}
