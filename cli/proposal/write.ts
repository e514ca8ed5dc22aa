// Writes the proposal as a seawall.yml for people to read: what is certain stands, what somebody must decide stands behind a #.
// SPDX-License-Identifier: Apache-2.0
import { durationText } from '../../shared/policy/duration.ts';
import { counted } from '../report/words.ts';
import { plain } from '../terminal/terminal.ts';
import type { Counted, Meant, Place, Seen } from './seen.ts';

/** More are counted in a line, not written: nobody reads two hundred groups. */
const mostOfAKind = 20;
const waiverMs = 30 * 24 * 60 * 60 * 1000;

/** `now`: ISO time; waivers end thirty days later. Loads as it is, and with every `# ` taken away at once. */
export function policyText(seen: Seen, now: string): string {
  const sections = [
    head(seen, now),
    organisation(seen),
    registries(seen),
    people(seen),
    groups(seen.places),
    waivers(seen.meant, now),
    closing,
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function head({ from, accounts, places }: Seen, now: string): readonly string[] {
  const workloads = places.reduce((sum, place) => sum + place.workloads, 0);
  return [
    `## Proposed by \`seawall init\` from ${said(from)} on ${now.slice(0, 10)}: ${counted(accounts.length, 'account')}, ${counted(workloads, 'workload')} in ${counted(places.length, 'place')}.`,
    '## Lines with ## explain. Lines with # wait for a decision of yours: take the # away where they are right.',
    '## Everything has a default (docs/, seawall.yml of the repository). Nothing here changes anything: Seawall observes and reports.',
    '',
    'version: 1',
    'profile: baseline',
    'mode: observe',
  ];
}

function organisation({ accounts }: Seen): readonly string[] {
  const ids = accounts.filter(({ name }) => /^\d{12}$/.test(name));
  if (ids.length === 0) return ['## organisation: no account was seen.'];
  const rows = limited(ids).map(
    ({ name, count }) =>
      `#     ${quoted(name)}: ${quoted(`account ${name}`)} # ${counted(count, 'thing')} seen`,
  );
  return [
    '## The accounts seen. List all that are yours: a role or image of an account that is not listed then counts as foreign.',
    '# organisation:',
    '#   accounts:',
    ...rows,
    ...more(ids, 'accounts'),
  ];
}

function registries({ registries: all }: Seen): readonly string[] {
  const own = all.filter((one) => one.own);
  const other = all.filter((one) => !one.own);
  const say =
    '## Where images come from, as seen. A registry of your own accounts is listed; the others are for you to judge.';
  if (all.length === 0) return ['## trust.registries: no image was seen.'];
  const row = ({ name, count }: Counted) => `    - ${quoted(name)} # ${counted(count, 'image')}`;
  const mark = own.length === 0 ? '# ' : '';
  return [
    say,
    `${mark}trust:`,
    `${mark}  registries:`,
    ...limited(own).map(row),
    ...limited(other).map((one) => `# ${row(one)}`),
    ...more(other, 'registries'),
  ];
}

function people({ duties }: Seen): readonly string[] {
  const { orchestrators, administrators, pipelines, both } = duties;
  const lists = [
    ['orchestrators', orchestrators],
    ['system-administrators', administrators],
    ['delivery-pipelines', pipelines],
  ] as const;
  const rows = lists.flatMap(([key, list]) =>
    list.length === 0
      ? []
      : [`#   ${key}:`, ...limited(list).map(({ name }) => `#     - ${quoted(name)}`), ...more(list, key)],
  );
  const doubled = limited(both).map(({ name }) => `## holds both duties, so it is on no list: ${said(name)}`);
  if (rows.length === 0) return ['## people: nobody was seen who orchestrates or administers.', ...doubled];
  return [
    '## Who may orchestrate containers and who administers systems, as IAM grants it or as events show it. A list wakes the',
    '## controls that compare with it: anyone not on it is then reported. Keep those who belong; add `break-glass` roles.',
    ...doubled,
    '# people:',
    ...rows,
  ];
}

function groups(places: readonly Place[]): readonly string[] {
  if (places.length === 0) return ['## groups: no cluster and no namespace was seen.'];
  const names = new Set<string>();
  const rows = limited(places).flatMap(({ cluster, namespace, workloads }) => {
    const match = Object.entries({ cluster, namespace }).flatMap(([key, value]) =>
      value === null ? [] : [`${key}: ${quoted(value)}`],
    );
    return [
      `  - name: ${quoted(groupName(names, cluster, namespace))} # ${counted(workloads, 'workload')}`,
      `    match: { ${match.join(', ')} }`,
    ];
  });
  return [
    '## Container groups: one for each cluster, or namespace, that workloads were seen in. Say of each how far it is trusted',
    '## (`trust: high`), and which user ids are its own (`user-ids: 10000-19999`); channels and rules may name it.',
    'groups:',
    ...rows,
    ...more(places, 'groups'),
  ];
}

/** A name that the schema takes and no other group has. */
function groupName(names: Set<string>, cluster: string | null, namespace: string | null): string {
  const parts = [cluster, namespace].flatMap((part) =>
    part === null ? [] : (part.split('/').at(-1) ?? part),
  );
  const base =
    parts
      .join('-')
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 50) || 'group';
  let name = base;
  for (let number = 2; names.has(name); number++) name = `${base}-${number}`;
  names.add(name);
  return name;
}

function waivers(meant: readonly Meant[], now: string): readonly string[] {
  if (meant.length === 0) return ['## waivers: no finding looks intended.'];
  const until = new Date(Date.parse(now) + waiverMs).toISOString().slice(0, 10);
  const rows = limited(meant).flatMap(({ control, subject, why, count }) => [
    `#   - control: ${control} # ${counted(count, 'instance')}`,
    `#     subject: ${quoted(subject)}`,
    `#     until: ${until}`,
    '#     owner: "who answers for it"',
    `#     reason: ${quoted(why)}`,
  ]);
  return [
    `## Fails that look intended. A waiver needs an owner and ends (${durationText(waiverMs)} here); until then the finding causes no message.`,
    '# waivers:',
    ...rows,
    ...more(meant, 'waivers'),
  ];
}

const closing: readonly string[] = [
  '## Who is notified, and from which severity.',
  '# notify:',
  '#   slack: { channel: "#container-findings", minimum: high }',
];

function limited<T>(all: readonly T[]): readonly T[] {
  return all.slice(0, mostOfAKind);
}

function more(all: readonly unknown[], what: string): readonly string[] {
  return all.length > mostOfAKind
    ? [`## and ${all.length - mostOfAKind} more ${what} that are not written here`]
    : [];
}

/** A name from outside as a YAML text: JSON’s strings are YAML’s, with what is not printable escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A name from outside in a comment: on one line. */
function said(text: string): string {
  return plain(text);
}
