// Joins Slack and the responses: what the journal says of a finding's response, and approve, deny and undo by the engine.
import type { Finding } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';
import type { Deciding, DecisionAnswer, Decisions } from '../../shared/notify/answer/decisions.ts';
import type { Decided as ShownDecision } from '../../shared/notify/slack/shown.ts';
import type { RecordStore } from '../../shared/record/store.ts';
import { approve, type Decided, deny, type Person, waitingIn } from '../../shared/respond/approval.ts';
import { type EntryKind, readJournal } from '../../shared/respond/journal.ts';
import { responseOf } from '../../shared/respond/outcome.ts';
import type { EngineParts } from '../../shared/respond/parts.ts';
import { type Progress, responsesIn } from '../../shared/respond/progress.ts';
import { type Undone, undo } from '../../shared/respond/undo.ts';

/** The response to the finding's present occurrence, as far as it has come; null: none was begun. */
export async function journalledResponse(store: RecordStore, finding: Finding): Promise<Response | null> {
  const progress = responsesIn(await readJournal(store, finding.id)).findLast(
    ({ occurrence }) => occurrence === finding.reopened,
  );
  return progress === undefined ? null : responseOf(finding, progress, []);
}

const shownKinds: Partial<Readonly<Record<EntryKind, ShownDecision['kind']>>> = {
  approval: 'approved',
  approved: 'approved',
  denied: 'denied',
  'undo-requested': 'undone',
};

/** Who approved, denied, or took back, for the message. */
export async function journalledAnswers(
  store: RecordStore,
  finding: Finding,
): Promise<readonly ShownDecision[]> {
  return (await readJournal(store, finding.id)).flatMap(({ kind, by, at }) => {
    const shown = shownKinds[kind];
    return shown === undefined || by === null ? [] : [{ kind: shown, by, at, reason: null, until: null }];
  });
}

/** Approve, deny and undo. `act` false: an approval is written down, and whoever responds carries it out. */
export function engineDecisions(parts: EngineParts, act: boolean): Decisions {
  const waiting = async ({ finding }: Deciding) => waitingIn(await readJournal(parts.store, finding.id));
  return {
    async approve(deciding) {
      const found = await waiting(deciding);
      return found === null
        ? nothing('approve')
        : told(await approve(found.response, personOf(deciding), parts, { act }));
    },
    async deny(deciding) {
      const found = await waiting(deciding);
      return found === null
        ? nothing('deny')
        : told(await deny(found.response, personOf(deciding), deciding.reason, parts));
    },
    async undo(deciding) {
      const found = responsesIn(await readJournal(parts.store, deciding.finding.id)).findLast(isDone);
      return found === undefined
        ? nothing('undo')
        : told(await undo(found.response, personOf(deciding), parts));
    },
  };
}

function isDone({ phase }: Progress): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'undoing' || phase === 'undo-failed';
}

/** Slack tells no principal: the engine then wants a second person where it is critical. */
function personOf({ by, groups }: Deciding): Person {
  return { name: by, principal: null, source: 'slack', groups };
}

function nothing(what: string): DecisionAnswer {
  return { done: false, words: `There is nothing to ${what} any more.` };
}

function told(answer: Decided | Undone): DecisionAnswer {
  return answer.ok ? { done: true, words: answer.says } : { done: false, words: answer.reason };
}
