// A finding's message as plain text: what Slack's message says, for terminals, e-mail and other systems. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Finding, FindingChange } from '../model/finding.ts';
import { usersWords } from '../model/image-users.ts';
import type { Json } from '../model/json.ts';
import type { Response } from '../model/response.ts';
import { type Severity, severityRank } from '../model/severity.ts';
import type { Evidence } from '../model/verdict.ts';
import { headlineOf } from './headline.ts';
import { adviceOn, evidenceText, responseText } from './response-words.ts';
import { visible } from './slack/escape.ts';
import { whoDid } from './who.ts';

/** What a message says beside the finding itself. */
export interface Told {
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly response: Response | null;
}

const heads: Readonly<Record<FindingChange['type'], string>> = {
  opened: 'NEW',
  reopened: 'BACK AGAIN',
  updated: 'CHANGED',
  resolved: 'RESOLVED',
  acknowledged: 'ACKNOWLEDGED',
  waived: 'WAIVED',
  'waiver-ended': 'WAIVER ENDED',
  woken: 'NOW RUNNING',
};

const shownEvidence = 3;
/** Characters of one line's hostile part. */
const longest = 600;

/** Each line stands for one thing: what comes from events can add none. */
export function messageText(change: FindingChange, told: Told): string {
  const { finding, type } = change;
  const standing = type !== 'resolved';
  const headline = visible(headlineOf(finding, told.title), longest);
  const lines = [`${heads[type]} · ${finding.severity} · ${headline}`];
  if (standing) lines.push(...evidenceLines(finding));
  lines.push(`  where   ${whereOf(finding)}`);
  if (finding.usedBy !== undefined && finding.usedBy.workloads.length > 0)
    lines.push(`  used by ${visible(usersWords(finding.usedBy, 5), longest)}`);
  const who = whoDid(finding);
  if (who !== null) lines.push(`  who     ${visible(who, longest)}`);
  if (standing) lines.push(`  why     ${oneLine(told.why)}`, `  fix     ${oneLine(told.fix)}`);
  lines.push(...responseLines(told.response));
  lines.push(`  rule    ${oneLine(told.title)}`);
  lines.push(`  control ${finding.control} · finding ${visible(finding.id, 80)}`);
  return lines.join('\n');
}

/** How the response stands, and what people can do where it is held back. */
function responseLines(response: Response | null): string[] {
  if (response === null) return [];
  const advice = adviceOn(response);
  const { evidence } = response;
  return [
    `  ${visible(responseText(response), longest)}`,
    ...(advice === null ? [] : [`  do      ${advice}`]),
    ...(evidence === undefined ? [] : [`  kept    ${visible(evidenceText(evidence), longest)}`]),
  ];
}

/** A change with what its message says beside it. */
export interface Telling {
  readonly change: FindingChange;
  readonly told: Told;
}

/** The messages of a run, in its order: what one event changed is one message, however many findings it led to. */
export function messageTexts(tellings: readonly Telling[]): readonly string[] {
  const causes = Map.groupBy(tellings, ({ change }) => change.eventId);
  return [...causes.values()].map(causeText);
}

function causeText(members: readonly Telling[]): string {
  const [only, ...others] = members;
  if (only !== undefined && others.length === 0) return messageText(only.change, only.told);
  const sorted = members.toSorted(
    (a, b) => severityRank(b.change.finding.severity) - severityRank(a.change.finding.severity),
  );
  const worst = sorted[0]?.change.finding.severity ?? 'low';
  const types = [...new Set(members.map(({ change }) => heads[change.type]))].join(', ');
  const actors = new Set(members.map(({ change }) => whoDid(change.finding)));
  const [actor] = actors;
  const wheres = [...new Set(members.map(({ change }) => whereOf(change.finding)))];
  return [
    `${types} · ${members.length} findings with one cause (highest: ${worst})`,
    ...wheres.map((where) => `  where   ${where}`),
    ...(actors.size === 1 && actor ? [`  who     ${visible(actor, longest)}`] : []),
    ...sorted.flatMap((member) => memberLines(member)),
    ...new Set(sorted.flatMap(({ told }) => responseLines(told.response))),
  ].join('\n');
}

function memberLines({ change: { finding, type }, told }: Telling): string[] {
  const [first] = finding.evidence;
  const what = type === 'resolved' || first === undefined ? told.title : visible(first.message, longest);
  const fix = type === 'resolved' ? [] : [`            fix ${oneLine(told.fix)}`];
  return [`  ${finding.severity.padEnd(8)}  ${what} (${finding.control})`, ...fix];
}

function whereOf({ subject, cluster, namespace, instances, moreInstances }: Finding): string {
  const places = [
    subject.account === null ? '' : `account ${subject.account}`,
    subject.region ?? '',
    cluster === null ? '' : `cluster ${cluster}`,
    namespace === null ? '' : `namespace ${namespace}`,
  ];
  const count =
    instances.length > 1 ? `${instances.length}${moreInstances ? ' and more' : ''} instances` : '';
  const known = [subject.name, ...places, count].filter((place) => place !== '');
  return known.map((place) => visible(place, longest)).join(', ');
}

function evidenceLines({ evidence }: Finding): string[] {
  const [first, ...others] = evidence.slice(0, shownEvidence);
  if (first === undefined) return [];
  // The headline says its sentence.
  const shown = [`  what    ${placeOf(first)}`, ...others.map(evidenceLine)];
  const more = evidence.length - shownEvidence;
  return more > 0 ? [...shown, `          and ${more} more`] : shown;
}

function evidenceLine(evidence: Evidence): string {
  return `  what    ${visible(evidence.message, longest)} (${placeOf(evidence)})`;
}

function placeOf({ path, found, wanted }: Evidence): string {
  const is = found === null ? 'is missing' : `is ${valueText(found)}`;
  const should = wanted === null ? 'should not be there' : `should be ${valueText(wanted)}`;
  return `${visible(path, longest)} ${is}, ${should}`;
}

function valueText(value: Json): string {
  return visible(typeof value === 'string' ? value : JSON.stringify(value), 200);
}

/** Texts of controls may run over lines in their source. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Whether people are told: at the severity they asked for, of what is news to them; what does not run never is. */
export function isTold(change: Pick<FindingChange, 'type'>, minimum: Severity, severity: Severity): boolean {
  return isTellable(change) && severityRank(severity) >= severityRank(minimum);
}

/** Whether a change is news to people at all. */
export function isTellable({ type }: Pick<FindingChange, 'type'>): boolean {
  return type !== 'updated' && type !== 'waived';
}
