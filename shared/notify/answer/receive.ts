// Takes a request to the function URL: checks it, opens the waiver's dialogue, hands the decision on, all within three seconds.
// SPDX-License-Identifier: Apache-2.0

import type { RecordStore } from '../../findings/store.ts';
import type { Policy } from '../../policy/policy.ts';
import { SlackError, type SlackReplies } from '../deliver/api.ts';
import { waiverErrors, waiverModal } from '../slack/modal.ts';
import { type Handed, handedOn } from './handed.ts';
import { type Interaction, type Press, readInteraction } from './payload.ts';
import { type SlackRequest, verify } from './verify.ts';

export interface Receiving {
  readonly store: RecordStore;
  readonly secret: string;
  readonly team: string;
  /** The app's id (`A…`); null: not said, then the signing secret alone tells it. */
  readonly app: string | null;
  readonly policy: Pick<Policy, 'waiverLimitMs'>;
  readonly slack: SlackReplies;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Takes the request to be worked on later; rejects where it could not be kept. */
  readonly hand: (request: Handed) => Promise<void>;
  readonly warn: (message: string, details: Readonly<Record<string, string>>) => void;
}

interface HttpAnswer {
  readonly status: number;
  /** JSON, or empty. */
  readonly body: string;
}

const done: HttpAnswer = { status: 200, body: '' };
const day = 86_400_000;

/** Never tells a stranger why they were refused; the log does. */
export async function receive(request: SlackRequest, receiving: Receiving): Promise<HttpAnswer> {
  const { store, secret, now, warn } = receiving;
  const verified = await verify(request, secret, store, now());
  if (!verified.ok) {
    warn('a request to the Slack address was refused', { reason: verified.reason });
    return { status: 401, body: '' };
  }
  // Only now is the body read: what is not signed is not parsed.
  const handing = { ...receiving, hand: () => receiving.hand(handedOn(request)) };
  return handleInteraction(readInteraction(Buffer.from(request.body).toString('utf8')), handing);
}

/** The request at hand, handed on as it came. */
type Handing = Omit<Receiving, 'hand'> & { readonly hand: () => Promise<void> };

async function handleInteraction(interaction: Interaction, receiving: Handing): Promise<HttpAnswer> {
  if (interaction.kind === 'unreadable') {
    receiving.warn('a signed request could not be read', { reason: interaction.reason });
    return { status: 400, body: '' };
  }
  const { team, app } = interaction.kind === 'nothing' ? interaction.origin : interaction.press;
  if (team !== receiving.team || (receiving.app !== null && app !== receiving.app)) {
    receiving.warn('a signed request came from another workspace or app', { team, app });
    return { status: 403, body: '' };
  }
  if (interaction.kind === 'nothing') return done;
  if (interaction.kind === 'waiver') return waiver(interaction.press, receiving);
  return handlePress(interaction.press, interaction.trigger, receiving);
}

async function handlePress(press: Press, trigger: string, receiving: Handing): Promise<HttpAnswer> {
  if (press.decision !== 'waive') {
    await receiving.hand();
    return done;
  }
  const { today, latest } = dates(receiving);
  const week = dateOf(receiving.now() + 7 * day);
  try {
    await receiving.slack.openView(trigger, waiverModal(press, week < latest ? week : latest, latest));
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    receiving.warn('the dialogue could not be opened', { code: error.code, today });
    const text = 'Slack did not open the dialogue in time. Press Waive once more.';
    await receiving.slack.whisper(press, press.user, text).catch(() => undefined);
  }
  return done;
}

/** Wrong answers are shown beside their fields; the dialogue stays open. */
async function waiver(
  press: Press & { readonly until: string; readonly reason: string },
  receiving: Handing,
): Promise<HttpAnswer> {
  const { today, latest } = dates(receiving);
  const errors = waiverErrors(press, today, latest);
  if (errors !== null) return { status: 200, body: JSON.stringify({ response_action: 'errors', errors }) };
  await receiving.hand();
  return done;
}

/** Dates in UTC: a waiver runs to the end of its day. */
function dates({ now, policy }: Pick<Receiving, 'now' | 'policy'>): {
  readonly today: string;
  readonly latest: string;
} {
  return { today: dateOf(now()), latest: dateOf(now() + policy.waiverLimitMs - day) };
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
