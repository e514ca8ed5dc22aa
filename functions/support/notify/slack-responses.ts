// Joins Slack and the responses: what the journal says of a finding's response, and approve, deny and undo by the engine.
import type { Finding } from '../../../shared/model/finding.ts';
import { stringOf } from '../../../shared/model/json.ts';
import type { Response } from '../../../shared/model/response.ts';
import type { Deciding, DecisionAnswer, Decisions } from '../../../shared/notify/answer/decisions.ts';
import type { Decided as ShownDecision } from '../../../shared/notify/slack/shown.ts';
import type { ResponseStep, Step } from '../../../shared/notify/slack/thread.ts';
import type { RecordStore } from '../../../shared/record/store.ts';
import { approve, type Decided, deny, waitingIn } from '../../../shared/respond/approval.ts';
import { type EntryKind, type Journal, readJournal } from '../../../shared/respond/journal.ts';
import { responseOf } from '../../../shared/respond/outcome.ts';
import type { EngineParts } from '../../../shared/respond/parts.ts';
import type { Person } from '../../../shared/respond/person.ts';
import { type Progress, responsesIn } from '../../../shared/respond/progress.ts';
import { type Undone, undo } from '../../../shared/respond/undo.ts';

/** The response to the finding's present occurrence, as far as it has come, in words for people; null: none was begun. */
export async function journalledResponse(store: RecordStore, finding: Finding): Promise<Response | null> {
  const journal = await readJournal(store, finding.id);
  const progress = responsesIn(journal).findLast(({ occurrence }) => occurrence === finding.reopened);
  return progress === undefined ? null : responseOf(finding, progress, []);
}

const stepTypes: Partial<Readonly<Record<EntryKind, ResponseStep>>> = {
  approval: 'half-approved',
  approved: 'approved',
  denied: 'denied',
  expired: 'expired',
  verified: 'done',
  failed: 'failed',
  'undo-requested': 'undo-asked',
  'undo-refused': 'undo-refused',
  undone: 'undone',
  'undo-failed': 'undo-failed',
};

/** What was decided and done about a finding, as the journal has it. */
export async function journalledSteps(store: RecordStore, finding: Finding): Promise<readonly Step[]> {
  return (await readJournal(store, finding.id)).flatMap(({ kind, by, at, detail }) => {
    const type = stepTypes[kind];
    return type === undefined ? [] : [{ type, by, at, reason: stringOf(detail.reason) }];
  });
}

/** Who approved, denied, or took back, for the message; an undo says how far it has come. */
export async function journalledAnswers(
  store: RecordStore,
  finding: Finding,
): Promise<readonly ShownDecision[]> {
  const decisions: ShownDecision[] = [];
  for (const { type, by, at, reason } of await journalledSteps(store, finding)) {
    const asked = decisions.at(-1);
    if (by !== null && isDecision(type)) decisions.push({ kind: type, by, at, reason, until: null });
    else if (asked?.kind === 'undo-asked' && (type === 'undone' || type === 'undo-failed'))
      decisions.splice(-1, 1, { ...asked, kind: type, reason });
  }
  return decisions;
}

const decisionTypes = ['half-approved', 'approved', 'denied', 'undo-asked', 'undo-refused'] as const;

function isDecision(type: Step['type']): type is (typeof decisionTypes)[number] {
  return decisionTypes.some((one) => one === type);
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
      const found = undoableIn(await readJournal(parts.store, deciding.finding.id));
      return found === null ? nothing('undo') : told(await undo(found.response, personOf(deciding), parts));
    },
  };
}

/** The newest response of a finding that an undo can be tried on; null: none. */
export function undoableIn(journal: Journal): Progress | null {
  const undoable = ['done', 'failed', 'undoing', 'undo-failed'];
  return responsesIn(journal).findLast(({ phase }) => undoable.includes(phase)) ?? null;
}

/** Slack tells no principal: the engine then wants a second person where it is critical. */
export function personOf({ by, groups }: Deciding): Person {
  return { name: by, principal: null, source: 'slack', groups };
}

function nothing(what: string): DecisionAnswer {
  return { done: false, words: `There is nothing to ${what} any more.` };
}

function told(answer: Decided | Undone): DecisionAnswer {
  return answer.ok ? { done: true, words: answer.says } : { done: false, words: answer.reason };
}
