// The forms of the result of `evaluate`: everything that speaks of formats (options, help, tests) reads this list.
// Written by `npm run generate` from the files beside it; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { ReportFormat } from '../define.ts';
import { csv } from './csv.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { ocsf } from './ocsf.ts';
import { oscal } from './oscal.ts';
import { sarif } from './sarif.ts';
import { table } from './table.ts';

export const reports = {
  table,
  csv,
  github,
  gitlab,
  html,
  json,
  junit,
  markdown,
  ocsf,
  oscal,
  sarif,
} as const satisfies Readonly<Record<string, ReportFormat>>;

export type FormatName = keyof typeof reports;

/** The first is what is written where nothing else is asked for. */
export const formats = Object.keys(reports) as readonly FormatName[];

export function isFormat(name: string): name is FormatName {
  return Object.hasOwn(reports, name);
}
