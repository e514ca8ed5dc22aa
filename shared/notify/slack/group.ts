// The message of several findings with one cause (a deployment, a push): one head, then each finding with its buttons. Pure.
import type { KnownBlock } from '@slack/types';
import { severityRank } from '../../model/verdict.ts';
import { buttonsOf } from './buttons.ts';
import { code, own } from './escape.ts';
import { countersOf, findingMessage, placeOf } from './finding.ts';
import { context, fieldsOnly, header, mrkdwn, plainText, type SlackMessage, section } from './message.ts';
import type { Shown } from './shown.ts';
import { decidedLine, headOf, markOf, marks, plural, shownValue } from './words.ts';

/** Each takes up to four blocks of the fifty, and head and tail four. */
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
  return `${marks[worst.finding.severity]} ${counted} with one cause · up to ${worst.finding.severity}`;
}

function causeText(members: readonly Shown[]): string {
  const subjects = new Set(members.map(({ finding }) => finding.subject.id)).size;
  const actor = members.find(({ finding }) => finding.actor !== null)?.finding.actor;
  return `On ${plural(subjects, 'thing')}, from one event${actor === undefined || actor === null ? '' : ` by ${actor}`}.`;
}

function memberBlocks(shown: Shown, same: boolean): KnownBlock[] {
  const { finding, title, fix, response, decided } = shown;
  const name = same ? '' : ` · ${code(finding.subject.name, 120)}`;
  const [evidence] = finding.evidence;
  const seen =
    evidence === undefined
      ? ''
      : `\n${code(evidence.path, 300)}: seen ${shownValue(evidence.found, 150)}, wanted ${shownValue(evidence.wanted, 150)}`;
  const advice = finding.status === 'resolved' ? '' : `\n_Fix_ ${own(fix, 900)}`;
  const blocks: KnownBlock[] = [
    section(mrkdwn(`${markOf(finding)} *${headOf(shown)} · ${own(title, 200)}*${name}${seen}${advice}`)),
  ];
  if (response !== null && finding.status !== 'resolved')
    blocks.push(context(plainText(`Seawall: ${response.reason}`, 500)));
  const last = decided.at(-1);
  const deciding = last === undefined ? '' : `${decidedLine(last)} · `;
  blocks.push(
    context(
      mrkdwn(
        `${deciding}${code(finding.control, 150)} · finding ${code(finding.id, 80)}${countersOf(shown)}`,
      ),
    ),
  );
  return [...blocks, ...buttonsOf(shown)];
}

/** What stands before what is resolved, the severest first, then by control. */
function byWeight({ finding: a }: Shown, { finding: b }: Shown): number {
  const resolved = Number(a.status === 'resolved') - Number(b.status === 'resolved');
  if (resolved !== 0) return resolved;
  const severity = severityRank(b.severity) - severityRank(a.severity);
  if (severity !== 0) return severity;
  return a.control < b.control ? -1 : 1;
}
