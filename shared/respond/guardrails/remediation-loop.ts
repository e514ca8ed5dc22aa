// Who keeps undoing what was fixed: read from the finding's journal, over days. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Journal } from '../journal/entry.ts';
import { type Progress, responsesIn } from '../journal/progress.ts';
import { loopMemory, type SeenResponses } from './seen.ts';

/** What the guardrails count, for one finding. `recent`: actions that the action limit counts. */
export function seenIn(journal: Journal, recent: number): SeenResponses {
  const responses = responsesIn(journal);
  return {
    within: () => recent,
    has: (_, occurrence) => responses.some((one) => one.occurrence === occurrence && answers(one)),
    rounds(_, occurrence, at) {
      const oldest = Date.parse(at) - loopMemory;
      return responses.filter((one) => one.occurrence < occurrence && workedSince(one, oldest)).length;
    },
    undoneBy() {
      const last = responses.findLast(({ phase }) => phase !== 'none');
      const back = last?.phase === 'undone' || last?.phase === 'undoing';
      return back && !last.over ? undoer(journal, last.response) : null;
    },
  };
}

/** What was refused or ran out leaves its occurrence unanswered. */
export function answers({ phase }: Progress): boolean {
  return phase !== 'none' && phase !== 'refused' && phase !== 'expired';
}

function workedSince({ phase, last, follows }: Progress, oldest: number): boolean {
  return phase === 'done' && follows === null && Date.parse(last?.at ?? '') >= oldest;
}

function undoer(journal: Journal, response: string): string {
  const asked = journal.findLast((entry) => entry.response === response && entry.kind === 'undo-requested');
  return asked?.by ?? 'somebody';
}
