// Findings as e-mail, for SNS topics: one letter for a whole batch, whatever its size. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { FindingChange } from '../model/finding.ts';
import { type Severity, severityRank } from '../model/severity.ts';
import { trimmedEnd } from '../model/trimmed.ts';
import { headlineOf } from './headline.ts';
import { visible } from './slack/escape.ts';
import { messageText, type Told } from './text.ts';

export interface Mail {
  readonly subject: string;
  readonly body: string;
}

/** A change with what its message says beside the finding. */
export interface Letter {
  readonly change: FindingChange;
  readonly told: Told;
  readonly severity: Severity;
}

/** SNS: subjects have fewer than 100 characters, ASCII only; messages 256 KiB (API Reference, Publish). */
const longestSubject = 99;
const longestBody = 200_000;
const mostLetters = 50;

/** `trouble`: why Slack, where people look first, could not say it; null: nothing is wrong with it. */
export function mailOf(letters: readonly Letter[], trouble: string | null): Mail {
  const sorted = letters.toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity));
  const shown = sorted.slice(0, mostLetters).map(({ change, told }) => messageText(change, told));
  const more = sorted.length - shown.length;
  const parts = [
    ...(trouble === null ? [] : [`Slack did not take this: ${visible(trouble, 500)}`]),
    ...shown,
    ...(more > 0 ? [`and ${more} more: seawall findings lists them all`] : []),
  ];
  return { subject: subjectOf(sorted, trouble !== null), body: cut(parts.join('\n\n')) };
}

function subjectOf([first, ...others]: readonly Letter[], failed: boolean): string {
  const head = failed ? 'Seawall (Slack failed)' : 'Seawall';
  const titled =
    first === undefined ? '' : `: ${first.severity}: ${headlineOf(first.change.finding, first.told.title)}`;
  const rest = others.length === 0 ? '' : ` and ${others.length} more`;
  const room = longestSubject - head.length - rest.length;
  return head + ascii(titled).slice(0, room) + rest;
}

function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

/** By bytes: what lies beyond is in the record. */
function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= longestBody) return text;
  return `${trimmedEnd(bytes.subarray(0, longestBody).toString('utf8'), '\ufffd')}\n…`;
}
