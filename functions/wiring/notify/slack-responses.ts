// What the journal says of a finding's response, for the finding's message: how it stands, its plan, who decided what.
// SPDX-License-Identifier: Apache-2.0

import { historyOf } from '../../../shared/findings/record.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { stringOf } from '../../../shared/model/json.ts';
import type { Response } from '../../../shared/model/response.ts';
import { isBefore } from '../../../shared/model/time.ts';
import type {
  Half,
  DecidedResponse as ShownDecision,
  ShownPlan,
} from '../../../shared/notify/slack/shown.ts';
import type { ResponseStep, ThreadStep } from '../../../shared/notify/slack/thread.ts';
import { type DecisionKind, decisionKinds } from '../../../shared/people/decision-kind.ts';
import { openWords } from '../../../shared/respond/decisions/agree.ts';
import { nothingToUndo } from '../../../shared/respond/decisions/undo.ts';
import { toldResponse } from '../../../shared/respond/engine/told.ts';
import type { EntryKind, Journal } from '../../../shared/respond/journal/entry.ts';
import { readJournal } from '../../../shared/respond/journal/journal.ts';
import { isOver, type Progress, responsesIn } from '../../../shared/respond/journal/progress.ts';

/** How the response to the finding stands at a time, in words for people; null: none is called for. */
export async function tellingResponse(
  store: RecordStore,
  finding: Finding,
  allowed: Finding['response'],
  now: string,
): Promise<Response | null> {
  const journal = await readJournal(store, finding.id);
  const replayed = (await historyOf(store, finding.id)).at(-1)?.replayed ?? false;
  return toldResponse(finding, journal, { allowed, replayed, now });
}

/** The plan of that response: what its buttons name. */
export async function readPlan(store: RecordStore, finding: Finding): Promise<ShownPlan | null> {
  const progress = shownIn(await readJournal(store, finding.id), finding);
  if (progress === null || progress.planHash === null) return null;
  const { response, planHash: hash } = progress;
  return { response, hash, undoable: nothingToUndo(progress) === null };
}

function shownIn(journal: Journal, { reopened }: Finding): Progress | null {
  return responsesIn(journal).findLast(({ occurrence }) => occurrence === reopened) ?? null;
}

const stepTypes: Partial<Readonly<Record<EntryKind, ResponseStep>>> = {
  held: 'held-back',
  refused: 'held-back',
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
  'decision-refused': 'not-taken',
};

/** The same of a response that had run out: nobody asked for that. */
const overTypes: typeof stepTypes = {
  undone: 'ran-out',
  'undo-refused': 'ran-out-changed',
  'undo-failed': 'undo-failed',
};

/** What was decided and done about a finding, as the journal has it. */
export async function readSteps(store: RecordStore, finding: Finding): Promise<readonly ThreadStep[]> {
  return stepsIn(await readJournal(store, finding.id));
}

function stepsIn(journal: Journal): readonly ThreadStep[] {
  return journal.flatMap((entry) => {
    const { kind, by, at, detail } = entry;
    const type = isOver(entry) ? overTypes[kind] : stepTypes[kind];
    return type === undefined ? [] : [{ type, by, at, reason: stringOf(detail.reason) }];
  });
}

/** Who approved, denied, or took back, for the message; an undo says how far it has come. `since` (ISO): older first words are over. */
export async function readAnswers(
  store: RecordStore,
  finding: Finding,
  since: string,
): Promise<readonly ShownDecision[]> {
  const journal = await readJournal(store, finding.id);
  const decisions: ShownDecision[] = [];
  for (const { type, by, at, reason } of stepsIn(journal)) {
    const asked = decisions.at(-1);
    if (by !== null && isDecision(type)) decisions.push({ kind: type, by, at, reason, until: null });
    else if (asked?.kind === 'undo-asked' && (type === 'undone' || type === 'undo-failed'))
      decisions.splice(-1, 1, { ...asked, kind: type, reason });
  }
  return [...decisions, ...(finding.status === 'resolved' ? [] : halvesIn(journal, finding, since))];
}

const decisionTypes = ['half-approved', 'approved', 'denied', 'undo-asked', 'undo-refused'] as const;

function isDecision(type: ThreadStep['type']): type is (typeof decisionTypes)[number] {
  return decisionTypes.some((one) => one === type);
}

const halves: Partial<Readonly<Record<DecisionKind, Half>>> = {
  acknowledge: 'half-acknowledge',
  waive: 'half-waive',
  undo: 'half-undo',
  deny: 'half-deny',
};

/** What one person asked for, and waits for a second. */
function halvesIn(journal: Journal, { reopened }: Finding, since: string): readonly ShownDecision[] {
  return openWords(journal, reopened).flatMap(({ by, at, detail }): ShownDecision[] => {
    const asked = decisionKinds.find((one) => one === detail.decision);
    const kind = asked === undefined ? undefined : halves[asked];
    if (kind === undefined || by === null || isBefore(at, since)) return [];
    return [{ kind, by, at, reason: null, until: stringOf(detail.until) }];
  });
}
