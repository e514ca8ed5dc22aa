// Takes away what has run out: a response whose plan named its end, such as the denial of sessions that are over by now.
// SPDX-License-Identifier: Apache-2.0
import type { RecordStore } from '../../findings/store.ts';
import { isBefore } from '../../model/time.ts';
import { type Engine, isoNow } from '../engine/ports.ts';
import { tellNews } from '../engine/reporting.ts';
import { type Run, undoRun } from '../engine/run.ts';
import { findForgery } from '../engine/trust.ts';
import { describe } from '../engine/verify.ts';
import type { Journal } from '../journal/entry.ts';
import { advance, readJournal } from '../journal/journal.ts';
import { planFor } from '../journal/plans.ts';
import { isOver, type Progress, progressOf, responsesIn } from '../journal/progress.ts';
import { caseOf } from './case.ts';
import { notAsLeft, takeBack } from './undo.ts';

export interface CleanUp {
  readonly takenAway: number;
  /** Changed by others since, not to be read, or refused: left as they are. */
  readonly left: number;
}

/** Looks through all findings. One that cannot be cleaned up keeps no other; it is tried again next time. Errors: StoreError. */
export async function takeAwayRunOut(deps: Engine): Promise<CleanUp> {
  let takenAway = 0;
  let left = 0;
  for await (const finding of findingsToLookAt(deps)) {
    const journal = await readJournal(deps.store, finding);
    for (const { response } of responsesIn(journal).filter((one) => hasRunOut(one, journal, deps))) {
      if (await takeAway(response, deps)) takenAway++;
      else left++;
    }
  }
  return { takenAway, left };
}

async function* findingsToLookAt({
  store,
  actionOf,
}: Pick<Engine, 'actionOf'> & { readonly store: RecordStore }): AsyncIterable<string> {
  for await (const { id, seen } of store.list()) {
    const action = seen.fail?.detail.response?.action;
    if (action !== undefined && actionOf(action)?.runsOut === true) yield id;
  }
}

function hasRunOut({ runsOut, phase, response, over }: Progress, journal: Journal, deps: Engine): boolean {
  if (runsOut === null || isBefore(isoNow(deps), runsOut)) return false;
  if (phase === 'undoing') return over;
  const refused = journal.some(
    (entry) => entry.response === response && entry.kind === 'undo-refused' && isOver(entry),
  );
  return phase === 'done' && !refused;
}

async function takeAway(response: string, deps: Engine): Promise<boolean> {
  const found = await caseOf(response, deps);
  if (found === null || (await findForgery(found.finding, found.progress, deps)) !== null) return false;
  const { plan } = await planFor(deps, found.progress);
  const run = undoRun(found.finding.id, response, plan);
  try {
    const ended = (await begun(run, found.progress, deps)) && (await takeBack(run, deps, { over: true }));
    await tellNews(run.finding, deps);
    return ended !== false && ended.phase === 'undone';
  } catch {
    // It cannot be read, or another run is at it: there is no hurry, it has no effect any more.
    return false;
  }
}

/** Writes down that it is taken away; false where somebody changed it since, which is then theirs. */
async function begun(run: Run, { undoCalls, phase }: Progress, deps: Engine): Promise<boolean> {
  const { finding, response } = run;
  const moved = undoCalls.size === 0 ? await notAsLeft(run, false, deps) : null;
  if (moved !== null) {
    const reason = `it has run out; changed since, so it is left alone: ${describe(moved)}`;
    await advance(deps, finding, isoNow(deps), () => ({
      ...{ response, kind: 'undo-refused', detail: { reason, over: true } },
    }));
    return false;
  }
  if (phase !== 'undoing')
    await advance(deps, finding, isoNow(deps), (journal) =>
      progressOf(journal, response).phase === 'done'
        ? { response, kind: 'undo-requested', detail: { over: true, reason: 'it has run out' } }
        : null,
    );
  return true;
}
