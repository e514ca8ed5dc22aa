// What the respond function is made of: hints at findings to the response that policy allows, and what people decided to its end.
// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { RecordStore } from '../../../shared/findings/store.ts';
import type { AwsApi } from '../../../shared/gather/api.ts';
import { httpBlobs } from '../../../shared/gather/blobs.ts';
import { createFacts } from '../../../shared/gather/facts.ts';
import { retrying } from '../../../shared/gather/retry.ts';
import type { Decision, DecisionAnswer } from '../../../shared/people/decision.ts';
import { hintIn } from '../../../shared/people/hint.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import type { OwnRoles } from '../../../shared/policy/protected.ts';
import { responseUnder } from '../../../shared/policy/response-under.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import { actionFor } from '../../../shared/respond/actions/index.ts';
import {
  isCarriedOut,
  noteCarriedOut,
  placeIn,
  readDecision,
} from '../../../shared/respond/decisions/log.ts';
import { type CleanUp, takeAwayRunOut } from '../../../shared/respond/decisions/run-out.ts';
import { takeDecision, tellGivenUp } from '../../../shared/respond/decisions/take-decision.ts';
import { lookAt } from '../../../shared/respond/engine/look-at.ts';
import { type Engine, usualPatience } from '../../../shared/respond/engine/ports.ts';
import type { Responded } from '../../../shared/respond/engine/reporting.ts';
import type { EvidenceKeeper } from '../../../shared/respond/evidence/keeper.ts';
import { noOutsideSwitch, type OutsideSwitch } from '../../../shared/respond/guardrails/outside-switch.ts';
import type { JournalNotice } from '../../../shared/respond/journal/news.ts';
import { plainSealer, type Sealer } from '../../../shared/respond/journal/sealer.ts';
import { compareKept, tookEffect } from '../../../shared/respond/state/compare.ts';
import { formerlyFrom } from '../../../shared/respond/state/prior-state.ts';
import { catalogueFor } from '../catalogue.ts';
import { putEvent } from '../put-event.ts';
import { passesFor } from './passes.ts';

export interface ResponderParts {
  readonly policy: Policy;
  readonly store: RecordStore;
  /** Reads. */
  readonly api: AwsApi;
  readonly sessionFor: Engine['sessionFor'];
  readonly tell: (notice: JournalNotice) => Promise<void>;
  /** Counts, and says, what was refused because nobody entitled can have written it. */
  readonly distrust: (finding: string | null, why: string) => void;
  /** Globs on the ARNs of the roles that responses are made with. */
  readonly own: OwnRoles;
  readonly sealer?: Sealer;
  readonly outside?: OutsideSwitch;
  readonly evidence?: EvidenceKeeper;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

export interface Responder {
  /** Takes an event of the bus, or the gate's word; null where it calls for no response. Rejects where it must come again. */
  look(event: unknown): Promise<Responded | null>;
  /** Takes away what has run out: the clock calls for it. Rejects where it must come again. */
  cleanUp(): Promise<CleanUp>;
  /** Takes a message of the queue of decisions; null where nobody decided that. Rejects where it must come again; people hear of the last try. */
  decide(message: unknown, isLastTry?: boolean): Promise<DecisionAnswer | null>;
}

/** The whole of a response fits into the function's two minutes: 31 seconds of looking, and the calls. */
const patience = { ...usualPatience, looks: 6 };

export function responderOf(given: ResponderParts): Responder {
  const { store, sealer = plainSealer, distrust } = given;
  const engine = engineOf(given);
  return {
    async look(event) {
      const hint = hintIn(event);
      if (hint.kind === 'other') throw new Error('not an event of the seawall bus');
      if (hint.kind === 'finding') return lookAt(hint.finding, engine());
      distrust(null, `an event of the bus holds \`${hint.word}\`: decisions never come that way`);
      return null;
    },
    cleanUp: () => takeAwayRunOut(engine()),
    async decide(message, isLastTry = false) {
      const place = placeIn(message);
      if (place === null) throw new Error('not a message of the queue of decisions');
      if (await isCarriedOut(store, place)) return null;
      const decision = await readDecision(store, place, sealer);
      if (decision === null) {
        distrust(place.finding, `nobody has written down decision ${place.seq} on this finding`);
        return null;
      }
      const answer = await takeOrRetry(decision, engine(), isLastTry);
      await noteCarriedOut(store, place, answer.outcome);
      return answer;
    },
  };
}

/** Errors: as `takeDecision`. */
async function takeOrRetry(decision: Decision, engine: Engine, isLastTry: boolean): Promise<DecisionAnswer> {
  try {
    return await takeDecision(decision, engine);
  } catch (error) {
    if (isLastTry) await tellGivenUp(decision, error, engine);
    throw error;
  }
}

function engineOf(given: ResponderParts): () => Engine {
  const { policy, own, store, api, sessionFor, tell, ...others } = given;
  const { sealer = plainSealer, outside = noOutsideSwitch, evidence, ...clock } = others;
  const reads = retrying(api, { ...clock, attempts: 4, eventAt: null, notFoundFor: 0 });
  const facts = createFacts(reads, httpBlobs());
  const { lastResort, revoke } = policy.respond;
  const { now, sleep, distrust } = clock;
  return () => ({
    ...{ policy, own, store, reads, tell, now, sleep, patience, tookEffect, distrust },
    ...{ sessionFor, actionOf: actionFor, compare: compareKept, sealer, outside },
    view: viewOf(policy),
    responseTo: async (finding) => responseUnder(policy, (await catalogueFor(policy)).controls, finding),
    contextFor: async (finding) => ({
      ...{ lastResort, revoke, passes: passesFor(finding, policy, facts) },
      formerly: formerlyFrom(store, finding),
      now,
    }),
    ...(evidence === undefined ? {} : { evidence }),
    runId: randomUUID(),
  });
}

/** Puts what people must hear of on the bus; rejects where the bus did not take it. */
export function tellerOf(client: Pick<EventBridgeClient, 'send'>, bus: string) {
  return async (notice: JournalNotice): Promise<void> => {
    await putEvent(client, 'the notice', {
      Source: 'seawall',
      DetailType: 'Response Changed',
      Detail: JSON.stringify({ version: 1, notice }),
      EventBusName: bus,
    });
  };
}
