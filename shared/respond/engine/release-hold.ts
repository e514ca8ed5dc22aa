// What waits for an answer either way gets one when people deny the response: such as a paused deployment, which then goes on.
// SPDX-License-Identifier: Apache-2.0
import { subjectOfId } from '../../findings/identity.ts';
import type { Finding } from '../../model/finding.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Draft } from '../journal/entry.ts';
import { advance, readJournal } from '../journal/journal.ts';
import { type Frozen, freeze, planIfThere } from '../journal/plans.ts';
import { type Progress, progressOf, responsesIn } from '../journal/progress.ts';
import type { Prepared } from '../planning/action.ts';
import { carryOut } from './carry-out.ts';
import { type Decisions, type Engine, isoNow } from './ports.ts';
import { releaseIn } from './release.ts';

/**
 * Carries out what a denied response leaves to do, as a response of its own that follows it: resumable like any other.
 * Null where there is nothing, or where something else still wants to refuse the same. Errors: as `respond`.
 */
export async function releaseHold(
  finding: Finding,
  denied: Progress,
  deps: Engine,
): Promise<Progress | null> {
  const plan = await planIfThere(deps, denied);
  const release = plan === null ? null : releaseIn(plan);
  if (plan === null || release === null || (await othersRefuse(finding, plan, deps))) return null;
  const response = `${denied.response}.denied`;
  const frozen = await freeze(deps.store, deps.sealer, response, release);
  const { journal } = await advance(deps, finding.id, isoNow(deps), (now) =>
    progressOf(now, response).phase === 'none' ? followingEntry(response, denied, frozen, deps) : null,
  );
  const progress = progressOf(journal, response);
  const open = progress.phase === 'planned' || progress.phase === 'acting';
  return open ? carryOut(finding.id, progress, deps) : progress;
}

function followingEntry(response: string, denied: Progress, { plan, hash }: Frozen, deps: Decisions): Draft {
  const { occurrence, change, last } = denied;
  const detail: JsonObject = {
    ...{ change: `${change}/denied`, occurrence, follows: denied.response, policy: deps.policy.hash },
    ...{ words: plan.words, account: plan.account, region: plan.region, undo: false, plan: hash },
    calls: plan.calls.map((call) => ({ ...call })),
    // The denial was the decision.
    approval: null,
  };
  return {
    response,
    kind: 'planned',
    ...(last?.by === null || last?.by === undefined ? {} : { by: last.by }),
    detail,
  };
}

const undecided = new Set<Progress['phase']>(['planned', 'awaiting-approval', 'approved', 'acting', 'done']);

/** Another finding about the same subject may have a response with the very same calls: one that refuses is enough. */
async function othersRefuse({ id }: Finding, plan: Prepared, deps: Decisions): Promise<boolean> {
  const calls = JSON.stringify(plan.calls);
  for (const row of await deps.store.about(subjectOfId(id))) {
    if (row.id === id) continue;
    for (const other of responsesIn(await readJournal(deps.store, row.id))) {
      if (!undecided.has(other.phase)) continue;
      const theirs = await planIfThere(deps, other);
      if (theirs !== null && JSON.stringify(theirs.calls) === calls) return true;
    }
  }
  return false;
}
