// How the changes under another policy are shown: as JSON, and in the table of a replay.
// SPDX-License-Identifier: Apache-2.0

import type { Finding } from '../../shared/model/finding.ts';
import type { PlannedCall, Response } from '../../shared/model/response.ts';
import { durationText } from '../../shared/policy/duration.ts';
import type { Asked, Changes, FindingDifference, ResponseDifference } from '../history/changes.ts';
import { type Paint, plain } from '../terminal/terminal.ts';
import { findingJson, responseJson } from './finding-json.ts';
import { shownHeldBy } from './held-by.ts';
import { byWeight } from './table.ts';
import { textTable } from './text-table.ts';
import { counted } from './words.ts';

export function changesJson({ policy, approvals, findings, responses }: Changes) {
  return {
    policy,
    approvals:
      approvals === null ? null : { before: askedJson(approvals.before), after: askedJson(approvals.after) },
    findings: findings.map(({ change, before, after }) => ({
      change,
      id: (after ?? before)?.id ?? null,
      before: before === null ? null : findingJson(before),
      after: after === null ? null : findingJson(after),
    })),
    responses: responses.map(({ change, about, before, after }) => ({
      change,
      finding: about.id,
      before: before === null ? null : responseJson(before),
      after: after === null ? null : responseJson(after),
    })),
  };
}

function askedJson(asked: Asked | null) {
  if (asked === null) return null;
  const { approvers, secondPerson, expiresMs } = asked;
  return { approvers, secondPerson, expires: durationText(expiresMs) };
}

/** The most severe first. */
export function changesTable(changes: Changes, paint: Paint, columns: number | null): string {
  const { policy, approvals, findings, responses } = changes;
  const count = `${counted(findings.length, 'finding changes', 'findings change')}, ${counted(responses.length, 'response changes', 'responses change')}`;
  const nothing = findings.length + responses.length === 0 && approvals === null;
  const head = `${paint('bold', `Under ${plain(policy)}`)}: ${nothing ? 'nothing changes' : count}\n`;
  return [
    head,
    ...section(findingRows(findings), ['FINDING', 'CONTROL', 'SUBJECT', 'NOW', 'THEN'], paint, columns),
    ...section(responseRows(responses), ['RESPONSE', 'CONTROL', 'SUBJECT', 'NOW', 'THEN'], paint, columns),
    ...approvalLines(changes, paint),
    ...callLines(responses, policy, paint),
  ].join('\n');
}

function section(
  rows: readonly (readonly string[])[],
  head: readonly string[],
  paint: Paint,
  columns: number | null,
): string[] {
  return rows.length === 0 ? [] : [textTable(head, rows, paint, columns)];
}

function findingRows(findings: readonly FindingDifference[]): string[][] {
  const rows = findings.flatMap(({ change, before, after }) => {
    const finding = after ?? before;
    return finding === null ? [] : [{ finding, change, before, after }];
  });
  return rows
    .toSorted((one, other) => byWeight(one.finding, other.finding))
    .map(({ finding, change, before, after }) => [
      change,
      finding.control,
      plain(finding.subject.name),
      stateOf(before),
      stateOf(after),
    ]);
}

function stateOf(finding: Finding | null): string {
  if (finding === null) return 'none';
  return `${finding.severity}, ${finding.status}${finding.dormant ? ', dormant' : ''}`;
}

function responseRows(responses: readonly ResponseDifference[]): string[][] {
  return responses
    .toSorted((one, other) => byWeight(one.about, other.about))
    .map(({ about, before, after }) => [
      (after ?? before)?.action ?? '',
      about.control,
      plain(about.subject.name),
      becomes(before),
      becomes(after),
    ]);
}

function approvalLines({ approvals, policy }: Changes, paint: Paint): string[] {
  if (approvals === null) return [];
  const head = paint('bold', `Approvals under ${plain(policy)}`);
  return [`${head}: ${whoIsAsked(approvals.after)} (now: ${whoIsAsked(approvals.before)})\n`];
}

function whoIsAsked(asked: Asked | null): string {
  if (asked === null) return 'nobody is asked';
  const people = asked.secondPerson ? 'two people' : 'one person, two where it is critical';
  const who = asked.approvers === null ? '' : ` of ${plain(asked.approvers.join(', '))}`;
  return `${people}${who}, within ${durationText(asked.expiresMs)}`;
}

const longestCall = 400;

/** What would be sent, once people agree where they are asked: exactly, as far as facts tell. */
function callLines(responses: readonly ResponseDifference[], policy: string, paint: Paint): string[] {
  const lines = responses.flatMap(({ about, after }) =>
    after === null || after.outcome === 'held'
      ? []
      : after.calls.map((call) => `  ${plain(about.subject.name)}: ${callText(call)}\n`),
  );
  if (lines.length === 0) return [];
  return [
    `${paint('bold', `Calls under ${plain(policy)}`)} (null: read right before acting)\n${lines.join('')}`,
  ];
}

function callText({ service, operation, parameters }: PlannedCall): string {
  const text = plain(`${service}.${operation} ${JSON.stringify(parameters)}`);
  return text.length > longestCall ? `${text.slice(0, longestCall)}…` : text;
}

function becomes(response: Response | null): string {
  if (response === null) return 'none';
  const { mode, outcome, heldBy } = response;
  return heldBy === null ? `${mode}: ${outcome}` : `${mode}: held by ${shownHeldBy(heldBy)}`;
}
