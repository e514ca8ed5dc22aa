// Takes a response back: only where everything is still as the response left it; otherwise it shows what is different.
import { mayDecide } from '../../people/may-decide.ts';
import type { Person } from '../../people/person.ts';
import { recordDecision } from '../../record/record.ts';
import { described, type Run, sendAll, undoRun, verified } from '../engine/calls.ts';
import { ComeAgain, type Difference, type EngineParts, isoNow } from '../engine/ports.ts';
import { reported } from '../engine/reporting.ts';
import { forged } from '../engine/trust.ts';
import { advance } from '../journal/journal.ts';
import { namesOf, personDetail } from '../journal/people.ts';
import { planFor } from '../journal/plans.ts';
import { type Phase, type Progress, progressOf } from '../journal/progress.ts';
import type { Kept } from '../planning/action.ts';
import { agree } from './agree.ts';
import { anotherPlan, caseOf, type Decided, type ShownPlan } from './approval.ts';

export type Undone =
  | Decided
  | { readonly ok: false; readonly reason: string; readonly differences: readonly Difference[] };

const undoable: ReadonlySet<Phase> = new Set(['done', 'failed', 'undoing', 'undo-failed']);

/** Undoes a response. The brake does not hold this back: it is how people mend what a response broke. Errors: as `respond`. */
export async function undo(
  response: string,
  person: Person,
  parts: EngineParts,
  shown: ShownPlan = {},
): Promise<Undone> {
  const found = await caseOf(response, parts);
  if (found === null) return { ok: false, reason: 'there is no such response' };
  const { finding, progress } = found;
  const may = mayDecide('undo', person, finding, parts.policy.respond);
  if (!may.ok) return may;
  const refusal =
    nothingToUndo(progress) ?? anotherPlan(progress, shown) ?? (await forged(finding, progress, parts));
  if (refusal !== null) return { ok: false, reason: refusal };
  const { plan } = await planFor(parts, progress);
  const run = undoRun(finding.id, response, plan);
  if (progress.undoCalls.size === 0) {
    const moved = await notAsLeft(run, progress.ended === 'failed', parts);
    if (moved !== null) return refuse(run, person, moved, parts);
    const half =
      progress.phase === 'undoing'
        ? null
        : await requested(run, progress, { person, whyTwo: may.whyTwo }, parts);
    if (half !== null) return { ok: true, responded: null, half: true, says: half };
  }
  const ended = await takenBack(run, parts);
  const responded = await reported(finding, ended, parts);
  if (ended.phase !== 'undone')
    return { ok: false, reason: String(ended.last?.detail.reason ?? ended.phase) };
  return { ok: true, responded, says: 'undone, and verified' };
}

export function nothingToUndo({ phase, undoable: canBe }: Progress): string | null {
  if (!undoable.has(phase)) return `there is nothing to undo: it is ${phase}`;
  return canBe ? null : 'this response cannot be undone';
}

async function takenBack(run: Run, parts: EngineParts): Promise<Progress> {
  const sent = await sendAll(run, parts, async () => null);
  if (!sent.ok) return end(run, 'undo-failed', { reason: sent.reason }, parts);
  const effect = await verified(run, parts);
  if (!effect.ok) return end(run, 'undo-failed', { reason: effect.reason }, parts);
  await noMoreMending(run.finding, parts);
  return end(run, 'undone', { restored: run.to.map(({ what }) => what) }, parts);
}

/** What was undone mends nothing: the finding stands as it did before. */
async function noMoreMending(finding: string, parts: EngineParts): Promise<void> {
  const context = { ...parts.view, now: isoNow(parts), replayed: false };
  await recordDecision(parts.store, finding, { kind: 'end-remediation' }, context);
}

/** What is not as the response left it. What a response that failed half-way never reached may be as before. */
async function notAsLeft(
  run: Run,
  halfDone: boolean,
  parts: EngineParts,
): Promise<readonly Difference[] | null> {
  const differences: Difference[] = [];
  for (const [index, piece] of run.from.entries()) {
    const found = await differencesOf(run, piece, parts);
    const before = run.to[index];
    if (found.length === 0) continue;
    if (halfDone && before !== undefined && (await differencesOf(run, before, parts)).length === 0) continue;
    differences.push(...found);
  }
  return differences.length === 0 ? null : differences;
}

/** Errors: ComeAgain where it cannot be read. */
async function differencesOf(run: Run, piece: Kept, parts: EngineParts): Promise<readonly Difference[]> {
  const compared = await parts.compare([piece], run.place, parts.reads);
  if (!compared.ok) throw new ComeAgain(`${piece.what} cannot be read: ${compared.reason}`);
  return compared.differences;
}

async function refuse(
  { finding, response }: Run,
  person: Person,
  differences: readonly Difference[],
  parts: EngineParts,
): Promise<Undone> {
  const reason = `changed since, so it is left alone: ${described(differences)}`;
  const detail = { reason, differences: differences.map((one) => ({ ...one })) };
  await advance(parts, finding, isoNow(parts), () => ({
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
async function requested(
  { finding, response }: Run,
  { occurrence }: Progress,
  { person, whyTwo }: Asking,
  parts: EngineParts,
): Promise<string | null> {
  const agreed = await agree(
    { decision: 'undo', finding, occurrence, response, until: null },
    person,
    whyTwo,
    parts,
  );
  if (!agreed.enough) return agreed.words;
  const { beside } = agreed;
  await advance(parts, finding, isoNow(parts), (journal) => {
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
  detail: Readonly<Record<string, string | readonly string[]>>,
  parts: EngineParts,
): Promise<Progress> {
  const { journal } = await advance(parts, finding, isoNow(parts), (now) =>
    progressOf(now, response).phase === 'undoing' ? { response, kind, detail } : null,
  );
  return progressOf(journal, response);
}
