// The sum of a run in one line, last of all.
// SPDX-License-Identifier: Apache-2.0

import type { Ending } from './report.ts';
import { counted } from './words.ts';

export function summaryLine({ summary, errors, baseline, waived = 0, below = 0 }: Ending): string {
  const { verdicts, observations } = summary;
  const { fail, pass, unknown } = verdicts;
  const failed = waived === 0 ? `${fail} fail` : `${fail} fail (${waived} waived)`;
  const parts = [`${observations} judged: ${failed}, ${pass} pass, ${unknown} unknown`];
  if (baseline !== undefined)
    parts.push(`baseline: ${baseline.new} new, ${baseline.known} known, ${baseline.gone.length} gone`);
  if (below > 0) parts.push(`${below} less severe not shown`);
  if (errors.length > 0) parts.push(`${counted(errors.length, 'problem')} with the input`);
  return parts.join(' · ');
}
