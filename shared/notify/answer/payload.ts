// Reads what Slack sends when somebody presses a button or submits a dialogue. Everything in it is checked before use. Pure.
// SPDX-License-Identifier: Apache-2.0
// https://docs.slack.dev/interactivity/handling-user-interaction
import { dig, listOf, stringOf } from '../../model/json.ts';
import type { DecisionKind } from '../../people/decision-kind.ts';
import { type Choice, decisionOf, readChoice } from '../slack/buttons.ts';
import { readWaiver } from '../slack/modal.ts';

/** Who pressed, in which workspace, by which app's message. */
interface Origin {
  readonly user: string;
  readonly userTeam: string;
  readonly team: string;
  readonly app: string;
}

/** A decision somebody asks for: plain data, so that it can wait in a queue. */
export interface Press extends Origin, Choice {
  readonly decision: DecisionKind;
  readonly channel: string;
  readonly ts: string;
  /** Of a waiver: the date and the reason. */
  readonly until: string | null;
  readonly reason: string | null;
}

export type Interaction =
  | { readonly kind: 'press'; readonly press: Press; readonly trigger: string }
  | { readonly kind: 'waiver'; readonly press: Press & { readonly until: string; readonly reason: string } }
  /** Nothing to decide: a link was opened, a dialogue closed. */
  | { readonly kind: 'nothing'; readonly origin: Origin }
  | { readonly kind: 'unreadable'; readonly reason: string };

const longest = 1_000_000;

/** `body`: the form-encoded text that was signed. */
export function readInteraction(body: string): Interaction {
  if (body.length > longest) return unreadable('the body is too long');
  const fields = new URLSearchParams(body).getAll('payload');
  const [text] = fields;
  if (text === undefined || fields.length !== 1) return unreadable('there is not exactly one payload');
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch {
    return unreadable('the payload is not JSON');
  }
  const origin = originOf(payload);
  if (origin === null) return unreadable('the payload does not say who acted');
  switch (dig(payload, 'type')) {
    case 'block_actions':
      return pressed(payload, origin);
    case 'view_submission':
      return submitted(payload, origin);
    default:
      return { kind: 'nothing', origin };
  }
}

function unreadable(reason: string): Interaction {
  return { kind: 'unreadable', reason };
}

const idForm = /^[A-Z][A-Z0-9]{2,20}$/;
const tsForm = /^\d{1,12}\.\d{1,9}$/;

function originOf(payload: unknown): Origin | null {
  const user = stringOf(dig(payload, 'user', 'id')) ?? '';
  const team = stringOf(dig(payload, 'team', 'id')) ?? '';
  const userTeam = stringOf(dig(payload, 'user', 'team_id')) ?? team;
  const app = stringOf(dig(payload, 'api_app_id')) ?? '';
  return [user, team, userTeam].every((id) => idForm.test(id)) ? { user, team, userTeam, app } : null;
}

function pressed(payload: unknown, origin: Origin): Interaction {
  const [action, ...others] = listOf(dig(payload, 'actions'));
  if (others.length > 0) return unreadable('more than one button was pressed at once');
  const decision = decisionOf(stringOf(dig(action, 'action_id')) ?? '');
  if (decision === null) return { kind: 'nothing', origin };
  const choice = readChoice(dig(action, 'value'));
  const place = placeOf(dig(payload, 'container', 'channel_id'), dig(payload, 'container', 'message_ts'));
  const trigger = stringOf(dig(payload, 'trigger_id')) ?? '';
  if (choice === null || place === null) return unreadable('the button is none of ours');
  return {
    kind: 'press',
    press: { ...origin, ...choice, ...place, decision, until: null, reason: null },
    trigger,
  };
}

function submitted(payload: unknown, origin: Origin): Interaction {
  const asked = readWaiver(dig(payload, 'view'));
  const place = asked === null ? null : placeOf(asked.channel, asked.ts);
  if (asked === null || place === null) return unreadable('the dialogue is none of ours');
  const { channel: _, ts: __, ...choice } = asked;
  return {
    kind: 'waiver',
    press: { ...origin, ...place, ...choice, decision: 'waive' },
  };
}

function placeOf(channel: unknown, ts: unknown): Pick<Press, 'channel' | 'ts'> | null {
  const id = stringOf(channel) ?? '';
  const stamp = stringOf(ts) ?? '';
  return idForm.test(id) && tsForm.test(stamp) ? { channel: id, ts: stamp } : null;
}
