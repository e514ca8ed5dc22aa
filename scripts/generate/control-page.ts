// Writes a control's page, docs/controls/<family>/<name>.md, and the catalogue that links to all of them.
// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml';
import * as z from 'zod';
import type { Example } from '../../shared/controls/examples/example.ts';
import { type Control, families, type References } from '../../shared/model/control.ts';
import { isObject, stringOf } from '../../shared/model/json.ts';
import type { ControlFile } from './control-files.ts';

const note = '<!-- Written by `npm run generate` from the control’s file; not by hand. -->';

/** `said`: the table of its examples. */
export function renderPage({ control, examples }: ControlFile, said: string): string {
  const { fails, passes } = examples();
  return `${[
    note,
    `# ${control.id}`,
    `${control.title}.`,
    facts(control),
    `## Why\n\n${control.why}`,
    `## How to fix\n\n${control.fix}`,
    `## What it does not flag\n\n${control.allows.map((line) => `- ${line}`).join('\n')}`,
    parameters(control),
    references(control.references),
    example('Bad', fails[0]),
    example('Good', passes[0]),
    said,
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

function facts(control: Control): string {
  const rows = [
    ['severity', severityOf(control)],
    ['judges', control.judges.join(', ') + (control.only === 'running' ? ' (only what runs)' : '')],
    ['platforms', control.platforms?.join(', ') ?? 'all'],
    ['stage', control.stage],
    ['on', onOf(control)],
    ['compares with', control.comparesWith?.map((key) => `\`${key}\``).join(', ') ?? 'nothing of the policy'],
    ['response', responsesOf(control)],
  ];
  return `| | |\n|---|---|\n${rows.map(([key, value]) => `| ${key} | ${value} |`).join('\n')}`;
}

export function severityOf({ severity }: Control): string {
  return typeof severity === 'string'
    ? severity
    : `${severity.baseline} (baseline), ${severity.restricted} (restricted)`;
}

function onOf({ on }: Control): string {
  if (on === 'restricted') return 'under `profile: restricted`';
  return on === 'opt-in' ? 'where the policy says `enabled: true`' : 'always';
}

function parameters({ parameters }: Control): string {
  const schema: unknown = z.toJSONSchema(parameters, { io: 'input' });
  const properties = isObject(schema) && isObject(schema.properties) ? Object.entries(schema.properties) : [];
  if (properties.length === 0) return '';
  const rows = properties.map(([name, value]) => {
    const property = isObject(value) ? value : {};
    return `| \`${name}\` | \`${JSON.stringify(property.default)}\` | ${stringOf(property.description) ?? ''} |`;
  });
  return `## Parameters\n\n| name | default | meaning |\n|---|---|---|\n${rows.join('\n')}`;
}

function references({ nist, cis, fsbp, attack }: References): string {
  const rows = [
    ...(nist ?? []).map((section) => `- NIST SP 800-190, section ${section}`),
    ...(cis ?? []).map((id) => `- ${id}`),
    ...(fsbp ?? []).map((id) => `- AWS Foundational Security Best Practices ${id}`),
    ...(attack ?? []).map(
      (id) => `- MITRE ATT&CK [${id}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`,
    ),
  ];
  return `## References\n\n${rows.join('\n')}`;
}

function example(heading: string, shown: Example | undefined): string {
  if (shown === undefined) return '';
  const place = shown.at === undefined ? '' : ` The evidence names \`${shown.at}\`.`;
  const policy =
    shown.policy === undefined ? '' : `\n\nunder the policy\n\n\`\`\`yaml\n${stringify(shown.policy)}\`\`\``;
  return `## ${heading}: ${shown.says}\n\n\`\`\`yaml\n${stringify(shown.given)}\`\`\`${policy}${place === '' ? '' : `\n\n${place.trim()}`}`;
}

export function renderCatalogue(files: readonly ControlFile[]): string {
  const sections = families.map((family) => {
    const rows = files
      .filter(({ control }) => control.family === family)
      .map(({ control }) => {
        const name = control.id.slice(family.length + 1);
        return `| [${name}](${control.id}.md) | ${control.title} | ${severityOf(control)} | ${control.response === null ? '-' : responsesOf(control)} |`;
      });
    if (rows.length === 0) return '';
    return `## ${family}\n\n| control | says | severity | response |\n|---|---|---|---|\n${rows.join('\n')}`;
  });
  return `${note}\n# Controls\n\n${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function responsesOf({ response, imageResponse }: Control): string {
  if (response === null) return 'none';
  return imageResponse === undefined ? response : `${response}, ${imageResponse} for an image`;
}
