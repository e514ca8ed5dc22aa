// Takes a response back: only where everything is still as the response left it; otherwise it shows what is different.
// SPDX-License-Identifier: Apache-2.0
import { recordDecision } from '../../findings/record.ts';
import type { JsonObject } from '../../model/json.ts';
import { mayDecide } from '../../people/may-decide.ts';
import type { Person } from '../../people/person.ts';
import { sendAll } from '../engine/calls.ts';
import { type Decisions, type Engine, isoNow, RetryLater } from '../engine/ports.ts';
import { reportResponse } from '../engine/reporting.ts';
import { type Run, undoRun } from '../engine/run.ts';
import { findForgery } from '../engine/trust.ts';
import { describe, verifyEffect } from '../engine/verify.ts';
import { advance } from '../journal/journal.ts';
import { namesOf, personDetail } from '../journal/people.ts';
import { planFor } from '../journal/plans.ts';
import { type Phase, type Progress, progressOf } from '../journal/progress.ts';
import type { Kept } from '../planning/action.ts';
import type { Difference } from '../state/compare.ts';
import { agree } from './agree.ts';
import type { Decided } from './approval.ts';
import { anotherPlan, caseOf, type PlanToShow } from './case.ts';

export type Undone =
  | Decided
  | { readonly ok: false; readonly reason: string; readonly differences: readonly Difference[] };

const undoable: ReadonlySet<Phase> = new Set(['done', 'failed', 'undoing', 'undo-failed']);

/** Undoes a response. The kill switch does not hold this back: it is how people mend what a response broke. Errors: as `respond`. */
export async function undo(
  response: string,
  person: Person,
  deps: Engine,
  shown: PlanToShow = {},
): Promise<Undone> {
  const found = await caseOf(response, deps);
  if (found === null) return { ok: false, reason: 'there is no such response' };
  const { finding, progress } = found;
  const may = mayDecide('undo', person, finding, deps.policy.respond);
  if (!may.ok) return may;
  const refusal =
    nothingToUndo(progress) ?? anotherPlan(progress, shown) ?? (await findForgery(finding, progress, deps));
  if (refusal !== null) return { ok: false, reason: refusal };
  const { plan } = await planFor(deps, progress);
  const run = undoRun(finding.id, response, plan);
  if (progress.undoCalls.size === 0) {
    const moved = await notAsLeft(run, progress.ended === 'failed', deps);
    if (moved !== null) return refuse(run, person, moved, deps);
    const half =
      progress.phase === 'undoing'
        ? null
        : await requestUndo(run, progress, { person, whyTwo: may.whyTwo }, deps);
    if (half !== null) return { ok: true, responded: null, half: true, says: half };
  }
  const ended = await takeBack(run, deps);
  const responded = await reportResponse(finding, ended, deps);
  if (ended.phase !== 'undone')
    return { ok: false, reason: String(ended.last?.detail.reason ?? ended.phase) };
  return { ok: true, responded, says: 'undone, and verified' };
}

export function nothingToUndo({ phase, undoable: canBe }: Progress): string | null {
  if (!undoable.has(phase)) return `there is nothing to undo: it is ${phase}`;
  return canBe ? null : 'this response cannot be undone';
}

/** `about`: what the last entry says besides. */
export async function takeBack(run: Run, deps: Engine, about: JsonObject = {}): Promise<Progress> {
  const sent = await sendAll(run, deps, async () => null);
  if (!sent.ok) return end(run, 'undo-failed', { ...about, reason: sent.reason }, deps);
  const effect = await verifyEffect(run, deps);
  if (!effect.ok) return end(run, 'undo-failed', { ...about, reason: effect.reason }, deps);
  await noMoreMending(run.finding, deps);
  return end(run, 'undone', { ...about, restored: run.to.map(({ what }) => what) }, deps);
}

/** What was undone mends nothing: the finding stands as it did before. */
async function noMoreMending(finding: string, deps: Engine): Promise<void> {
  const context = { ...deps.view, now: isoNow(deps), replayed: false };
  await recordDecision(deps.store, finding, { kind: 'end-remediation' }, context);
}

/** What is not as the response left it. What a response that failed half-way never reached may be as before. */
export async function notAsLeft(
  run: Run,
  halfDone: boolean,
  deps: Engine,
): Promise<readonly Difference[] | null> {
  const differences: Difference[] = [];
  for (const [index, piece] of run.from.entries()) {
    const found = await differencesOf(run, piece, deps);
    const before = run.to[index];
    if (found.length === 0) continue;
    if (halfDone && before !== undefined && (await differencesOf(run, before, deps)).length === 0) continue;
    differences.push(...found);
  }
  return differences.length === 0 ? null : differences;
}

/** Errors: RetryLater where it cannot be read. */
async function differencesOf(run: Run, piece: Kept, deps: Engine): Promise<readonly Difference[]> {
  const compared = await deps.compare([piece], run.place, deps.reads);
  if (!compared.ok) throw new RetryLater(`${piece.what} cannot be read: ${compared.reason}`);
  return compared.differences;
}

async function refuse(
  { finding, response }: Run,
  person: Person,
  differences: readonly Difference[],
  deps: Decisions,
): Promise<Undone> {
  const reason = `changed since, so it is left alone: ${describe(differences)}`;
  const detail = { reason, differences: differences.map((one) => ({ ...one })) };
  await advance(deps, finding, isoNow(deps), () => ({
    response,
    kind: 'undo-refused',
    by: person.name,
    detail,
  }));
  return { ok: false, reason, differences };
}

interface Asking {
  readonly person: Person;
  readonly whyTwo: string | null;
}

/** Writes the request down; words where a second person has to ask for it too. */
async function requestUndo(
  { finding, response }: Run,
  { occurrence }: Progress,
  { person, whyTwo }: Asking,
  deps: Engine,
): Promise<string | null> {
  const agreed = await agree(
    { decision: 'undo', finding, occurrence, response, until: null },
    person,
    whyTwo,
    deps,
  );
  if (!agreed.enough) return agreed.words;
  const { beside } = agreed;
  await advance(deps, finding, isoNow(deps), (journal) => {
    const { phase } = progressOf(journal, response);
    if (phase === 'undoing' || !undoable.has(phase)) return null;
    const detail = personDetail(person, beside);
    return { response, kind: 'undo-requested', by: namesOf(person, beside), detail };
  });
  return null;
}

async function end(
  { finding, response }: Run,
  kind: 'undone' | 'undo-failed',
  detail: JsonObject,
  deps: Engine,
): Promise<Progress> {
  const { journal } = await advance(deps, finding, isoNow(deps), (now) =>
    progressOf(now, response).phase === 'undoing' ? { response, kind, detail } : null,
  );
  return progressOf(journal, response);
}
