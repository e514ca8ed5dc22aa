// One self-contained HTML page: overviews by family and by workload, what fails worst first, what could not be judged, what could not be read. No script, no links out.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../../shared/model/control.ts';
import type { Verdict } from '../../../shared/model/verdict.ts';
import type { Waiver } from '../../../shared/policy/policy.ts';
import { problemLine } from '../../input/problem.ts';
import { controlsById } from '../controls-by-id.ts';
import { defineReport, type ReportContext } from '../define.ts';
import { escaped } from '../escape.ts';
import { countColumns, countRows, worstFirstOrder } from '../html-counts.ts';
import { pageEnd, pageHead, section } from '../html-page.ts';
import { pageOf, referencesOf, referenceWords } from '../references.ts';
import type { Ending, Report } from '../report.ts';

export const html = defineReport({
  says: 'one self-contained page',
  begins: /^<!doctype html>\s*<html lang="en"><head><meta charset="utf-8"><title>Seawall/,
  open: htmlReport,
});

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
      const about = controlsById(options.controls);
      await output.write(pageHead('report', options));
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
      await output.write(pageEnd);
    },
  };
}

function known(baseline: Ending['baseline']): string {
  return baseline === undefined
    ? ''
    : ` Against the baseline: ${baseline.new} new, ${baseline.known} known and not shown, ${baseline.gone.length} gone.`;
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
