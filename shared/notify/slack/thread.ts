// The reply in a message's thread that tells of later changes, one line each. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { KnownBlock } from '@slack/types';
import type { ChangeType } from '../../model/finding.ts';
import { own } from './escape.ts';
import { context, mrkdwn, plainText, type SlackMessage, time } from './message.ts';
import { person } from './words.ts';

/** What was decided about a response, and what came of it. */
export type ResponseStep =
  | 'held-back'
  | 'half-approved'
  | 'approved'
  | 'denied'
  | 'expired'
  | 'done'
  | 'failed'
  | 'undo-asked'
  | 'undo-refused'
  | 'undone'
  | 'undo-failed'
  | 'ran-out'
  | 'ran-out-changed'
  | 'not-taken';

/** A step in a finding's life, or in that of a response to it. */
export interface ThreadStep {
  readonly type: ChangeType | ResponseStep;
  readonly at: string;
  readonly by: string | null;
  readonly reason: string | null;
}

/** A step that came after the message was posted. */
export interface Later extends ThreadStep {
  readonly title: string;
}

/** `updated` raises a counter and says nothing by itself. */
const words: Partial<Readonly<Record<ThreadStep['type'], string>>> = {
  reopened: '🔁 Back again',
  resolved: '✅ Resolved',
  acknowledged: '👀 Acknowledged',
  waived: '⏸️ Waived',
  'waiver-ended': '⏰ Waiver ended',
  woken: '▶️ Now running',
  'held-back': '✋ Response held back',
  'half-approved': '👍 Approved (1 of 2)',
  approved: '👍 Response approved',
  denied: '👎 Response denied',
  expired: '⌛ Approval request expired',
  done: '🔧 Response done and verified',
  failed: '⚠️ Response failed',
  'undo-asked': '↩️ Undo requested',
  'undo-refused': '⚠️ Undo refused',
  undone: '↩️ Response undone',
  'undo-failed': '⚠️ Undo failed',
  'ran-out': '⌛ Response expired and was removed',
  'ran-out-changed': '⌛ Response expired and was left as it is',
  'not-taken': '🚫 Requested, not done',
};

const mostLines = 15;

/** The reply, or null where nothing of it is news. */
export function threadMessage(changes: readonly Later[]): SlackMessage | null {
  const news = changes.filter(({ type }) => words[type] !== undefined);
  if (news.length === 0) return null;
  const shown = news.slice(-mostLines);
  const blocks: KnownBlock[] = shown.map((change) => {
    const reason = change.reason === null ? [] : [plainText(`“${change.reason}”`, 500)];
    return context(mrkdwn(line(change)), ...reason);
  });
  if (news.length > mostLines)
    blocks.unshift(context(mrkdwn(`${news.length - mostLines} earlier changes are in \`seawall findings\``)));
  return { text: shown.slice(-5).map(line).join('\n'), blocks };
}

function line({ title, type, at, by }: Later): string {
  return `${words[type]}${by === null ? '' : ` by ${person(by)}`}: ${own(title, 150)} · ${time(at)}`;
}
