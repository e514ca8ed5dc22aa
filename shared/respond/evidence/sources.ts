// Where evidence is read from; whatever does not answer is written down as missing, and keeps nothing else from being had.
// SPDX-License-Identifier: Apache-2.0
import type { ApiAnswer, AwsApi } from '../../gather/api.ts';
import type { FactPlace } from '../../model/facts.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';
import { bounds, type GatheredEvidence } from './evidence.ts';

export interface Sources {
  /** Reads of the platform. */
  readonly reads: AwsApi;
  /** A session that may send these calls and no others: what applications log is read in one of its own for each stream. */
  readonly sessionFor: (errand: FactPlace & { readonly calls: readonly PlannedCall[] }) => AwsApi;
  readonly place: FactPlace;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const longestReason = 300;

/** The output, or null with a note of what is missing. */
export async function ask(
  call: PlannedCall,
  { reads, place }: Pick<Sources, 'reads' | 'place'>,
  { missing }: GatheredEvidence,
): Promise<JsonObject | null> {
  const { service, operation, parameters } = call;
  const answer: ApiAnswer = await reads.call({ ...place, service, operation, input: parameters });
  if (answer.ok) return answer.output;
  note(missing, `${service}.${operation}: ${answer.reason}`);
  return null;
}

/** In one line of plain text. */
export function note(missing: string[], reason: string): void {
  const said = reason.replace(/[\p{C}\p{Z}]+/gu, ' ').slice(0, longestReason);
  if (!missing.includes(said)) missing.push(said);
}

/** Takes the place of one log; false where none is left. */
export function hasRoom(evidence: GatheredEvidence): boolean {
  evidence.logsLeft -= 1;
  if (evidence.logsLeft < 0)
    note(evidence.missing, `of more than ${bounds.logs} logs only the first were read`);
  return evidence.logsLeft >= 0;
}
