// Denies a response that waits: it is not made for this occurrence.
// SPDX-License-Identifier: Apache-2.0
import { mayDecide } from '../../people/may-decide.ts';
import type { Person } from '../../people/person.ts';
import { type Decisions, isoNow } from '../engine/ports.ts';
import { reportResponse } from '../engine/reporting.ts';
import type { Draft } from '../journal/entry.ts';
import { advance } from '../journal/journal.ts';
import { namesOf, personDetail } from '../journal/people.ts';
import { type Progress, progressOf } from '../journal/progress.ts';
import { agree } from './agree.ts';
import { type Decided, unknownResponse } from './approval.ts';
import { anotherPlan, caseOf, type PlanToShow } from './case.ts';

export interface DenyOptions extends PlanToShow {
  readonly reason?: string | null;
}

export async function deny(
  response: string,
  person: Person,
  deps: Decisions,
  { reason = null, ...shown }: DenyOptions = {},
): Promise<Decided> {
  const found = await caseOf(response, deps);
  if (found === null) return unknownResponse;
  const { finding, progress: before } = found;
  const may = mayDecide('deny', person, finding, deps.policy.respond);
  if (!may.ok) return may;
  const other = anotherPlan(before, shown);
  if (other !== null) return { ok: false, reason: other };
  if (before.phase !== 'awaiting-approval') return nothingToDeny(before);
  const matter = {
    decision: 'deny',
    finding: finding.id,
    occurrence: before.occurrence,
    response,
    until: null,
  } as const;
  const agreed = await agree(matter, person, may.whyTwo, deps);
  if (!agreed.enough) return { ok: true, responded: null, half: true, says: agreed.words };
  const { beside } = agreed;
  const detail = { ...personDetail(person, beside), reason };
  const by = namesOf(person, beside);
  const { journal, written } = await advance(deps, finding.id, isoNow(deps), (now): Draft | null =>
    progressOf(now, response).phase === 'awaiting-approval' ? { response, kind: 'denied', by, detail } : null,
  );
  const progress = progressOf(journal, response);
  if (written === null) return nothingToDeny(progress);
  return { ok: true, responded: await reportResponse(finding, progress, deps), says: 'denied' };
}

function nothingToDeny({ phase }: Progress): Decided {
  return { ok: false, reason: `there is nothing to deny: the response is ${phase}` };
}
