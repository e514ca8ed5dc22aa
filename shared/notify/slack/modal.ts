// The dialogue in which somebody waives a finding: until when, and why. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { ModalView } from '@slack/types';
import { dig, stringOf } from '../../model/json.ts';
import { type Choice, choiceText, readChoice } from './buttons.ts';
import { code } from './escape.ts';
import { limits } from './limits.ts';
import { mrkdwn, plainText, section } from './message.ts';

const waiverView = 'seawall.waive';

/** What a waiver is asked for, and where the button was pressed. */
export interface WaiverPlace extends Choice {
  readonly channel: string;
  readonly ts: string;
}

/** `from` and `latest` are dates: seven days from now, and as far as the policy allows. */
export function waiverModal(place: WaiverPlace, from: string, latest: string): ModalView {
  return {
    type: 'modal',
    callback_id: waiverView,
    private_metadata: JSON.stringify({
      choice: choiceText(place),
      channel: place.channel,
      ts: place.ts,
    }).slice(0, limits.privateMetadata),
    title: plainText('Waive a finding', limits.modalTitle),
    submit: plainText('Waive', limits.modalTitle),
    close: plainText('Cancel', limits.modalTitle),
    blocks: [
      section(
        mrkdwn(
          `Finding ${code(place.finding, 80)} causes no message and no response until that date, at most ${latest}. Everybody can see who waived it and why.`,
        ),
      ),
      {
        type: 'input',
        block_id: 'until',
        label: plainText('Until the end of (UTC)', 2000),
        element: { type: 'datepicker', action_id: 'date', initial_date: from },
      },
      {
        type: 'input',
        block_id: 'reason',
        label: plainText('Why', 2000),
        element: {
          type: 'plain_text_input',
          action_id: 'text',
          multiline: true,
          min_length: 5,
          max_length: 500,
        },
      },
    ],
  };
}

export interface WaiverAsked extends WaiverPlace {
  readonly until: string;
  readonly reason: string;
}

/** Reads a submitted dialogue's `view`; null for anything else. */
export function readWaiver(view: unknown): WaiverAsked | null {
  if (dig(view, 'callback_id') !== waiverView) return null;
  const place = placeOf(stringOf(dig(view, 'private_metadata')));
  const until = stringOf(dig(view, 'state', 'values', 'until', 'date', 'selected_date'));
  const reason = stringOf(dig(view, 'state', 'values', 'reason', 'text', 'value'));
  if (place === null || until === null || reason === null) return null;
  return { ...place, until, reason };
}

function placeOf(text: string | null): WaiverPlace | null {
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
  const choice = readChoice(dig(parsed, 'choice'));
  const channel = stringOf(dig(parsed, 'channel'));
  const ts = stringOf(dig(parsed, 'ts'));
  return choice === null || channel === null || ts === null ? null : { ...choice, channel, ts };
}

/** What is wrong with the answers, by block, for Slack to show beside them; null where nothing is. */
export function waiverErrors(
  { until, reason }: WaiverAsked,
  today: string,
  latest: string,
): Record<string, string> | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(until) || until < today)
    return { until: 'Choose a day that is not over yet.' };
  if (until > latest) return { until: `The policy allows waivers until ${latest} (waiver-limit).` };
  return reason.trim().length < 5 ? { reason: 'Give a reason that others can understand later.' } : null;
}
