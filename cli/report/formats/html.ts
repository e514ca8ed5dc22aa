// One self-contained HTML page: overviews by family and by workload, what fails worst first, what could not be judged, what could not be read. No script, no links out.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../../shared/model/control.ts';
import type { Verdict } from '../../../shared/model/verdict.ts';
import type { Waiver } from '../../../shared/policy/policy.ts';
import { problemLine } from '../../input/problem.ts';
import { defineReport, type ReportContext } from '../define.ts';
import { escaped } from '../escape.ts';
import { countColumns, countRows, worstFirstOrder } from '../html-counts.ts';
import { pageOf, referencesOf, referenceWords } from '../references.ts';
import type { Ending, Report } from '../report.ts';

export const html = defineReport({
  says: 'one self-contained page',
  begins: /^<!doctype html>\s*<html lang="en"><head><meta charset="utf-8"><title>Seawall/,
  open: htmlReport,
});

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #8886; overflow-wrap: anywhere; }
th { white-space: nowrap; }
.critical { color: #b00020; font-weight: bold; } .high { color: #c43e00; } .medium { color: #8a6d00; } .low { color: #2962a8; }
@media (prefers-color-scheme: dark) { .critical { color: #ff6b7d; } .high { color: #ff9d66; } .medium { color: #e6c84f; } .low { color: #82b1ff; } }
/* On a narrow screen each fail is a card. */
@media (max-width: 45rem) { .wide th { display: none; } .wide td { display: block; border: 0; padding: .1rem 0; } .wide tr { display: block; padding: .6rem 0; border-bottom: 1px solid #8886; } }
small, .waived { color: #717171; } @media (prefers-color-scheme: dark) { small, .waived { color: #a0a0a0; } } code { font-size: .9em; }`;

function htmlReport(options: ReportContext): Report {
  const { output } = options;
  const failed: { readonly verdict: Verdict; readonly waiver: Waiver | null }[] = [];
  const unknown = new Map<string, Set<string>>();
  return {
    verdict(verdict, waiver = null) {
      if (verdict.outcome === 'fail') failed.push({ verdict, waiver });
      else if (verdict.outcome === 'unknown') {
        const reasons = unknown.get(verdict.control) ?? new Set();
        unknown.set(verdict.control, reasons.add(verdict.reason ?? ''));
      }
    },
    async end({ summary: { observations, verdicts }, errors, baseline, waived = 0 }: Ending) {
      failed.sort((a, b) => worstFirstOrder(a.verdict, b.verdict));
      const about = new Map(options.controls.map((control) => [control.id as string, control]));
      await output.write(head(options));
      await output.write(
        `<p>${observations} judged: <b>${verdicts.fail} fail</b>${waived === 0 ? '' : ` (${waived} waived)`}, ${verdicts.pass} pass, ${verdicts.unknown} unknown.${known(baseline)}</p>\n`,
      );
      await output.write(
        overviews(failed.filter(({ waiver }) => waiver === null).map(({ verdict }) => verdict)),
      );
      const rows = failed.map(({ verdict, waiver }) => failure(verdict, waiver, about.get(verdict.control)));
      await output.write(section('Fails', ['Severity', 'Control', 'Subject', 'What'], rows));
      await output.write(section('Could not be judged', ['Control', 'Why'], [...unknown].map(blind)));
      const lines = errors.map((error) => [escaped(problemLine(error))]);
      await output.write(section('Could not be read', ['Input'], lines));
      await output.write('</body></html>\n');
    },
  };
}

function known(baseline: Ending['baseline']): string {
  return baseline === undefined
    ? ''
    : ` Against the baseline: ${baseline.new} new, ${baseline.known} known and not shown, ${baseline.gone.length} gone.`;
}

function head({ policy, now }: ReportContext): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Seawall report</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><style>${style}</style></head>
<body><h1>Seawall report</h1><p><small>${escaped(now)} · policy ${escaped(policy)}</small></p>
`;
}

function overviews(failed: readonly Verdict[]): string {
  const families = countRows(failed, ({ family }) => ({ title: family, small: '' }));
  const subjects = countRows(failed, ({ subject, source }) => ({
    title: subject.name,
    small: [subject.kind, source.file ?? ''].filter((part) => part !== '').join(' · '),
  }));
  return (
    section('By family', countColumns('Family'), families) +
    section('By workload', countColumns('Subject'), subjects)
  );
}

/** Cells come escaped. */
function section(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const names = columns.map((name) => `<th>${name}</th>`).join('');
  const kind = columns.includes('What') ? ' class="wide"' : '';
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>\n`).join('');
  return `<h2>${title}</h2>\n<table${kind}><tr>${names}</tr>\n${body}</table>\n`;
}

function failure(
  { severity, control, subject, source, evidence }: Verdict,
  waiver: Waiver | null,
  about: Control | undefined,
): string[] {
  const places = evidence.map(({ path, message }) => `<code>${escaped(path)}</code> ${escaped(message)}`);
  const waived =
    waiver === null
      ? ''
      : `<br><span class="waived">waived until ${escaped(waiver.until)}: ${escaped(waiver.reason)}</span>`;
  return [
    `<span class="${severity}">${severity}</span>${waived}`,
    `${escaped(about?.title ?? control)}<br><small>${escaped(control)}</small>`,
    `${escaped(subject.name)}<br><small>${escaped(source.file ?? '')}</small>`,
    `${places.join('<br>')}<br><small>${escaped(about?.fix ?? '')}<br>${standsFor(about)}</small>`,
  ];
}

/** In words, not links: the page asks nobody for anything. */
function standsFor(control: Control | undefined): string {
  if (control === undefined) return '';
  const page = pageOf(control);
  return [...referencesOf(control).map(referenceWords), ...(page === null ? [] : [page])]
    .map(escaped)
    .join(' · ');
}

function blind([control, reasons]: [string, ReadonlySet<string>]): string[] {
  return [escaped(control), [...reasons].map(escaped).join('<br>')];
}
