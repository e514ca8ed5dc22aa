// The message of a storm: how many findings of which severity, control and account, in place of hundreds of messages. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { KnownBlock } from '@slack/types';
import type { FindingStatus } from '../../model/finding.ts';
import { type Severity, severities } from '../../model/severity.ts';
import { code } from './escape.ts';
import { context, fieldsOnly, header, mrkdwn, type SlackMessage, section, time } from './message.ts';
import { marks } from './words.ts';

/** What a digest keeps of each finding. */
export type Counted = {
  readonly finding: string;
  readonly control: string;
  readonly severity: Severity;
  readonly status: FindingStatus;
  readonly account: string | null;
  readonly subject: string;
  /** Why it cannot be looked at, in messages about that. */
  readonly reason?: string;
};

const longest = 10;

export function digestMessage(counted: readonly Counted[], since: string): SlackMessage {
  const standing = counted.filter(({ status }) => status !== 'resolved');
  const worst = severities.findLast((severity) => standing.some((one) => one.severity === severity));
  const head =
    worst === undefined
      ? `✅ All clear: all ${counted.length} findings resolved`
      : `${marks[worst]} ${standing.length} more ${standing.length === 1 ? 'finding' : 'findings'} (highest: ${worst})`;
  const blocks: KnownBlock[] = [
    header(head),
    section(
      mrkdwn(`Too many for one message each, since ${time(since)}. \`seawall findings\` lists them all.`),
    ),
    fieldsOnly([
      ...severityFields(standing),
      `*Resolved*\n${counted.length - standing.length} of ${counted.length}`,
    ]),
    ...topList('By control', standing, ({ control }) => control),
    ...topList('By account', standing, ({ account }) => account ?? 'not known'),
    ...topList('By resource', standing, ({ subject }) => subject),
    context(
      mrkdwn(
        'This message is kept up to date. Later findings get their own messages again once the rush is over.',
      ),
    ),
  ];
  return { text: head, blocks };
}

function severityFields(standing: readonly Counted[]): string[] {
  return severities.toReversed().flatMap((severity) => {
    const count = standing.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [`${marks[severity]} *${severity}*\n${count}`];
  });
}

export function topList(
  title: string,
  standing: readonly Counted[],
  keyOf: (one: Counted) => string,
): KnownBlock[] {
  const counts = new Map<string, number>();
  for (const one of standing) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  if (counts.size === 0) return [];
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const lines = sorted.slice(0, longest).map(([key, count]) => `${count} × ${code(key, 150)}`);
  const more = sorted.length - longest;
  if (more > 0) lines.push(`and ${more} more`);
  return [section(mrkdwn(`*${title}*\n${lines.join('\n')}`))];
}
