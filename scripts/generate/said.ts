// What Seawall says of each example, word for word: a table in the control's page, and so held by the check of generated files.
// SPDX-License-Identifier: Apache-2.0
import type { Example, Examples } from '../../shared/controls/examples/example.ts';
import type { JudgeExample } from '../../shared/controls/examples/run.ts';
import type { Evidence, Verdict } from '../../shared/model/verdict.ts';

/** One row an example of the control. */
export async function saidOf(control: string, examples: Examples, judge: JudgeExample): Promise<string> {
  const rows: string[] = [];
  for (const example of Object.values(examples).flat())
    rows.push(...rowsOf(control, example, await judge(example)));
  return `## Examples\n\n| example | verdict | what is said |\n|---|---|---|\n${rows.join('\n')}`;
}

/** More than one where the example's document holds several subjects. */
export function rowsOf(control: string, example: Example, verdicts: readonly Verdict[]): string[] {
  return verdicts
    .filter((verdict) => verdict.control === control)
    .map((verdict) => `| ${[example.says, verdictOf(verdict), said(verdict)].map(cell).join(' | ')} |`);
}

function verdictOf({ outcome, severity, response }: Verdict): string {
  if (outcome !== 'fail') return outcome;
  return `fail, ${severity}${response === null ? '' : `, ${response.action}`}`;
}

function said({ evidence, reason }: Verdict): string {
  return evidence.length === 0 ? (reason ?? '') : evidence.map(pointed).join('<br>');
}

function pointed({ path, message, found, wanted }: Evidence): string {
  return `\`${path}\`: ${message} (${code(found)}, wanted ${code(wanted)})`;
}

const code = (value: unknown) => `\`${JSON.stringify(value)}\``;

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
