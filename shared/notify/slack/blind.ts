// The message about findings that could not be looked at for long: how many, why, which. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { KnownBlock } from '@slack/types';
import { type Counted, topList } from './digest.ts';
import { context, header, mrkdwn, type SlackMessage, section } from './message.ts';
import { plural } from './words.ts';

/** Members that are `resolved` can be looked at again, or need not. */
export function blindMessage(members: readonly Counted[]): SlackMessage {
  const blind = members.filter(({ status }) => status !== 'resolved');
  const head =
    blind.length === 0
      ? `✅ ${plural(members.length, 'finding')} can be verified again`
      : `🌫️ ${plural(blind.length, 'finding')} can no longer be verified`;
  const blocks: KnownBlock[] = [header(head)];
  if (blind.length > 0)
    blocks.push(
      section(mrkdwn('Their last known state is kept: “unknown” never counts as a pass.')),
      ...topList('Why', blind, ({ reason = 'no reason given' }) => reason),
      ...topList('By control', blind, ({ control }) => control),
      ...topList('Which', blind, ({ subject }) => subject),
    );
  const back = members.length - blind.length;
  if (blind.length > 0 && back > 0)
    blocks.push(context(mrkdwn(`${back} of ${members.length} can be verified again.`)));
  return { text: head, blocks };
}
