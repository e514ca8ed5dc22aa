// The words and marks that Slack messages of every kind share. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Finding, FindingStatus } from '../../model/finding.ts';
import type { Json } from '../../model/json.ts';
import type { Severity } from '../../model/severity.ts';
import { code } from './escape.ts';
import { time } from './message.ts';
import type { DecidedResponse, Shown } from './shown.ts';

export const marks: Readonly<Record<Severity, string>> = {
  critical: '🔴',
  high: '🟠',
  medium: '🟡',
  low: '⚪',
};

const statusMarks: Partial<Readonly<Record<FindingStatus, string>>> = {
  resolved: '✅',
  waived: '⏸️',
  acknowledged: '👀',
  remediating: '🔧',
};

/** The mark in front of a finding: its state, and while it is open its severity. */
export function markOf({ status, severity }: Pick<Finding, 'status' | 'severity'>): string {
  return statusMarks[status] ?? marks[severity];
}

/** `Resolved · critical`, `Critical · back again`: what a reader must know first. */
export function headOf({ finding, type }: Pick<Shown, 'finding' | 'type'>): string {
  const { status, severity } = finding;
  if (status !== 'open') return `${capital(status)} · ${severity}`;
  const again = finding.reopened > 0 ? ' · back again' : '';
  return `${capital(severity)}${type === 'waiver-ended' ? ' · waiver ended' : again}`;
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A value of the evidence as inline code; long ones are cut. */
export function shownValue(value: Json, max: number): string {
  return code(typeof value === 'string' ? value : JSON.stringify(value), max);
}

const slackUser = /^slack:([UW][A-Z0-9]{2,20})(?: |$)/;

/** Who decided: Slack users as Slack shows them, anybody else as text. A mention in a context block pings nobody. */
export function person(by: string): string {
  const names = by.length > 500 ? [by] : by.split(' with ');
  const shown = names.map((name) => slackUser.exec(name)?.[1]);
  if (shown.some((user) => user === undefined)) return code(by, 200);
  return shown.map((user) => `<@${user}>`).join(' with ');
}

const decidedWords: Readonly<Record<DecidedResponse['kind'], string>> = {
  acknowledged: 'Acknowledged',
  waived: 'Waived',
  'half-approved': 'Approved (1 of 2):',
  'half-acknowledge': 'Acknowledge requested (1 of 2):',
  'half-waive': 'Waive requested (1 of 2):',
  'half-undo': 'Undo requested (1 of 2):',
  'half-deny': 'Deny requested (1 of 2):',
  approved: 'Approved',
  denied: 'Denied',
  'undo-asked': 'Undo requested',
  'undo-refused': 'Undo refused, requested',
  undone: 'Undone',
  'undo-failed': 'Undo failed, requested',
};

export function decidedLine({ kind, by, at, until }: DecidedResponse): string {
  const end = until === null ? '' : ` until ${/^\d{4}-\d\d-\d\d$/.test(until) ? until : time(until)}`;
  const linked = kind.startsWith('half-') ? '' : ' by';
  return `*${decidedWords[kind]}*${end}${linked} ${person(by)} ${time(at)}`;
}
