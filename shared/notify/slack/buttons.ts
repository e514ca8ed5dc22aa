// Which buttons a finding's message carries, and what a press of one says. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { ActionsBlock, Button } from '@slack/types';
import { objectOf, stringOf } from '../../model/json.ts';
import { type DecisionKind, decisionKinds } from '../../people/decision-kind.ts';
import { consoleUrl } from './console-url.ts';
import { button, plainText } from './message.ts';
import type { Shown } from './shown.ts';

/** What a button stands for: a decision about one occurrence of one finding, and about the very plan that its message shows. */
export interface Choice {
  readonly finding: string;
  /** The finding's `reopened` when the button was drawn: a press for an earlier occurrence comes too late. */
  readonly occurrence: number;
  /** The response that was shown, and the hash of its plan; null: none was, or by a version that did not say. */
  readonly response: string | null;
  readonly plan: string | null;
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

export function choiceText({ finding, occurrence, response, plan }: Choice): string {
  return JSON.stringify({ v: 2, finding, occurrence, response, plan });
}

const idForm = /^[\w:/.-]{1,300}$/;
const hashForm = /^[0-9a-f]{64}$/;

/** Reads a button's value; null for anything that Seawall did not write. The first version told no plan. */
export function readChoice(value: unknown): Choice | null {
  const text = stringOf(value);
  if (text === null || text.length > 2000) return null;
  const parsed = objectOf(parsedJson(text));
  const finding = stringOf(parsed.finding);
  const { occurrence } = parsed;
  if (typeof occurrence !== 'number' || !Number.isSafeInteger(occurrence)) return null;
  if (finding === null || !idForm.test(finding)) return null;
  if (parsed.v === 1) return { finding, occurrence, response: null, plan: null };
  const [response, plan] = [stringOf(parsed.response), stringOf(parsed.plan)];
  const sound = (response === null || idForm.test(response)) && (plan === null || hashForm.test(plan));
  return parsed.v === 2 && sound ? { finding, occurrence, response, plan } : null;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The decisions that make sense in the finding's present state, of those that this deployment can take. */
function decisionsFor(shown: Shown): readonly DecisionKind[] {
  const { replayed, open } = shown;
  if (replayed) return [];
  return sensible(shown).filter((kind) => open.includes(kind));
}

function sensible({ finding, response, plan, decided }: Shown): DecisionKind[] {
  const { status, kind: life } = finding;
  const last = decided.findLast(({ kind }) => !kind.startsWith('half-'))?.kind;
  const takenBack = last === 'undone' || last === 'undo-asked';
  const undo: DecisionKind[] = plan?.undoable === true && !takenBack ? ['undo'] : [];
  const waits = response?.outcome === 'awaiting-approval' && plan !== null;
  const asked: DecisionKind[] = waits ? ['approve', 'deny'] : [];
  // Acknowledging says that somebody has seen it: what waits for its approvers waits on.
  if (status === 'resolved') return life === 'incident' ? [...asked, ...undo] : undo;
  if (status === 'remediating' || status === 'waived') return undo;
  if (status === 'acknowledged') return [...asked, 'waive', ...undo];
  return [...asked, 'acknowledge', 'waive', ...undo];
}

/** The row of buttons, or none where there is nothing to press. */
export function buttonsOf(shown: Shown): ActionsBlock[] {
  const { finding, plan } = shown;
  const shownPlan = { response: plan?.response ?? null, plan: plan?.hash ?? null };
  const value = choiceText({ finding: finding.id, occurrence: finding.reopened, ...shownPlan });
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
