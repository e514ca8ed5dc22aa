// Writes docs/events.md: which event, by which rule, reaches which function, and which controls judge it there.
// SPDX-License-Identifier: Apache-2.0
import { definedEvents } from '../../shared/intake/events/native/index.ts';
import { type Way, waysIn } from './events/ways.ts';
import { callsWithoutRule, type Witness } from './events/witnesses.ts';

const note =
  '<!-- Written by `npm run generate` from deploy/resources, shared/intake/events and the examples of the controls; not by hand. -->';

const introduction = `Event ▸ rule ▸ function ▸ controls, as deployed at home. Rules are called \`seawall-<stage>-<rule>\` (\`deploy/resources/\`); member accounts and the
Regions of global services forward the same events (\`deploy/README.md\`). Read-only calls reach no rule but \`host-secret-read\`.

*Controls* are those that judge an example of that event: one of the controls' own examples, one of \`events/\`, or a call of that name without
parameters, each run when this page is written. A control that needs a setting of the policy is named where its example has that setting. A row without controls is an event that ends or links what
others showed, or one that has no example yet.`;

export function renderEvents(root: string, witnesses: readonly Witness[]): string {
  const ways = waysIn(root);
  const audit = witnesses.filter(({ isAudit }) => isAudit).flatMap(({ controls }) => controls);
  const rows = (section: Way['section']) =>
    ways.filter((way) => way.section === section).map((way) => row(way, witnesses));
  return `${[
    note,
    '# Events',
    introduction,
    '## Events that services send',
    tableOf('source | event', rows('native')),
    '## Calls that CloudTrail records',
    tableOf('source | calls', rows('calls')),
    '## Audit logs of EKS clusters',
    `A subscription of the log group, not a rule, invokes **pod-launched**: ${listed(audit)}.`,
    '## On the bus of Seawall',
    tableOf('source | event', rows('own')),
    '## Read, but sent by no rule',
    unsent(ways),
  ].join('\n\n')}\n`;
}

function tableOf(first: string, rows: readonly string[]): string {
  return `| ${first} | rule | function | controls |\n|---|---|---|---|---|\n${rows.join('\n')}`;
}

function row(way: Way, witnesses: readonly Witness[]): string {
  const taken = witnesses.filter(({ event, isAudit }) => !isAudit && way.takesEvent(event));
  const controls = listed(taken.flatMap((one) => one.controls));
  return `| ${[`\`${way.source}\``, way.takes, way.rule, way.functions.join(', '), controls].join(' | ')} |`;
}

/** By family, each control once. */
function listed(ids: readonly string[]): string {
  const families = Map.groupBy([...new Set(ids)].sort(), (id) => id.slice(0, id.indexOf('/')));
  return [...families]
    .map(([family, of]) => `**${family}** ${of.map((id) => link(id, family)).join(', ')}`)
    .join('; ');
}

function link(id: string, family: string): string {
  return `[${id.slice(family.length + 1)}](controls/${id}.md)`;
}

function unsent(ways: readonly Way[]): string {
  const calls = callsWithoutRule((event) => ways.some((way) => way.takesEvent(event)));
  const native = definedEvents.flatMap(({ source, reads }) =>
    Object.keys(reads)
      .filter((type) => !ways.some((way) => way.source === source && way.takes === type))
      .map((type) => `${type} (\`${source}\`)`),
  );
  return [
    'What these say is judged where a file, a replay or a sweep shows it.',
    `- events: ${native.join(', ') || 'none'}; alerts of Falco. Those of \`seawall\` are sent to the queue of access-changed by the functions themselves.`,
    `- calls: ${calls.map((one) => `\`${one}\``).join(', ') || 'none'}`,
  ].join('\n');
}
