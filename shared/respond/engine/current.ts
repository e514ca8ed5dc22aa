// A finding as responses go by it: as the record holds it now, and as the policy now wants it answered.
// SPDX-License-Identifier: Apache-2.0

import { findingOf } from '../../findings/finding.ts';
import type { Row } from '../../findings/row.ts';
import type { Finding, FindingChange } from '../../model/finding.ts';
import { responseModes } from '../../model/response.ts';
import type { Held } from '../guardrails/guardrails.ts';
import { type Decisions, isoNow } from './ports.ts';

type Deps = Pick<Decisions, 'store' | 'view' | 'now' | 'responseTo'>;

/** `approved`: people approved a response to it, which is more than that somebody has seen it. */
export async function currentFinding(id: string, deps: Deps, approved = false): Promise<Finding | null> {
  const row = await deps.store.get(id);
  if (row === null) return null;
  const finding = findingOf(unheld(row, approved), { ...deps.view, now: isoNow(deps) });
  return finding === null ? null : { ...finding, response: await allowResponse(finding, deps) };
}

/** The change with the finding as the record has it now: since it was told, somebody may have waived or mended it. */
export async function changeNow(
  change: FindingChange,
  deps: Deps,
  approved = false,
): Promise<FindingChange | Held> {
  const finding = await currentFinding(change.finding.id, deps, approved);
  if (finding === null)
    return { by: 'changed-since', reason: 'the record does not know this finding (any more)' };
  if (finding.reopened !== change.finding.reopened)
    return { by: 'changed-since', reason: 'it has been resolved and come back since' };
  if (finding.status === 'resolved') return { by: 'changed-since', reason: 'it has been resolved since' };
  if (finding.status === 'acknowledged')
    return { by: 'waiver', reason: 'somebody has acknowledged it since' };
  if (finding.dormant) return { by: 'changed-since', reason: 'nothing runs of it any more' };
  if (finding.response === null) return { by: 'mode', reason: 'the policy has nothing done about it by now' };
  return { ...change, finding };
}

/** Everybody may say that they have seen a finding: only those who may approve responses hold them back by it. */
function unheld(row: Row, approved = false): Row {
  const { acknowledged } = row.decided;
  const holds = acknowledged !== null && acknowledged.approver !== false && !approved;
  return holds ? row : { ...row, decided: { ...row.decided, acknowledged: null } };
}

async function allowResponse(finding: Finding, deps: Deps): Promise<Finding['response']> {
  return finding.response === null ? null : allowedNow(finding, await deps.responseTo(finding));
}

/** The weaker of what the record says was allowed when it was judged, and what is allowed now; null: no response. */
export function allowedNow(
  { response: recorded }: Pick<Finding, 'response'>,
  now: Finding['response'],
): Finding['response'] {
  if (recorded === null || now === null) return null;
  // Judged by another version, or made up: it is judged again before anything is done.
  if (now.action !== recorded.action) return null;
  return { action: now.action, mode: weaker(recorded.mode, now.mode) };
}

type Mode = (typeof responseModes)[number];

function weaker(a: Mode, b: Mode): Mode {
  return responseModes.indexOf(a) < responseModes.indexOf(b) ? a : b;
}
