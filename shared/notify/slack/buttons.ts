// Which buttons a finding's message carries, and what a press of one says. Pure.
import type { ActionsBlock, Button } from '@slack/types';
import type { Finding } from '../../model/finding.ts';
import { objectOf, stringOf } from '../../model/json.ts';
import { type DecisionKind, decisionKinds } from '../decision-kind.ts';
import { consoleUrl } from './console-url.ts';
import { button, plainText } from './message.ts';
import type { Shown } from './shown.ts';

/** What a button stands for: a decision about one occurrence of one finding. */
export interface Choice {
  readonly finding: string;
  /** The finding's `reopened` when the button was drawn: a press for an earlier occurrence comes too late. */
  readonly occurrence: number;
}

const looks: Readonly<
  Record<DecisionKind, { readonly text: string; readonly style?: 'primary' | 'danger' }>
> = {
  approve: { text: 'Approve', style: 'primary' },
  deny: { text: 'Deny', style: 'danger' },
  acknowledge: { text: 'Acknowledge' },
  waive: { text: 'Waive…' },
  undo: { text: 'Undo' },
};

const prefix = 'seawall.';
const openAction = `${prefix}open`;

export function actionId(kind: DecisionKind): string {
  return prefix + kind;
}

/** The decision that an `action_id` stands for; null for others' and for plain links. */
export function decisionOf(id: string): DecisionKind | null {
  return decisionKinds.find((kind) => actionId(kind) === id) ?? null;
}

export function choiceText({ finding, occurrence }: Choice): string {
  return JSON.stringify({ v: 1, finding, occurrence });
}

/** Reads a button's value; null for anything that Seawall did not write. */
export function readChoice(value: unknown): Choice | null {
  const text = stringOf(value);
  if (text === null || text.length > 2000) return null;
  const parsed = objectOf(parsedJson(text));
  const finding = stringOf(parsed.finding);
  const { occurrence } = parsed;
  if (typeof occurrence !== 'number' || !Number.isSafeInteger(occurrence)) return null;
  if (parsed.v !== 1 || finding === null || !/^[\w:/.-]{1,200}$/.test(finding)) return null;
  return { finding, occurrence };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The decisions that make sense in the finding's present state, of those that this deployment can take. */
function decisionsFor({ finding, response, decided, replayed, open }: Shown): readonly DecisionKind[] {
  if (replayed) return [];
  return sensible(finding, response, decided).filter((kind) => open.includes(kind));
}

function sensible(
  { status }: Finding,
  response: Shown['response'],
  decided: Shown['decided'],
): DecisionKind[] {
  const last = decided.findLast(({ kind }) => !kind.startsWith('half-'))?.kind;
  const takenBack = last === 'undone' || last === 'undo-asked';
  const undoable = response?.outcome === 'done' || last === 'undo-failed';
  const undo: DecisionKind[] = undoable && !takenBack ? ['undo'] : [];
  if (status === 'resolved' || status === 'remediating' || status === 'waived') return undo;
  if (status === 'acknowledged') return ['waive', ...undo];
  // What somebody acknowledged is left to him: no response goes on about it.
  const asked: DecisionKind[] = response?.outcome === 'awaiting-approval' ? ['approve', 'deny'] : [];
  return [...asked, 'acknowledge', 'waive', ...undo];
}

/** The row of buttons, or none where there is nothing to press. */
export function buttonsOf(shown: Shown): ActionsBlock[] {
  const { finding } = shown;
  const value = choiceText({ finding: finding.id, occurrence: finding.reopened });
  const elements: Button[] = decisionsFor(shown).map((kind) => {
    const { text, style } = looks[kind];
    return button(text, actionId(kind), value, style);
  });
  const url = consoleUrl(finding);
  if (url !== null)
    elements.push({ type: 'button', text: plainText('Open', 75), action_id: openAction, url });
  return elements.length === 0
    ? []
    : [{ type: 'actions', block_id: `seawall.${finding.id}`.slice(0, 255), elements }];
}
