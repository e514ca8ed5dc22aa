// Before a workload is stopped: gathers what it is and what it last said, and keeps it, with bounded patience. Never holds a response back.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../model/finding.ts';
import type { KeptEvidence } from '../../model/response.ts';
import {
  bounds,
  emptyEvidence,
  evidenceKey,
  evidenceText,
  type GatheredEvidence,
} from '../evidence/evidence.ts';
import { notKept } from '../evidence/keeper.ts';
import { note } from '../evidence/sources.ts';
import { type Engine, isoNow } from './ports.ts';
import type { Run } from './run.ts';

/** Null where the action destroys none, or the policy wants none kept. */
export async function keepEvidence(finding: Finding, run: Run, deps: Engine): Promise<KeptEvidence | null> {
  const action = finding.response === null ? null : deps.actionOf(finding.response.action);
  const { evidence: wanted } = action ?? {};
  if (wanted === undefined || deps.policy.respond.evidence === 'off' || !wanted.isNeeded(run.calls))
    return null;
  if (deps.evidence === undefined) return notKept(['there is no bucket to keep it in here']);
  const evidence = emptyEvidence();
  const sources = { reads: deps.reads, sessionFor: deps.sessionFor, place: run.place, now: deps.now() };
  const gathering = wanted.gather(finding, run.calls, sources, evidence);
  await patiently(deps.evidence.within(bounds.gathering, finish(gathering)), 'gathering', evidence);
  // Names alone are no evidence.
  if (evidence.workloads.every(({ description }) => description === null)) return notKept(evidence.missing);
  const of = { finding: finding.id, response: run.response, control: finding.control, at: isoNow(deps) };
  const { text, sha256 } = evidenceText(of, evidence);
  const keeping = deps.evidence.keep(evidenceKey(of.finding, of.response), text);
  const place = await patiently(deps.evidence.within(bounds.keeping, keeping), 'keeping it', evidence);
  return place === null ? notKept(evidence.missing) : { ...place, sha256, missing: evidence.missing };
}

async function finish(work: Promise<void>): Promise<true> {
  await work;
  return true;
}

/** The result; null, with a note of why, where it is late or failed. */
async function patiently<T>(
  work: Promise<T | null>,
  what: string,
  { missing }: GatheredEvidence,
): Promise<T | null> {
  try {
    const result = await work;
    if (result === null) note(missing, `${what} took longer than Seawall waits`);
    return result;
  } catch (error) {
    note(missing, `${what} failed: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}
