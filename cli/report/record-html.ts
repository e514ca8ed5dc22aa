// The findings of a record as one self-contained page: how many of each severity are open, then each with its life.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../shared/model/control.ts';
import type { Finding, FindingStatus } from '../../shared/model/finding.ts';
import { severities } from '../../shared/model/severity.ts';
import { controlsById } from './controls-by-id.ts';
import { escaped } from './escape.ts';
import { pageEnd, pageHead, section } from './html-page.ts';
import { referencesOf, referenceWords } from './references.ts';
import { counted, shownTime } from './words.ts';

export interface RecordContext {
  readonly controls: readonly Control[];
  readonly policy: string;
  /** ISO time. */
  readonly now: string;
}

const statuses: readonly FindingStatus[] = ['open', 'remediating', 'acknowledged', 'waived', 'resolved'];

/** `findings`: in the order in which they are shown. */
export function recordHtml(findings: readonly Finding[], context: RecordContext): string {
  const about = controlsById(context.controls);
  const shown = statuses.map((status) => findings.filter((finding) => finding.status === status));
  const counts = statuses.map((status, index) => countRow(status, shown[index] ?? []));
  const worst = severities.toReversed();
  return [
    pageHead('record', context),
    `<p>${counted(findings.length, 'finding')} in the record.</p>\n`,
    section('By status', ['Status', ...worst], counts),
    ...statuses.map((status, index) =>
      section(
        titleOf(status),
        ['Severity', 'Control', 'Subject', 'What', 'Seen'],
        (shown[index] ?? []).map((one) => row(one, about.get(one.control))),
      ),
    ),
    pageEnd,
  ].join('');
}

function titleOf(status: string): string {
  return `${status.charAt(0).toUpperCase()}${status.slice(1)}`;
}

function countRow(status: FindingStatus, findings: readonly Finding[]): string[] {
  const of = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return [
    status,
    ...severities.toReversed().map((severity) => (of(severity) === 0 ? '' : `${of(severity)}`)),
  ];
}

/** Cells, escaped. */
function row(finding: Finding, about: Control | undefined): string[] {
  const { severity, control, subject, evidence, dormant, waivedUntil } = finding;
  const waived =
    waivedUntil === null ? '' : `<br><span class="waived">waived until ${escaped(waivedUntil)}</span>`;
  const places = evidence.map(({ path, message }) => `<code>${escaped(path)}</code> ${escaped(message)}`);
  const references = about === undefined ? [] : referencesOf(about).map(referenceWords);
  const place = [subject.account, subject.region].filter((part) => part !== null).join(' · ');
  return [
    `<span class="${severity}">${severity}</span>${dormant ? ' (dormant)' : ''}${waived}`,
    `${escaped(about?.title ?? control)}<br><small>${escaped(control)}<br>${escaped(finding.id)}</small>`,
    `${escaped(subject.name)}<br><small>${escaped(place)}</small>`,
    `${places.join('<br>')}<br><small>${escaped(about?.fix ?? '')}<br>${escaped(references.join(' · '))}</small>`,
    escaped(seen(finding)),
  ];
}

function seen({ firstSeen, lastSeen, reopened, instances, moreInstances }: Finding): string {
  const again = reopened === 0 ? '' : `, reopened ${counted(reopened, 'time')}`;
  const on = instances.length === 0 ? '' : `, on ${instances.length}${moreInstances ? '+' : ''}`;
  return `${shownTime(firstSeen)} to ${shownTime(lastSeen)}${again}${on}`;
}
