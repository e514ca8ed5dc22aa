// The message about the whole rather than one finding: the action limit was reached. Pure.
// SPDX-License-Identifier: Apache-2.0
import { plain } from './escape.ts';
import { context, header, mrkdwn, plainText, type SlackMessage, section } from './message.ts';

/** `text` may name things out of events: nothing in it is parsed. */
export function noticeMessage(text: string): SlackMessage {
  const head = '🛑 Action limit reached: responses now need approval';
  return {
    text: `${head}: ${plain(text, 1000)}`,
    blocks: [
      header(head),
      section(plainText(text, 1500)),
      context(
        mrkdwn(
          'Seawall acts by itself again once enough of these actions are older than the window. Until then, approve each response.',
        ),
      ),
    ],
  };
}
