// The list of findings: how many of which severity, filters, a search, worst first.
// SPDX-License-Identifier: Apache-2.0
import { familyOf } from '../../../shared/model/control.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { severities } from '../../../shared/model/severity.ts';
import { shortId } from '../../decision/finding-id.ts';
import { shownTime } from '../../report/words.ts';
import { type Html, html } from '../html.ts';
import { findingPath, prose, severityMark, table } from '../page.ts';
import type { Shown } from '../record-view.ts';

export const filterKeys = ['q', 'severity', 'status', 'family', 'account', 'cluster'] as const;
export type Filters = Partial<Readonly<Record<(typeof filterKeys)[number] | 'page', string>>>;

const perPage = 100;
const statuses = ['unresolved', 'open', 'acknowledged', 'waived', 'remediating', 'resolved', 'all'] as const;

/** `status` left out: what is unresolved. An empty filter filters nothing. */
export function filtered(findings: readonly Finding[], filters: Filters): readonly Finding[] {
  const words = (filters.q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return findings.filter(
    (finding) =>
      isWanted(filters.severity, finding.severity) &&
      hasStatus(finding, filters.status ?? 'unresolved') &&
      isWanted(filters.family, familyOf(finding.control)) &&
      isWanted(filters.account, finding.subject.account) &&
      isWanted(filters.cluster, finding.cluster) &&
      saysAll(finding, words),
  );
}

function isWanted(wanted: string | undefined, value: string | null): boolean {
  return wanted === undefined || wanted === '' || wanted === value;
}

function hasStatus({ status }: Finding, wanted: string): boolean {
  if (wanted === 'unresolved') return status !== 'resolved';
  return wanted === 'all' || wanted === '' || wanted === status;
}

function saysAll(finding: Finding, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = textOf(finding);
  return words.every((word) => text.includes(word));
}

function textOf({ id, control, subject, evidence, actor, namespace, cluster }: Finding): string {
  const said = evidence.flatMap(({ path, message }) => [path, message]);
  const parts = [id, control, subject.id, subject.name, actor, namespace, cluster, ...said];
  return parts.join('\n').toLowerCase();
}

export function findingsPage({ findings }: Shown, filters: Filters): Html {
  const unresolved = findings.filter(({ status, dormant }) => status !== 'resolved' && !dormant);
  const cards = severities.toReversed().map((severity) => {
    const count = unresolved.filter((one) => one.severity === severity).length;
    return html`<li><b class="${severity}">${count}</b> <a href="/?severity=${severity}">${severity}</a></li>`;
  });
  const chosen = filtered(findings, filters);
  const at = Math.max(1, Number.parseInt(filters.page ?? '1', 10) || 1);
  const rows = chosen.slice((at - 1) * perPage, at * perPage).map(row);
  return html`<ul class="cards" aria-label="Unresolved findings by severity, dormant ones aside">${cards}</ul>
${form(findings, filters)}
${table(`${chosen.length} of ${findings.length} findings`, ['Severity', 'Status', 'Finding', 'Subject', 'Last seen (UTC)', 'Id'], rows)}
${turning(chosen.length, at, filters)}`;
}

function row({ id, severity, status, dormant, control, subject, cluster, evidence, lastSeen }: Finding) {
  return [
    severityMark(severity),
    dormant ? `${status} (dormant)` : status,
    html`<a data-row href="${findingPath(id)}">${prose(evidence[0]?.message ?? control)}</a><br><small>${control}</small>`,
    html`${subject.name}<br><small>${[subject.kind, cluster, subject.account].filter(Boolean).join(' · ')}</small>`,
    shownTime(lastSeen).slice(0, 16),
    html`<code class="id">${shortId(id)}</code>`,
  ];
}

function form(findings: readonly Finding[], filters: Filters): Html {
  const all = (pick: (finding: Finding) => string | null) =>
    [...new Set(findings.flatMap((finding) => pick(finding) ?? []))].sort();
  const choice = (name: string, label: string, values: readonly string[], chosen: string) =>
    html`<label>${label} <select name="${name}">${name !== 'status' && html`<option value="">any</option>`}${values.map(
      (value) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${value}</option>`,
    )}</select></label>`;
  const { q = '', severity = '', status = 'unresolved', family = '', account = '', cluster = '' } = filters;
  return html`<form class="filters" method="get" action="/" role="search" aria-label="Filter findings">
<label>Search <input type="search" name="q" value="${q}" placeholder="words of the finding  ( / )"></label>
${choice('severity', 'Severity', severities.toReversed(), severity)}
${choice('status', 'Status', statuses, status)}
${choice(
  'family',
  'Family',
  all(({ control }) => familyOf(control)),
  family,
)}
${choice(
  'account',
  'Account',
  all(({ subject }) => subject.account),
  account,
)}
${choice(
  'cluster',
  'Cluster',
  all((finding) => finding.cluster),
  cluster,
)}
<button type="submit">Show</button></form>`;
}

function turning(count: number, at: number, filters: Filters): Html | null {
  const last = Math.ceil(count / perPage);
  if (last <= 1) return null;
  const link = (to: number, words: string) => {
    const query = new URLSearchParams();
    for (const key of filterKeys) if (filters[key] !== undefined) query.set(key, filters[key]);
    query.set('page', `${to}`);
    return html`<a href="/?${query.toString()}">${words}</a> `;
  };
  return html`<nav aria-label="More findings"><p>Page ${at} of ${last}. ${at > 1 && link(at - 1, 'Previous')}${at < last && link(at + 1, 'Next')}</p></nav>`;
}
