// A finding as responses go by it: as the record holds it now, and as the policy now wants it answered.
import type { Finding } from '../../model/finding.ts';
import { responseModes } from '../../model/response.ts';
import { findingOf } from '../../record/finding.ts';
import type { Row } from '../../record/row.ts';
import { type EngineParts, isoNow } from './ports.ts';

type Parts = Pick<EngineParts, 'store' | 'view' | 'now' | 'responseTo'>;

/** `approved`: people approved a response to it, which is more than that somebody has seen it. */
export async function currentFinding(id: string, parts: Parts, approved = false): Promise<Finding | null> {
  const row = await parts.store.get(id);
  if (row === null) return null;
  const finding = findingOf(unheld(row, approved), { ...parts.view, now: isoNow(parts) });
  return finding === null ? null : { ...finding, response: await allowed(finding, parts) };
}

/** Everybody may say that they have seen a finding: only those who may approve responses hold them back by it. */
function unheld(row: Row, approved = false): Row {
  const { acknowledged } = row.decided;
  const holds = acknowledged !== null && acknowledged.approver !== false && !approved;
  return holds ? row : { ...row, decided: { ...row.decided, acknowledged: null } };
}

/** The weaker of what the record says was allowed when it was judged, and what is allowed now; null: no response. */
async function allowed(finding: Finding, parts: Parts): Promise<Finding['response']> {
  const recorded = finding.response;
  const now = recorded === null ? null : await parts.responseTo(finding);
  if (recorded === null || now === null) return null;
  // Judged by another version, or made up: it is judged again before anything is done.
  if (now.action !== recorded.action) return null;
  return { action: now.action, mode: weaker(recorded.mode, now.mode) };
}

type Mode = (typeof responseModes)[number];

function weaker(a: Mode, b: Mode): Mode {
  return responseModes.indexOf(a) < responseModes.indexOf(b) ? a : b;
}
