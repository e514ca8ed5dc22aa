// What is judged and what of it is open: by family, by framework, by control; and which controls sleep.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../../shared/model/control.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { defaultSeverity, sleeps } from '../../../shared/policy/settings.ts';
import { type Html, html } from '../html.ts';
import { severityMark, table } from '../page.ts';
import type { Shown } from '../record-view.ts';

const frameworks = [
  ['nist', 'NIST SP 800-190', 'Section'],
  ['cis', 'CIS benchmarks', 'Recommendation'],
  ['fsbp', 'AWS Foundational Security Best Practices', 'Control'],
  ['attack', 'MITRE ATT&CK', 'Technique'],
] as const;

export function coveragePage({ findings }: Shown, controls: readonly Control[], policy: Policy): Html {
  const open = Map.groupBy(
    findings.filter(({ status }) => status !== 'resolved'),
    ({ control }) => control,
  );
  const openOf = (some: readonly Control[]) => some.flatMap(({ id }) => open.get(id) ?? []);
  const families = [...Map.groupBy(controls, ({ family }) => family)].sort();
  return html`<h2>By family</h2>
${table(
  'Families of controls',
  groupHead('Family'),
  families.map(([family, some]) => groupRow(family, some, openOf(some))),
)}
${frameworks.map(([key, name, noun]) => {
  const named = groupedBy(controls, key);
  return html`<h2>${name}</h2>
${table(
  `${named.length} named by controls; what is not here is not covered`,
  groupHead(noun),
  named.map(([id, some]) => groupRow(id, some, openOf(some))),
)}`;
})}
<h2>By control</h2>
${table(
  `${controls.length} controls`,
  ['Severity', 'Control', 'Unresolved', 'Judges'],
  controls.map((control) => [
    severityMark(defaultSeverity(control, policy.view.profile)),
    html`${control.title}<br><small>${control.id}</small>`,
    open.get(control.id)?.length ?? 0,
    asleep(control, policy) ?? control.judges.join(', '),
  ]),
)}`;
}

function groupHead(first: string): readonly string[] {
  return [first, 'Controls', 'Unresolved', 'Critical', 'High', 'Medium', 'Low'];
}

function groupRow(name: string, controls: readonly Control[], open: readonly Finding[]) {
  const by = (severity: string) => open.filter((one) => one.severity === severity).length;
  return [
    name,
    controls.length,
    open.length,
    ...['critical', 'high', 'medium', 'low'].map((one) => by(one) || ''),
  ];
}

function groupedBy(
  controls: readonly Control[],
  key: (typeof frameworks)[number][0],
): readonly (readonly [string, readonly Control[]])[] {
  const named = new Map<string, Control[]>();
  for (const control of controls)
    for (const id of control.references[key] ?? []) named.set(id, [...(named.get(id) ?? []), control]);
  return [...named].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
}

function asleep(control: Control, policy: Policy): string | null {
  const judgement = sleeps(policy, control, { known: true, group: null });
  return judgement !== null && 'reason' in judgement ? `inactive: ${judgement.reason}` : null;
}
