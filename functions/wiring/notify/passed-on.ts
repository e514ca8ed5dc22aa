// What somebody decided in Slack: weighed here, so that they hear at once what cannot be, and passed on to respond, which alone carries it out.
// SPDX-License-Identifier: Apache-2.0
import type { RecordStore } from '../../../shared/findings/store.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Decision, DecisionAnswer } from '../../../shared/people/decision.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { noRole } from '../../../shared/policy/protected.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import { placeMessage, writeDecision } from '../../../shared/respond/decisions/log.ts';
import { weigh } from '../../../shared/respond/decisions/weigh.ts';
import type { Decisions } from '../../../shared/respond/engine/ports.ts';
import { readShownFinding } from '../../../shared/respond/engine/shown-finding.ts';
import { plainSealer, type Sealer } from '../../../shared/respond/journal/sealer.ts';
import { clock } from '../clock.ts';

export interface PassingOn {
  readonly store: RecordStore;
  readonly policy: Policy;
  /** Null: the deployment has no key. */
  readonly seal: Sealer['seal'] | null;
  /** Puts a message into the queue of decisions; rejects where it could not be kept. */
  readonly send: (message: JsonObject) => Promise<void>;
  /** Milliseconds since 1970; left out: the clock's. */
  readonly now?: () => number;
}

/** What it says is what is seen here; what counts is what respond finds when it asks all of it again. */
export function passOn(passing: PassingOn): (decision: Decision) => Promise<DecisionAnswer> {
  const { store, seal, send } = passing;
  const deps = decisionsOf(passing);
  return async (decision) => {
    const shown = await readShownFinding(decision.finding, deps);
    if (shown === null) return { outcome: 'refused', words: 'This finding is no longer in the record.' };
    const weighed = await weigh(decision, shown, deps);
    if (!weighed.ok) return weighed.answer;
    await send(placeMessage(await writeDecision(store, decision, seal)));
    if (!weighed.agreed.enough) return { outcome: 'half', words: weighed.agreed.words };
    return { outcome: 'decided', words: words[decision.kind] };
  };
}

const words: Readonly<Record<Decision['kind'], string>> = {
  approve: 'Approved. The message will show the result.',
  deny: 'Denied. The message will be updated in a moment.',
  acknowledge: 'Acknowledged. The message will be updated in a moment.',
  waive: 'Waived. The message will be updated in a moment.',
  undo: 'Undo requested. The message will show the result.',
};

/** What was recorded when the finding was judged is what is decided on here; respond asks the policy again. */
function decisionsOf({ store, policy, now = clock.now }: PassingOn): Decisions {
  return {
    ...{ store, policy, view: viewOf(policy), own: noRole, sealer: plainSealer, now },
    responseTo: async ({ response }) => response,
    tell: async () => {},
  };
}
