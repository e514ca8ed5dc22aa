// Markdown for the comment on a pull request: a table of the worst fails, then what to do. Names from files are shown as text, whatever is in them.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../../shared/model/control.ts';
import { type Severity, severities } from '../../../shared/model/severity.ts';
import type { Verdict } from '../../../shared/model/verdict.ts';
import type { Waiver } from '../../../shared/policy/policy.ts';
import { problemLine } from '../../input/problem.ts';
import { plain } from '../../terminal/terminal.ts';
import { defineReport, type ReportContext } from '../define.ts';
import { bySeverity } from '../order.ts';
import { noPlaces, type Places } from '../places.ts';
import { relativeFile } from '../relative-file.ts';
import type { Ending, Report } from '../report.ts';
import { counted } from '../words.ts';

/** By this line a bot finds its own comment again. */
export const marker = '<!-- seawall -->';

export const markdown = defineReport({
  says: 'Markdown, for a comment on a pull request',
  begins: null,
  open: markdownReport,
});

// GitHub takes comments of up to 65,536 characters.
const mostRows = 50;
const longestText = 300;

interface Row {
  readonly severity: Severity;
  readonly control: string;
  readonly text: string;
}

function markdownReport({ output, controls }: ReportContext): Report {
  const rows: Row[] = [];
  let waived = 0;
  return {
    verdict(verdict, waiver: Waiver | null = null, places = noPlaces) {
      if (verdict.outcome !== 'fail') return;
      if (waiver !== null) waived++;
      else rows.push(...rowsOf(verdict, places));
    },
    async end(ending) {
      const shown = rows.sort(bySeverity).slice(0, mostRows);
      const parts = [
        `${marker}\n### ${heading(rows)}`,
        closing(ending, waived),
        shown.length === 0
          ? ''
          : `| | what | where |\n|---|---|---|\n${shown.map(({ text }) => text).join('\n')}`,
        rows.length > mostRows ? `and ${rows.length - mostRows} more` : '',
        remedies(shown, controls),
        problems(ending),
      ];
      await output.write(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
    },
  };
}

function heading(rows: readonly Row[]): string {
  if (rows.length === 0) return 'Seawall: nothing new fails';
  const counts = severities.toReversed().flatMap((severity) => {
    const count = rows.filter((row) => row.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return `Seawall: ${counts.join(', ')}`;
}

function closing(
  { summary: { observations, verdicts }, baseline, below = 0 }: Ending,
  waived: number,
): string {
  const parts = [
    `${observations} judged, ${verdicts.pass} pass, ${verdicts.unknown} unknown`,
    ...(waived === 0 ? [] : [`${waived} waived`]),
    ...(baseline === undefined ? [] : [`${baseline.known} known from the baseline`]),
    ...(baseline === undefined || baseline.gone.length === 0 ? [] : [`${baseline.gone.length} gone`]),
    ...(below === 0 ? [] : [`${below} less severe not shown`]),
  ];
  return `${parts.join(' · ')}.`;
}

function rowsOf({ severity, control, subject, source, evidence }: Verdict, places: Places): readonly Row[] {
  return evidence.map(({ path, message }) => {
    const line = places.position(path)?.line;
    const file = `${relativeFile(source.file) ?? 'stdin'}${line === undefined ? '' : `:${line}`}`;
    const where = `${code(file)}<br>${code(subject.name)} ${code(path)}`;
    return { severity, control, text: `| ${severity} | ${code(message)}<br>${code(control)} | ${where} |` };
  });
}

function remedies(rows: readonly Row[], controls: readonly Control[]): string {
  const used = new Set(rows.map(({ control }) => control));
  const list = controls
    .filter(({ id }) => used.has(id))
    .map(({ id, title, fix }) => `- ${code(id)} ${text(title)}: ${text(fix)}`);
  if (list.length === 0) return '';
  return `<details><summary>How to fix</summary>\n\n${list.join('\n')}\n\n</details>`;
}

function problems({ errors }: Ending): string {
  if (errors.length === 0) return '';
  const list = errors.slice(0, mostRows).map((error) => `- ${code(problemLine(error))}`);
  return `**${counted(errors.length, 'input')} could not be read**\n\n${list.join('\n')}`;
}

/** In a code element nobody is mentioned and nothing is a link; as entities nothing is markup. */
function code(shown: string): string {
  return shown === '' ? '' : `<code>${text(shown)}</code>`;
}

function text(shown: string): string {
  const whole = plain(shown);
  const cut = whole.length > longestText ? `${whole.slice(0, longestText)}…` : whole;
  return cut.toWellFormed().replace(/[!-/:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
