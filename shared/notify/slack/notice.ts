// The message that says one thing of the whole, not of a finding: the storm brake tripped. Pure.
import { plain } from './escape.ts';
import { context, header, mrkdwn, plainText, type SlackMessage, section } from './message.ts';

/** `text` may name things out of events: nothing in it is parsed. */
export function noticeMessage(text: string): SlackMessage {
  const head = '🛑 Storm brake: Seawall only asks from here on';
  return {
    text: `${head}: ${plain(text, 1000)}`,
    blocks: [
      header(head),
      section(plainText(text, 1500)),
      context(mrkdwn('`seawall brake off` lets it act again before the window is over.')),
    ],
  };
}
