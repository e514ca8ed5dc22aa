// The demonstration as a story of one screen: what happened, the worst of what was found, one message, one response, what to do next.
// SPDX-License-Identifier: Apache-2.0
import type { Finding, FindingChange } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';
import { severityRank } from '../../shared/model/severity.ts';
import { headlineOf } from '../../shared/notify/headline.ts';
import { messageText, type Telling } from '../../shared/notify/text.ts';
import { shortId } from '../decision/finding-id.ts';
import { type Paint, plain } from '../terminal/terminal.ts';
import { wrapped } from './columns.ts';
import { byWeight } from './table.ts';
import { counted } from './words.ts';

export interface Story {
  /** Number of events. */
  readonly events: number;
  readonly findings: readonly Finding[];
  /** In the order told. */
  readonly messages: readonly Telling[];
  readonly responses: readonly Response[];
  /** Commands to run next, each with what it shows. */
  readonly next: readonly (readonly [string, string])[];
}

const [storyLines, worst, messageLines] = [10, 5, 6];
/** Of every terminal; what is longer is wrapped, ids are never cut. */
const columns = 80;

export function storyText({ events, findings, messages, responses, next }: Story, paint: Paint): string {
  const open = findings.filter(({ status }) => status !== 'resolved').sort(byWeight);
  const shown = messages.find(({ change }) => change.finding.control === 'namespace-isolation/no-privileged');
  const response = responses.find(({ finding }) => finding === shown?.change.finding.id) ?? responses[0];
  const heading = (text: string) => ['', paint('bold', text)];
  return [
    `A breach attempt on a small shop, in ${events} events (see events/README.md).`,
    ...heading('What happened (UTC)'),
    ...happened(messages).flatMap(({ at, finding }) => block(at.slice(11, 16), said(finding))),
    ...heading(`Most severe of ${counted(open.length, 'open finding')}`),
    ...onePerControl(open)
      .slice(0, worst)
      .flatMap((one) => block(`${one.severity.padEnd(8)} ${shortId(one.id)}`, said(one))),
    ...heading('A Slack message'),
    ...(shown === undefined ? [] : messageOf(shown)),
    ...heading('A planned response'),
    ...(response === undefined ? [] : block(response.action, plain(response.reason))),
    ...heading('Next steps'),
    ...next.flatMap(([command, what]) => [`  # ${what}`, `  ${command}`]),
    '',
  ].join('\n');
}

/** The gravest of what each event opened; of those the gravest ten, in the order of time. */
function happened(messages: readonly Telling[]): readonly FindingChange[] {
  const opened = messages.map(({ change }) => change).filter(({ type }) => type === 'opened');
  const byEvent = [...Map.groupBy(opened, ({ eventId }) => eventId).values()];
  const gravest = byEvent.flatMap((some) => some.toSorted(byGravity)[0] ?? []);
  return gravest
    .toSorted(byGravity)
    .slice(0, storyLines)
    .toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
}

function byGravity(a: FindingChange, b: FindingChange): number {
  return severityRank(b.finding.severity) - severityRank(a.finding.severity);
}

/** Five times one mistake are not the five worst. */
function onePerControl(findings: readonly Finding[]): readonly Finding[] {
  return [...Map.groupBy(findings, ({ control }) => control).values()].flatMap((some) => some[0] ?? []);
}

function said(finding: Finding): string {
  return plain(headlineOf(finding, finding.control));
}

function messageOf({ change, told }: Telling): readonly string[] {
  const lines = messageText(change, told)
    .split('\n')
    .flatMap((line) => wrapped(plain(line), columns - 4));
  const more = lines.length - messageLines;
  return [...lines.slice(0, messageLines), ...(more > 0 ? [`… (${counted(more, 'more line')})`] : [])].map(
    (line) => `  ${line}`,
  );
}

/** What stands in front, then text beside it, wrapped under itself. */
function block(front: string, text: string): readonly string[] {
  const lines = wrapped(text, columns - front.length - 4);
  return lines.map((line, index) => `  ${index === 0 ? front : ' '.repeat(front.length)}  ${line}`);
}
