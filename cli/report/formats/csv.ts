// CSV (RFC 4180): a row for each evidence, for spreadsheets and auditors.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../../shared/model/control.ts';
import type { Verdict } from '../../../shared/model/verdict.ts';
import type { Waiver } from '../../../shared/policy/policy.ts';
import { plain } from '../../terminal/terminal.ts';
import { controlsById } from '../controls-by-id.ts';
import { defineReport, type ReportContext } from '../define.ts';
import { noPlaces, type Places } from '../places.ts';
import { pageOf } from '../references.ts';
import type { Report } from '../report.ts';

export const csv = defineReport({ says: 'CSV, for spreadsheets', begins: null, open: csvReport });

/** The sections that a control stands for, and its page. */
export const referenceColumns: readonly string[] = ['nist-800-190', 'cis', 'fsbp', 'attack', 'page'];

const columns = [
  ...['outcome', 'severity', 'control', 'title', 'platform', 'kind', 'subject', 'name', 'account', 'region'],
  ...['file', 'line', 'column', 'path', 'message', 'fix', 'waivedUntil', 'waiverReason'],
  ...referenceColumns,
];

function csvReport({ output, controls }: ReportContext): Report {
  const about = controlsById(controls);
  let begun = false;
  const begin = async () => {
    if (!begun) await output.write(csvLine(columns));
    begun = true;
  };
  return {
    async verdict(verdict, waiver = null, places = noPlaces) {
      await begin();
      const control = about.get(verdict.control);
      for (const row of rowsOf(verdict, waiver, places, control))
        await output.write(csvLine([...row, ...referenceCells(control)]));
    },
    end: begin,
  };
}

function rowsOf(
  verdict: Verdict,
  waiver: Waiver | null,
  places: Places,
  about: Control | undefined,
): readonly string[][] {
  const { outcome, severity, control, subject, source, evidence, reason } = verdict;
  const { platform, kind, id, name, account, region } = subject;
  const { title = '', fix = '' } = about ?? {};
  const head = [outcome, severity, control, title, platform, kind, id, name, account ?? '', region ?? ''];
  const waived = [waiver?.until ?? '', waiver?.reason ?? ''];
  const file = source.file ?? '';
  if (evidence.length === 0) return [[...head, file, '', '', '', reason ?? '', fix, ...waived]];
  return evidence.map(({ path, message }) => {
    const position = places.position(path);
    const place = [`${position?.line ?? ''}`, `${position?.column ?? ''}`];
    return [...head, file, ...place, path, message, fix, ...waived];
  });
}

export function referenceCells(control: Control | undefined): readonly string[] {
  const { nist = [], cis = [], fsbp = [], attack = [] } = control?.references ?? {};
  const page = control === undefined ? null : pageOf(control);
  return [...[nist, cis, fsbp, attack].map((ids) => ids.join('; ')), page ?? ''];
}

export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

// A spreadsheet takes these for the beginning of a formula (OWASP, "CSV Injection").
const formula = /^[=+\-@\t\r]/;

function cell(text: string): string {
  const shown = plain(text);
  return `"${(formula.test(shown) ? `'${shown}` : shown).replaceAll('"', '""')}"`;
}
