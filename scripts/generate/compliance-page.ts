// docs/compliance.md: for auditors, which controls stand for which section of each framework, and what none covers.
// SPDX-License-Identifier: Apache-2.0
import { type ComplianceFramework, frameworks } from '../../cli/compliance/frameworks.ts';
import type { Section } from '../../cli/compliance/pod-security.ts';
import type { Control } from '../../shared/model/control.ts';

export function renderCompliance(controls: readonly Control[]): string {
  const parts = Object.entries(frameworks).map(([key, framework]) => part(key, framework, controls));
  return `${['# Frameworks', intro, ...parts].join('\n\n')}\n`;
}

const intro = `Generated from the controls: change them, then \`npm run generate\`.

A control stands for a section where it checks something that the section asks for; it seldom checks all of it. \`seawall evaluate PATH
--compliance FRAMEWORK\` reports a run by section; every section is in the report, also those that were not judged or that nothing covers.
What was not judged, and what is unknown, is never called a pass.

What a section asks of people and processes (patching, training, reviews) no tool sees. MITRE ATT&CK is named on each
[control's page](controls/README.md).`;

function part(
  key: string,
  { name, source, sections }: ComplianceFramework,
  controls: readonly Control[],
): string {
  const rows = sections.map((section) => ({ section, ids: idsOf(section, controls) }));
  const covered = rows.filter(({ ids }) => ids.length > 0);
  const open = rows.filter(({ ids }) => ids.length === 0).map(({ section }) => nameOf(section));
  return [
    `## ${name}`,
    `\`--compliance ${key}\`: ${source}. ${covered.length} of ${sections.length} sections have a control.`,
    `| section | controls |\n|---|---|\n${covered.map(({ section, ids }) => `| ${nameOf(section)} | ${ids.map(link).join(', ')} |`).join('\n')}`,
    open.length === 0
      ? 'Nothing is left without a control.'
      : `**Not covered by any control:** ${open.join(', ')}.`,
  ].join('\n\n');
}

function idsOf({ standsFor }: Section, controls: readonly Control[]): readonly string[] {
  return controls.filter(standsFor).map(({ id }) => id);
}

function nameOf({ id, title }: Section): string {
  return title === '' ? id : `${id} ${title}`;
}

function link(id: string): string {
  return `[${id}](controls/${id}.md)`;
}
