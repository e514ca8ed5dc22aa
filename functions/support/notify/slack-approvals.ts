// Approve, deny and undo where Slack is answered: written down or asked for here, carried out by respond, which alone may change the platform.
import { randomUUID } from 'node:crypto';
import type { AwsApi } from '../../../shared/gather/api.ts';
import type { Finding, FindingChange } from '../../../shared/model/finding.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Decide, Deciding, Decisions } from '../../../shared/notify/answer/decisions.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import type { RecordStore } from '../../../shared/record/store.ts';
import { waitingIn } from '../../../shared/respond/approval.ts';
import { readJournal } from '../../../shared/respond/journal.ts';
import { type EngineParts, usualPatience } from '../../../shared/respond/parts.ts';
import { plainSealer, type Sealer } from '../../../shared/respond/sealed.ts';
import { clock } from '../clock.ts';
import { undoEvent } from '../respond/undo-asked.ts';
import { engineDecisions, personOf, undoableIn } from './slack-responses.ts';

export interface ApprovalParts {
  readonly store: RecordStore;
  readonly policy: Policy;
  readonly sealer?: Sealer;
  /** Hands a message to respond or notify, in the shape of an event of the bus; rejects where it could not be kept. */
  readonly send: (to: 'respond' | 'notify', event: JsonObject) => Promise<void>;
}

/** An undo is checked here as far as the journal tells, then asked of respond, which looks at the platform. */
export function queuedDecisions({ store, policy, send, sealer = plainSealer }: ApprovalParts): Decisions {
  const parts: EngineParts = {
    ...{ store, policy, view: viewOf(policy), own: [], patience: usualPatience, sealer },
    ...{
      api: none,
      reads: none,
      actionOf: () => null,
      contextFor: async () => ({}),
      tookEffect: () => false,
    },
    compare: async () => ({ ok: false, code: 'denied', reason: 'nothing is read here' }),
    tell: async (notice) => send('notify', { detail: { version: 1, notice: { ...notice } } }),
    ...clock,
    runId: randomUUID(),
  };
  const { approve, deny } = engineDecisions(parts, false);
  if (approve === undefined || deny === undefined) return {};
  // Also where the decision was there before: respond may not have heard of it. What was denied may have to be let go.
  const telling =
    (decide: Decide): Decide =>
    async (deciding) => {
      const answer = await decide(deciding);
      if (answer.done) await send('respond', occasionOf(deciding.finding, deciding.now));
      return answer;
    };
  const approving = telling(approve);
  return {
    async approve(deciding) {
      const answer = await approving(deciding);
      const waiting = waitingIn(await readJournal(store, deciding.finding.id));
      return answer.done && waiting?.phase === 'approved'
        ? { done: true, words: 'Approved, and being carried out. The message says what comes of it.' }
        : { ...answer, words: sentence(answer.words) };
    },
    deny: telling(deny),
    undo: (deciding) => asked(deciding, store, send),
  };
}

async function asked(deciding: Deciding, store: RecordStore, send: ApprovalParts['send']) {
  const found = undoableIn(await readJournal(store, deciding.finding.id));
  if (found === null) return { done: false, words: 'There is nothing to undo any more.' };
  const { name, groups } = personOf(deciding);
  await send('respond', undoEvent({ response: found.response, name, groups: [...groups] }));
  return { done: true, words: 'Undo is asked for. The message says what comes of it.' };
}

/** The engine's words as a sentence of their own. */
function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;
}

/** What makes respond look at the finding: it takes only its id from this, and goes on with what the journal holds. */
function occasionOf(finding: Finding, at: string): JsonObject {
  const change: FindingChange = {
    ...{ type: 'opened', finding, previous: null, at, eventId: `approved/${at}`, replayed: false },
  };
  return { detail: { version: 1, change: JSON.parse(JSON.stringify(change)) } };
}

const none: AwsApi = {
  call: async () => ({ ok: false, code: 'denied', reason: 'nothing is sent from here' }),
};
