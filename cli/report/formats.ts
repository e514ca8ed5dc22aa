// The report that `evaluate --format` asks for.

import { needsFacts, type Run } from '../program/run.ts';
import { version } from '../program/version.ts';
import { type CommonOptions, wantsColour } from '../terminal/options.ts';
import { htmlReport } from './html.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import type { Output } from './output.ts';
import type { Report } from './report.ts';
import { type Locate, sarifReport } from './sarif.ts';
import { verdictTable } from './table.ts';

export const formats = ['table', 'json', 'sarif', 'html', 'junit'] as const;

/** `locate` finds an evidence's line, for SARIF. */
export function reportFor(
  output: Output,
  options: Pick<CommonOptions, 'format' | 'color'>,
  { policy, controls, now }: Run,
  locate: Locate,
): Report {
  switch (options.format) {
    case 'json':
      return jsonReport(output);
    case 'sarif':
      return sarifReport(output, controls, locate, version);
    case 'junit':
      return junitReport(output);
    case 'html':
      return htmlReport(output, { controls, policy: `${policy.source} (${policy.hash})`, now });
    default:
      return verdictTable(output, { colour: wantsColour(options, output.terminal), needsFacts });
  }
}
