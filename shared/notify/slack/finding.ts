// The message of one finding: what, where, who, why, evidence, fix, what Seawall did or would do, buttons. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { KnownBlock } from '@slack/types';
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import type { Evidence } from '../../model/verdict.ts';
import { adviceOn, responseLine } from '../response-words.ts';
import { whoDid } from '../who.ts';
import { buttonsOf } from './buttons.ts';
import { code, own, plain } from './escape.ts';
import { limits } from './limits.ts';
import {
  context,
  field,
  fieldsOnly,
  header,
  mrkdwn,
  plainText,
  type SlackMessage,
  section,
  time,
} from './message.ts';
import type { Shown } from './shown.ts';
import { decidedLine, headOf, markOf, plural, shownValue } from './words.ts';

const shownEvidence = 5;
const shownInstances = 5;

export function findingMessage(shown: Shown): SlackMessage {
  const { finding } = shown;
  const resolved = finding.status === 'resolved';
  const head = `${markOf(finding)} ${headOf(shown)} · ${whatOf(shown, 60)}`;
  const blocks: KnownBlock[] = [
    header(head),
    ...(resolved
      ? [section(mrkdwn('The latest check passed, or the resource no longer exists. Previous evidence:'))]
      : []),
    ...evidenceOf(finding, resolved ? 1 : shownEvidence, isSaid(shown, head)),
    fieldsOnly(placeOf(finding)),
    ...(resolved ? [] : adviceOf(shown)),
    ...responseOf(shown),
    ...decisionsOf(shown),
    ...buttonsOf(shown),
    ...notesOf(shown),
  ];
  return { text: fallbackOf(shown), blocks };
}

/** The line that notifications and screen readers give. */
function fallbackOf(shown: Shown): string {
  const { finding, title } = shown;
  return `${markOf(finding)} ${headOf(shown)}: ${code(whatOf(shown, 300), 600)} (${own(title, 300)})`;
}

/**
 * What happened, in a line: `web: container web runs privileged`. Hostile. The rule where nothing was said, and where
 * it holds again.
 */
function whatOf({ finding, title }: Pick<Shown, 'finding' | 'title'>, longestName: number): string {
  const [first, ...others] = finding.evidence;
  const name = plain(finding.subject.name, longestName);
  if (first === undefined || finding.status === 'resolved') return `${name}: ${title}`;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `${name}: ${first.message}${more}`;
}

/** Whether the headline says all that the only piece of evidence says. */
function isSaid({ finding: { evidence, status } }: Pick<Shown, 'finding'>, head: string): boolean {
  return evidence.length === 1 && status !== 'resolved' && plain(head, limits.header) === plain(head, 2000);
}

/** Where and who, as fields: at most eight. */
export function placeOf(finding: Finding): string[] {
  const { subject, cluster, namespace, group, instances, ...rest } = finding;
  const known: [string, string | null][] = [
    ['Where', `${subject.kind} ${subject.name}`],
    ['Account', [subject.account, subject.region].filter((part) => part !== null).join(' · ') || null],
    ['Cluster', cluster === null ? null : [cluster, namespace].filter((part) => part !== null).join(' · ')],
    ['Group', group],
    ['Who did it', whoDid(finding)],
  ];
  const fields = known.flatMap(([label, value]) => (value === null ? [] : [field(label, value)]));
  fields.push(
    `*When*\n${time(rest.firstSeen)}${rest.lastSeen === rest.firstSeen ? '' : ` to ${time(rest.lastSeen)}`}`,
  );
  if (instances.length > 0) fields.push(instancesField(instances, rest.moreInstances));
  return fields;
}

function instancesField(instances: readonly string[], more: boolean): string {
  const shown = instances.slice(0, shownInstances).map((instance) => code(nameOf(instance), 120));
  const hidden = instances.length - shown.length;
  const rest =
    hidden > 0 || more ? ` and ${hidden > 0 ? hidden : 'more'}${more && hidden > 0 ? '+ more' : ''}` : '';
  return `*${plural(instances.length, 'instance')}*\n${shown.join(' ')}${rest}`;
}

/** Each piece of evidence: the sentence, unless the headline is it, and its place in the source with what is there and what should be. */
function evidenceOf(
  { evidence }: Pick<Finding, 'evidence'>,
  most: number,
  said: boolean,
): readonly KnownBlock[] {
  const [first] = evidence;
  if (said && first !== undefined) return [section(mrkdwn(`*Evidence*\n${placeLine(first, 600)}`))];
  const blocks = evidence
    .slice(0, most)
    .flatMap((one) => [section(plainText(one.message, 1000)), context(mrkdwn(placeLine(one, 600)))]);
  const more = evidence.length - most;
  return more > 0
    ? [...blocks, context(mrkdwn(`and ${more} more like ${more === 1 ? 'it' : 'them'}`))]
    : blocks;
}

/** `containerDefinitions[0].privileged` is `true`, should be `false`. */
export function placeLine({ path, found, wanted }: Evidence, max: number): string {
  const is = found === null ? 'is missing' : `is ${shownValue(found, max)}`;
  const should = wanted === null ? 'should not be there' : `should be ${shownValue(wanted, max)}`;
  return `${code(path, max)} ${is}, ${should}`;
}

function adviceOf({ why, fix }: Shown): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  if (why !== '') blocks.push(section(mrkdwn(`*Why it matters*\n${own(why, limits.sectionText - 50)}`)));
  if (fix !== '') blocks.push(section(mrkdwn(`*How to fix*\n${own(fix, limits.sectionText - 50)}`)));
  return blocks;
}

/** The reason names things out of the event, so it is text in which nothing is parsed. */
export function responseOf({ response }: Shown): KnownBlock[] {
  if (response === null) return [];
  const advice = adviceOn(response);
  const line = section(plainText(responseLine(response), 1500));
  return advice === null ? [line] : [line, context(mrkdwn(`*What to do:* ${own(advice, 500)}`))];
}

function decisionsOf({ decided }: Shown): KnownBlock[] {
  return decided.slice(-5).map((one) => {
    const reason = one.reason === null ? [] : [plainText(`“${one.reason}”`, 500)];
    return context(mrkdwn(decidedLine(one)), ...reason);
  });
}

/** What is not known, and the names to look it up by, with its counters. */
function notesOf(shown: Shown): KnownBlock[] {
  const { unknown, replayed } = shown;
  const blocks: KnownBlock[] = [];
  if (unknown !== null) blocks.push(context(mrkdwn('*Last re-check failed:*'), plainText(unknown, 500)));
  if (replayed)
    blocks.push(
      context(mrkdwn('From an archive: nothing is done about it, and nothing can be decided here.')),
    );
  return [...blocks, namesOf(shown)];
}

/** The rule, and what to look it up by. */
export function namesOf({ finding, title, repeats }: Shown): KnownBlock {
  const names = `${code(finding.control, 150)} · finding ${code(finding.id, 80)}${countersOf({ finding, repeats })}`;
  return context(plainText(`Rule: ${title}`, 300), mrkdwn(names));
}

function countersOf({ finding, repeats }: Pick<Shown, 'finding' | 'repeats'>): string {
  const back = finding.reopened === 0 ? '' : ` · back again ${finding.reopened}×`;
  return `${back}${repeats === 0 ? '' : ` · changed ${repeats}×`}${finding.dormant ? ' · not running' : ''}`;
}
