// Writes cli/report/formats/index.ts: every form of the result, so that adding one touches no other file by hand.
// SPDX-License-Identifier: Apache-2.0
import type { ReportFormat } from '../../cli/report/define.ts';
import { type Exported, hasKeys, importsOf, loadNamedExports } from './exports.ts';
import type { Output } from './outputs.ts';

export const reportFolder = 'cli/report/formats/';

/** What is written where nothing else is asked for. */
const usual = 'table';

/** cli/report/formats/index.ts. */
export async function reportIndex(root: string): Promise<Output> {
  return { path: `${reportFolder}index.ts`, text: renderReportIndex(await reportExports(root)) };
}

/** Everything under `root` that defineReport made, the usual one first. Throws, naming the file, where one bears another name. */
export async function reportExports(root: string): Promise<readonly Exported<ReportFormat>[]> {
  const isDefined = (value: unknown): value is ReportFormat => hasKeys(value, 'says', 'begins', 'open');
  const found = await loadNamedExports(
    root,
    { folder: reportFolder, isDefined },
    ({ exportName }) => exportName,
  );
  const rank = ({ exportName }: Exported<ReportFormat>) => (exportName === usual ? 0 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

export function renderReportIndex(reports: readonly Exported<ReportFormat>[]): string {
  return `// The forms of the result of \`evaluate\`: everything that speaks of formats (options, help, tests) reads this list.
// Written by \`npm run generate\` from the files beside it; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { ReportFormat } from '../define.ts';
${importsOf(reportFolder, reports)}

export const reports = {
${reports.map(({ exportName }) => `  ${exportName},`).join('\n')}
} as const satisfies Readonly<Record<string, ReportFormat>>;

export type FormatName = keyof typeof reports;

/** The first is what is written where nothing else is asked for. */
export const formats = Object.keys(reports) as readonly FormatName[];

export function isFormat(name: string): name is FormatName {
  return Object.hasOwn(reports, name);
}
`;
}
