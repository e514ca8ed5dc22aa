// A form of the result of `evaluate`: what it is for, how its text begins, and how it is written.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../shared/model/control.ts';
import type { Severity } from '../../shared/model/severity.ts';
import type { Outcome } from '../../shared/model/verdict.ts';
import type { Output } from './output.ts';
import type { Report } from './report.ts';

/** How the table puts fails together. */
export const groupings = ['file', 'cause', 'control'] as const;
export type Grouping = (typeof groupings)[number];

export interface ReportContext {
  readonly output: Output;
  readonly colour: boolean;
  /** Whether names of files are to be links of the terminal; left out: not. */
  readonly links?: boolean;
  /** All controls of the run. */
  readonly controls: readonly Control[];
  /** Which policy judged, as stderr names it. */
  readonly policy: string;
  /** ISO time. */
  readonly now: string;
  /** At and above this a fail fails the run; left out: every fail does. */
  readonly failOn?: 'none' | Severity;
  /** Outcomes that were asked for by name; left out: those that are shown anyway. */
  readonly only?: ReadonlySet<Outcome>;
  /** The table's; null: as it fits. */
  readonly groupBy: Grouping | null;
}

export interface ReportFormat {
  /** For whom it is, in a few words. */
  readonly says: string;
  /** How its text begins, by which a later run in the same folder knows it; null: it is no JSON, YAML or XML that could be taken for an input. */
  readonly begins: RegExp | null;
  readonly open: (context: ReportContext) => Report;
}

/** Every form is one file that exports what it is; formats.ts lists them all. */
export function defineReport(format: ReportFormat): ReportFormat {
  return format;
}
