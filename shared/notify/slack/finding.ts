// The message of one finding: what, where, who, why, evidence, fix, what Seawall did or would do, buttons. Pure.
import type { KnownBlock } from '@slack/types';
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import type { Evidence } from '../../model/verdict.ts';
import { buttonsOf } from './buttons.ts';
import { code, own } from './escape.ts';
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
  const blocks: KnownBlock[] = [
    header(`${markOf(finding)} ${headOf(shown)} · ${shown.title}`),
    fieldsOnly(placeOf(finding)),
    ...(resolved
      ? [section(mrkdwn('*Resolved:* a newer look found nothing wrong, or the thing is gone.'))]
      : []),
    ...evidenceOf(finding, resolved ? 1 : shownEvidence),
    ...(resolved ? [] : adviceOf(shown)),
    ...responseOf(shown),
    ...notesOf(shown),
    ...buttonsOf(shown),
  ];
  return { text: fallbackOf(shown), blocks };
}

/** The line that notifications and screen readers give. */
export function fallbackOf(shown: Shown): string {
  const { finding, title } = shown;
  return `${markOf(finding)} ${headOf(shown)}: ${own(title, 300)} (${code(finding.subject.name, 300)})`;
}

/** Where and who, as fields: at most eight. */
export function placeOf({
  subject,
  cluster,
  namespace,
  group,
  actor,
  instances,
  ...rest
}: Finding): string[] {
  const known: [string, string | null][] = [
    ['What', `${subject.kind} ${subject.name}`],
    ['Account', [subject.account, subject.region].filter((part) => part !== null).join(' · ') || null],
    ['Cluster', cluster === null ? null : [cluster, namespace].filter((part) => part !== null).join(' · ')],
    ['Group', group],
    ['Who', actor],
  ];
  const fields = known.flatMap(([label, value]) => (value === null ? [] : [field(label, value)]));
  fields.push(
    `*Seen*\n${time(rest.firstSeen)}${rest.lastSeen === rest.firstSeen ? '' : ` to ${time(rest.lastSeen)}`}`,
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

/** Each piece of evidence: the sentence, its place in the source, what is there and what should be. */
export function evidenceOf({ evidence }: Pick<Finding, 'evidence'>, most: number): KnownBlock[] {
  const blocks = evidence.slice(0, most).map(evidenceBlock);
  const more = evidence.length - most;
  return more > 0
    ? [...blocks, context(mrkdwn(`and ${more} more like ${more === 1 ? 'it' : 'them'}`))]
    : blocks;
}

function evidenceBlock({ path, found, wanted, message }: Evidence): KnownBlock {
  const values = `*Seen* ${shownValue(found, 600)}\n*Wanted* ${shownValue(wanted, 600)}`;
  return section(plainText(message, 1000), [`*At*\n${code(path, 600)}`, values]);
}

function adviceOf({ why, fix }: Shown): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  if (why !== '') blocks.push(section(mrkdwn(`*Why it matters*\n${own(why, limits.sectionText - 50)}`)));
  if (fix !== '') blocks.push(section(mrkdwn(`*How to fix*\n${own(fix, limits.sectionText - 50)}`)));
  return blocks;
}

/** The reason names things out of the event, so it is text in which nothing is parsed. */
export function responseOf({ response }: Shown): KnownBlock[] {
  return response === null ? [] : [section(plainText(`Seawall: ${response.reason}`, 1500))];
}

/** Counters, what was decided, what is not known, and the names to look it up by. */
function notesOf(shown: Shown): KnownBlock[] {
  const { finding, decided, unknown, replayed } = shown;
  const blocks: KnownBlock[] = decided.slice(-5).map((one) => {
    const reason = one.reason === null ? [] : [plainText(`“${one.reason}”`, 500)];
    return context(mrkdwn(decidedLine(one)), ...reason);
  });
  if (unknown !== null)
    blocks.push(context(mrkdwn('*Could not be looked at again:*'), plainText(unknown, 500)));
  if (replayed)
    blocks.push(
      context(mrkdwn('From an archive: nothing is done about it, and nothing can be decided here.')),
    );
  const names = `${code(finding.control, 150)} · finding ${code(finding.id, 80)}${countersOf(shown)}`;
  return [...blocks, context(mrkdwn(names))];
}

export function countersOf({ finding, repeats }: Pick<Shown, 'finding' | 'repeats'>): string {
  const back = finding.reopened === 0 ? '' : ` · back again ${finding.reopened}×`;
  return `${back}${repeats === 0 ? '' : ` · changed ${repeats}×`}${finding.dormant ? ' · not running' : ''}`;
}
