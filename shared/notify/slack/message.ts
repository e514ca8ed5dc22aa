// The parts a Slack message is made of, each within Slack's limits by construction. Pure.
// SPDX-License-Identifier: Apache-2.0
import type {
  Button,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';
import { code, plain } from './escape.ts';
import { limits } from './limits.ts';

/** What is posted: blocks, and the one line that notifications show. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** Markup made by Seawall, in which everything hostile went through `code`. Nothing in it is turned into a link. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** Text in which nothing is parsed, not even `:emoji:`. */
export function plainText(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: plain(text, max) || ' ', emoji: false };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plainText(text, limits.header) };
}

export function section(
  text: MrkdwnElement | PlainTextElement,
  fields: readonly string[] = [],
): SectionBlock {
  if (fields.length === 0) return { type: 'section', text };
  return { type: 'section', text, fields: fields.slice(0, limits.fields).map(mrkdwn) };
}

export function fieldsOnly(fields: readonly string[]): SectionBlock {
  return { type: 'section', fields: fields.slice(0, limits.fields).map(mrkdwn) };
}

export function context(...elements: readonly (MrkdwnElement | PlainTextElement)[]): ContextBlock {
  return { type: 'context', elements: elements.slice(0, limits.contextElements) };
}

/** `*label*` over a value that is hostile. */
export function field(label: string, value: string): string {
  return `*${label}*\n${code(value, 900)}`;
}

/** A time as each reader's own clock shows it (https://docs.slack.dev/messaging/formatting-message-text#date-formatting). */
export function time(iso: string): string {
  const seconds = Math.floor(Date.parse(iso) / 1000);
  if (!Number.isFinite(seconds)) return code(iso, 40);
  const words = new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${seconds}^{date_short_pretty} {time}|${words} UTC>`;
}

export function button(text: string, actionId: string, value: string, style?: 'primary' | 'danger'): Button {
  const base: Button = {
    type: 'button',
    text: plainText(text, limits.buttonText),
    action_id: actionId.slice(0, limits.actionId),
    value: value.slice(0, limits.buttonValue),
  };
  return style === undefined ? base : { ...base, style };
}
