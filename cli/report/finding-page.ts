// One finding on a terminal: what is wrong, where, who did it, why it matters, how to fix it, and its history.
// SPDX-License-Identifier: Apache-2.0
import type { HistoryEntry } from '../../shared/findings/row.ts';
import type { Control } from '../../shared/model/control.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { userWords } from '../../shared/model/image-users.ts';
import type { Json } from '../../shared/model/json.ts';
import type { KeptEvidence } from '../../shared/model/response.ts';
import type { Evidence } from '../../shared/model/verdict.ts';
import { evidenceText } from '../../shared/notify/response-words.ts';
import { type Paint, plain } from '../terminal/terminal.ts';
import { paragraphs, type Section } from './paragraphs.ts';
import { findingTable } from './table.ts';
import { textTable } from './text-table.ts';
import { shownTime } from './words.ts';

interface Look {
  readonly paint: Paint;
  readonly columns: number | null;
}

/** What the record keeps about one finding. */
export interface KeptOfFinding {
  readonly history: readonly HistoryEntry[];
  /** What was kept before a response to it, by response. */
  readonly evidence: readonly (KeptEvidence & { readonly response: string })[];
}

/** `control`: null where the catalogue holds it no more. */
export function findingPage(
  finding: Finding,
  { history, evidence }: KeptOfFinding,
  control: Pick<Control, 'why' | 'fix'> | null,
  { paint, columns }: Look,
): string {
  const steps = history.map(({ at, type, previous, status, eventId, by, reason }) => [
    shownTime(at),
    type,
    `${previous ?? ''} → ${status}`,
    plain(by ?? eventId),
    plain(reason ?? ''),
  ]);
  const about: readonly Section[] = [
    ...(columns === null ? [] : [{ title: 'ID', lines: [finding.id] }]),
    { title: 'Evidence', lines: finding.evidence.flatMap(evidenceLines) },
    { title: 'Where', lines: placesOf(finding) },
    { title: 'Who', lines: finding.actor === null ? [] : [finding.actor] },
    { title: 'Waived until', lines: finding.waivedUntil === null ? [] : [finding.waivedUntil] },
    { title: 'Why', lines: control === null ? [] : [control.why] },
    { title: 'How to fix', lines: control === null ? [] : [control.fix] },
    { title: 'Seen on', lines: instancesOf(finding) },
    { title: 'Used by', lines: usersOf(finding) },
    {
      title: 'Kept before a response',
      lines: evidence.map((one) => `${one.response}: ${evidenceText(one)}`),
    },
  ];
  return [
    findingTable([finding], paint, columns),
    paragraphs(about, paint, columns),
    `${paint('bold', 'History')}\n${textTable(['AT (UTC)', 'CHANGE', 'STATUS', 'BY, OR EVENT', 'REASON'], steps, paint, columns)}`,
  ].join('\n');
}

function evidenceLines({ path, found, wanted, message }: Evidence): readonly string[] {
  const is = found === null ? 'is missing' : `is ${valueText(found)}`;
  const should = wanted === null ? 'should not be there' : `should be ${valueText(wanted)}`;
  return [`${path}: ${message}`, `  it ${is}, and ${should}`];
}

const longest = 200;

function valueText(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function placesOf({ subject, cluster, namespace }: Finding): readonly string[] {
  const places: readonly (readonly [string, string | null])[] = [
    [subject.kind, subject.id],
    ['account', subject.account],
    ['region', subject.region],
    ['cluster', cluster],
    ['namespace', namespace],
  ];
  return places.flatMap(([name, value]) => (value === null || value === '' ? [] : [`${name} ${value}`]));
}

function instancesOf({ subject, instances, moreInstances }: Finding): readonly string[] {
  if (instances.length === 0) return subject.kind === 'workload' ? ['no running instance'] : [];
  return moreInstances ? [...instances, 'and more'] : instances;
}

/** Of an image: each service, task family and owner of pods that runs it, and what could not be looked through. */
function usersOf({ usedBy }: Finding): readonly string[] {
  if (usedBy === undefined) return [];
  const { workloads, more, notRead } = usedBy;
  return [
    ...(workloads.length === 0 ? ['nothing that is known'] : workloads.map(userWords)),
    ...(more ? ['and others'] : []),
    ...notRead.map((one) => `not known: ${one}`),
  ];
}
