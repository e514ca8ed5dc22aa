// Writes cli/report/formats/index.ts: every form of the result, so that a new one is in it without being listed by hand.
// SPDX-License-Identifier: Apache-2.0
import type { ReportFormat } from '../../cli/report/define.ts';
import { type Definition, definitionsIn, importsOf, refuseSameExport } from './definitions.ts';
import { type Exported, hasKeys, loadNamedExports } from './exports.ts';
import type { Output } from './output.ts';

export const reportFolder = 'cli/report/formats/';

/** What is written where nothing else is asked for. */
const usual = 'table';

/** cli/report/formats/index.ts. */
export function reportIndex(root: string): Output {
  const found = refuseSameExport(definitionsIn(root, `${reportFolder}*.ts`, 'defineReport'));
  return { path: `${reportFolder}index.ts`, text: renderReportIndex(found.toSorted(usualFirst)) };
}

/** Everything under `root` that defineReport made, the usual one first. Throws, naming the file, where one bears another name. */
export async function reportExports(root: string): Promise<readonly Exported<ReportFormat>[]> {
  const isDefined = (value: unknown): value is ReportFormat => hasKeys(value, 'says', 'begins', 'open');
  const found = await loadNamedExports(
    root,
    { folder: reportFolder, isDefined },
    ({ exportName }) => exportName,
  );
  return found.toSorted(usualFirst);
}

type Named = Pick<Definition, 'exportName'>;

function usualFirst(a: Named, b: Named): number {
  return Number(b.exportName === usual) - Number(a.exportName === usual);
}

export function renderReportIndex(reports: readonly Definition[]): string {
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
