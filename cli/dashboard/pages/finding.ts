// One finding: what is wrong and where, what to do, who had a hand in it, what was decided and done.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../../shared/model/control.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { usersWords } from '../../../shared/model/image-users.ts';
import { isObject, type JsonObject } from '../../../shared/model/json.ts';
import { progressAt, responsesIn } from '../../../shared/respond/journal/progress.ts';
import { isWithdrawn } from '../../../shared/respond/journal/standing.ts';
import { shownTime } from '../../report/words.ts';
import { type Html, html, type Value } from '../html.ts';
import { code, prose, severityMark, table } from '../page.ts';
import type { Details } from '../record-view.ts';

export function findingPage(
  { finding, history, journal, stopped, now }: Details,
  control: Control | null,
): Html {
  return html`${facts(finding, stopped)}
<h2>Evidence</h2>
${table(
  'What was seen',
  ['Where', 'Found', 'Wanted', 'What is wrong'],
  finding.evidence.map(({ path, found, wanted, message }) => [
    code(path),
    code(shownValue(found)),
    code(shownValue(wanted)),
    prose(message),
  ]),
)}
${control === null ? '' : whatToDo(control)}
<h2>Seen on</h2>
${
  finding.instances.length === 0
    ? html`<p class="soft">No running instance.</p>`
    : html`<ul>${finding.instances.map((instance) => html`<li><code>${instance}</code></li>`)}${finding.moreInstances && html`<li>and more</li>`}</ul>`
}
<h2>History</h2>
${table(
  'Changes in the order told',
  ['At (UTC)', 'Change', 'Status', 'By', 'Why'],
  history.map(({ at, type, previous, status, eventId, by, reason }) => [
    shownTime(at),
    type,
    `${previous ?? 'new'} → ${status}`,
    by ?? eventId,
    reason,
  ]),
)}
<h2>Responses</h2>
${table(
  'Responses planned',
  ['Response', 'How far', 'Plan'],
  responsesIn(journal).map((one) => [
    html`<code>${one.response}</code>`,
    isWithdrawn(one, finding) ? 'withdrawn' : progressAt(one, now).phase,
    one.words,
  ]),
  'No response was planned.',
)}
<h2>Journal</h2>
${table(
  'What was decided and done, each entry chained to the one before',
  ['At (UTC)', 'Entry', 'What', 'By', 'More'],
  journal.map(({ at, seq, kind, by, detail }) => [shownTime(at), seq, kind, by, more(detail)]),
  'Nothing was decided or done.',
)}`;
}

function facts(finding: Finding, stopped: boolean): Html {
  const { severity, status, dormant, subject, cluster, namespace, group, firstSeen, lastSeen } = finding;
  const rows: readonly (readonly [string, Value])[] = [
    ['Severity', severityMark(severity)],
    ['Status', `${status}${dormant ? ' (dormant: nothing runs of it)' : ''}`],
    ['Waived until', finding.waivedUntil],
    ['Control', finding.control],
    ['Subject', html`${subject.name} <small>${subject.kind}</small><br><code>${subject.id}</code>`],
    ['Account', [subject.account, subject.region].filter(Boolean).join(' · ')],
    ['Cluster', [cluster, namespace].filter(Boolean).join(' · ')],
    ['Group', group],
    ['Used by', finding.usedBy === undefined ? null : usersWords(finding.usedBy, 20)],
    [
      'Seen',
      `${shownTime(firstSeen)} to ${shownTime(lastSeen)} UTC${finding.reopened > 0 ? `, came back ${finding.reopened} times` : ''}`,
    ],
    ['By', finding.actors.map(({ arn, sessionName }) => html`<code>${arn}</code> ${sessionName}<br>`)],
    ['Cannot be judged now', finding.unknown?.reason],
    [
      'Policy would',
      finding.response === null ? null : `${finding.response.action} (${finding.response.mode})`,
    ],
    ['Kill switch', stopped && 'on: no response is made'],
    ['Id', html`<code>${finding.id}</code>`],
  ];
  return html`<dl>${rows
    .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
    .map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function whatToDo({ title, why, fix, references }: Control): Html {
  const { nist = [], cis = [], fsbp = [], attack = [] } = references;
  const all = [
    ...nist.map((one) => `NIST SP 800-190 ${one}`),
    ...cis,
    ...fsbp.map((one) => `FSBP ${one}`),
    ...attack.map((one) => `ATT&CK ${one}`),
  ];
  return html`<h2>What to do</h2><div class="fix"><p>${prose(fix)}</p></div>
<p><b>${title}.</b> ${prose(why)}</p><p class="soft">${all.join(' · ')}</p>`;
}

function shownValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The words of an entry first, then what else it holds. */
function more(detail: JsonObject): Html {
  const { words, reason, ...rest } = detail;
  const said = [words, reason].flatMap((part) => (typeof part === 'string' ? [part] : []));
  const others = Object.entries(rest).filter(
    ([, value]) => value !== null && !(isObject(value) && Object.keys(value).length === 0),
  );
  return html`${said.join('; ')}${others.length > 0 && html`<details><summary>all of it</summary><pre>${JSON.stringify(Object.fromEntries(others), null, 1)}</pre></details>`}`;
}
