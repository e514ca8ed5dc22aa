// A press on its way through the queue: the request as Slack signed it, so that whoever works on it checks it again. A queue vouches for nobody.
// SPDX-License-Identifier: Apache-2.0
import { stringOf } from '../../model/json.ts';
import { type Press, readInteraction } from './payload.ts';
import { isSigned, type SlackRequest } from './verify.ts';

/** Plain data. */
export interface Handed {
  readonly version: 1;
  readonly timestamp: string;
  readonly signature: string;
  /** Base64. */
  readonly body: string;
}

const timestampHeader = 'x-slack-request-timestamp';
const signatureHeader = 'x-slack-signature';

export function handedOn({ headers, body }: SlackRequest): Handed {
  return {
    version: 1,
    timestamp: headers[timestampHeader] ?? '',
    signature: headers[signatureHeader] ?? '',
    body: Buffer.from(body).toString('base64'),
  };
}

export interface HandedTo {
  readonly secret: string;
  readonly team: string;
  readonly app: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Longest time that a press may have waited: a day, in milliseconds. */
const longestWait = 24 * 3_600_000;

export type PressIn =
  | { readonly ok: true; readonly press: Press }
  | { readonly ok: false; readonly reason: string };

/** The press, where Slack signed it for this app. */
export function pressIn(message: unknown, { secret, team, app, now }: HandedTo): PressIn {
  const request = requestIn(message);
  if (request === null) return no('the message is no request of Slack');
  if (!isSigned(request, secret)) return no('Slack did not sign it');
  const age = now - Number(request.headers[timestampHeader]) * 1000;
  if (age > longestWait) return no('it has waited for more than a day');
  const interaction = readInteraction(Buffer.from(request.body).toString('utf8'));
  if (interaction.kind !== 'press' && interaction.kind !== 'waiver') return no('nothing is decided by it');
  const { press } = interaction;
  const ours = press.team === team && (app === null || press.app === app);
  return ours ? { ok: true, press } : no('it comes from another workspace or app');
}

function no(reason: string): PressIn {
  return { ok: false, reason };
}

function requestIn(message: unknown): SlackRequest | null {
  if (typeof message !== 'object' || message === null) return null;
  const { timestamp, signature, body } = message as Record<string, unknown>;
  const [at, by, text] = [stringOf(timestamp), stringOf(signature), stringOf(body)];
  if (at === null || by === null || text === null) return null;
  return {
    headers: { [timestampHeader]: at, [signatureHeader]: by },
    body: Buffer.from(text, 'base64'),
  };
}
