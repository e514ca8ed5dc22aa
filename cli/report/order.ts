// The order in which reports name fails: the most severe first, and the same in every language of the machine.
// SPDX-License-Identifier: Apache-2.0
import { type Severity, severityRank } from '../../shared/model/severity.ts';

export function bySeverity(a: { readonly severity: Severity }, b: { readonly severity: Severity }): number {
  return severityRank(b.severity) - severityRank(a.severity);
}

export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
