// The message of several findings with one cause (a deployment, a push): one head, then each finding with its buttons. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { KnownBlock } from '@slack/types';
import type { Response } from '../../model/response.ts';
import { severityRank } from '../../model/severity.ts';
import { adviceOn, responseLine } from '../response-words.ts';
import { whoDid } from '../who.ts';
import { buttonsOf } from './buttons.ts';
import { code, own } from './escape.ts';
import { findingMessage, namesOf, placeLine, placeOf } from './finding.ts';
import { context, fieldsOnly, header, mrkdwn, plainText, type SlackMessage, section } from './message.ts';
import type { Shown } from './shown.ts';
import { decidedLine, headOf, markOf, marks, plural } from './words.ts';

/** Each takes up to four blocks of the fifty, and head and tail three. */
export const mostMembers = 11;

/** One finding alone is shown in full. The list must not be empty. */
export function cardMessage(members: readonly [Shown, ...Shown[]]): SlackMessage {
  const [first, ...others] = members;
  return others.length === 0 ? findingMessage(first) : groupMessage(first, members);
}

function groupMessage(first: Shown, members: readonly Shown[]): SlackMessage {
  const sorted = members.toSorted(byWeight);
  const standing = members.filter(({ finding }) => finding.status !== 'resolved');
  const heads = headText(standing, members.length);
  const same = members.every(({ finding }) => finding.subject.id === first.finding.subject.id);
  const hidden = sorted.length - mostMembers;
  const blocks: KnownBlock[] = [
    header(heads),
    ...(same ? [fieldsOnly(placeOf(first.finding))] : [section(plainText(causeText(members), 1000))]),
    ...sorted.slice(0, mostMembers).flatMap((member) => memberBlocks(member, same)),
    ...(hidden > 0 ? [context(mrkdwn(`and ${hidden} more: \`seawall findings\` lists them`))] : []),
  ];
  return { text: `${heads} (${code(first.finding.subject.name, 300)}${same ? '' : ' and others'})`, blocks };
}

function headText(standing: readonly Shown[], all: number): string {
  const worst = standing.toSorted(byWeight)[0];
  if (worst === undefined) return `✅ All ${all} findings resolved`;
  const counted =
    standing.length === all ? plural(all, 'finding') : `${standing.length} of ${all} findings left`;
  return `${marks[worst.finding.severity]} ${counted} with one cause · highest: ${worst.finding.severity}`;
}

function causeText(members: readonly Shown[]): string {
  const subjects = new Set(members.map(({ finding }) => finding.subject.id)).size;
  const who = members.map(({ finding }) => whoDid(finding)).find((one) => one !== null) ?? null;
  return `On ${plural(subjects, 'thing')}, from one event${who === null ? '' : ` by ${who}`}.`;
}

function memberBlocks(shown: Shown, same: boolean): KnownBlock[] {
  const { finding, fix, response, decided } = shown;
  const resolved = finding.status === 'resolved';
  const name = same ? '' : ` · ${code(finding.subject.name, 120)}`;
  const advice = resolved ? '' : `\n*How to fix* ${own(fix, 900)}`;
  const done = [
    ...(response === null || resolved ? [] : [plainText(groupLine(response), 800)]),
    ...decided.slice(-2).map((one) => mrkdwn(decidedLine(one))),
  ];
  return [
    section(mrkdwn(`${memberHead(shown)}${name}${evidenceLine(shown)}${advice}`)),
    ...(done.length === 0 ? [] : [context(...done)]),
    ...buttonsOf(shown),
    namesOf(shown),
  ];
}

function groupLine(response: Response): string {
  const advice = adviceOn(response);
  return advice === null ? responseLine(response) : `${responseLine(response)}\n${advice}`;
}

/** What is wrong; of what is right again, the rule that holds. */
function memberHead(shown: Shown): string {
  const { finding, title } = shown;
  const [first] = finding.evidence;
  const what =
    first === undefined || finding.status === 'resolved' ? own(title, 200) : code(first.message, 300);
  return `${markOf(finding)} *${headOf(shown)}* · ${what}`;
}

function evidenceLine({ finding: { evidence } }: Shown): string {
  const [first, ...others] = evidence;
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `\n${placeLine(first, 200)}${more}`;
}

/** What stands before what is resolved, the severest first, then by control. */
function byWeight({ finding: a }: Shown, { finding: b }: Shown): number {
  const resolved = Number(a.status === 'resolved') - Number(b.status === 'resolved');
  if (resolved !== 0) return resolved;
  const severity = severityRank(b.severity) - severityRank(a.severity);
  if (severity !== 0) return severity;
  return a.control < b.control ? -1 : 1;
}
