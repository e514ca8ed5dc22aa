// Whether what somebody decided may still be, without doing it: what the person is told at once, and what is asked again before it is done.
// SPDX-License-Identifier: Apache-2.0
import { holds } from '../../findings/finding.ts';
import { historyOf } from '../../findings/record.ts';
import type { Finding } from '../../model/finding.ts';
import { type Decision, type DecisionAnswer, isAboutResponse } from '../../people/decision.ts';
import { mayDecide } from '../../people/may-decide.ts';
import { isApprover } from '../../people/person.ts';
import { countWord } from '../../people/two-people.ts';
import { currentFinding } from '../engine/current.ts';
import { type Decisions, isoNow } from '../engine/ports.ts';
import { readJournal } from '../journal/journal.ts';
import { progressAt } from '../journal/progress.ts';
import { type Agreed, type Matter, wouldAgree } from './agree.ts';
import { given, notApproved } from './approval.ts';
import { anotherPlan, type Case, caseOf, findHold, waitingIn } from './case.ts';
import { nothingToUndo } from './undo.ts';

export type Weighed =
  | { readonly ok: true; readonly finding: Finding; readonly whyTwo: string | null; readonly agreed: Agreed }
  | { readonly ok: false; readonly answer: DecisionAnswer };

/** `shown`: the finding as people see it, who are shown acknowledgements of any kind. */
export async function weigh(decision: Decision, shown: Finding, deps: Decisions): Promise<Weighed> {
  const { kind, person } = decision;
  const finding = await currentFinding(decision.finding, deps, isAboutResponse(kind));
  if (finding === null) return no('refused', 'This finding is no longer in the record.');
  const may = mayDecide(kind, person, finding, deps.policy.respond);
  if (!may.ok) return no('refused', may.reason);
  // What somebody only saw holds no response back, so that it counts for nothing here.
  const late = await tooLate(decision, isAboutResponse(kind) ? finding : shown, deps);
  if (late !== null) return no('late', late);
  if (!isAboutResponse(kind)) {
    const refusal = await closingWhatWaits(decision, finding, deps);
    if (refusal !== null) return no('refused', refusal);
    return {
      ok: true,
      finding,
      whyTwo: may.whyTwo,
      agreed: await wouldAgree(matterOf(decision, ''), person, may.whyTwo, deps),
    };
  }
  return aboutResponse(decision, may.whyTwo, deps);
}

function no(outcome: DecisionAnswer['outcome'], words: string): Weighed {
  return { ok: false, answer: { outcome, words } };
}

export function matterOf({ kind, finding, occurrence, until }: Decision, response: string): Matter {
  return { decision: kind, finding, occurrence, response, until };
}

/** Says why there is nothing left to decide; null where there is. */
async function tooLate(
  { occurrence, kind, finding: id, until }: Decision,
  { reopened, status }: Finding,
  deps: Decisions,
): Promise<string | null> {
  if (occurrence !== reopened)
    return 'The finding was resolved and has come back since: look at it again before you decide.';
  if (kind === 'undo') return null;
  if (status === 'resolved') return `Too late: it is resolved${await byWhom(id, deps)}.`;
  if (kind === 'acknowledge' && status !== 'open') return `It is ${status} already${await byWhom(id, deps)}.`;
  if (status === 'waived') return `It is waived already${await byWhom(id, deps)}.`;
  if (kind === 'waive' && !holds(until ?? '', isoNow(deps))) return 'That day is over: nothing was waived.';
  return null;
}

async function byWhom(id: string, { store }: Decisions): Promise<string> {
  const by = (await historyOf(store, id)).at(-1)?.by ?? null;
  return by === null ? '' : `, by ${by.replaceAll(/slack:\w+ \(([^()]*)\)/g, '$1')}`;
}

/** An incident is closed by acknowledging it: while a response to it waits, that is for those who may approve it. */
async function closingWhatWaits(
  { kind, person }: Decision,
  { id, kind: life }: Finding,
  { store, policy }: Decisions,
): Promise<string | null> {
  if (kind !== 'acknowledge' || life !== 'incident' || isApprover(person, policy.respond.approvers))
    return null;
  const waits = waitingIn(await readJournal(store, id)) !== null;
  return waits
    ? 'A response to it waits for its approvers, and acknowledging would close it: they decide.'
    : null;
}

const older =
  'Nothing was done: this message was older. It shows the present plan now: look at it, and press again.';

async function aboutResponse(decision: Decision, whyTwo: string | null, deps: Decisions): Promise<Weighed> {
  const { response, plan } = decision;
  if (response === null) return no('late', older);
  const found = await caseOf(response, deps);
  if (found === null || findingOf(found) !== decision.finding)
    return no('refused', 'There is no such response.');
  const other = anotherPlan(found.progress, { plan });
  if (other !== null) return no('late', `Nothing was done: ${other}`);
  const refusal = await notNow(decision, found, deps);
  if (refusal !== null) return no('no-effect', withNext(refusal, found));
  return {
    ok: true,
    finding: found.finding,
    whyTwo,
    agreed: await agreedSoFar(decision, found, whyTwo, deps),
  };
}

function findingOf({ finding }: Case): string {
  return finding.id;
}

async function notNow({ kind }: Decision, found: Case, deps: Decisions): Promise<string | null> {
  const { progress } = found;
  if (kind === 'undo') return nothingToUndo(progress);
  if (kind === 'deny')
    return progress.phase === 'awaiting-approval'
      ? null
      : `there is nothing to deny: the response is ${progress.phase}`;
  const problem = notApproved(progressAt(progress, isoNow(deps)));
  return problem?.reason ?? (await findHold(found, deps));
}

/** Where another plan waits by now, it is named: people press what they were shown, and never that. */
function withNext(refusal: string, { journal, progress }: Case): string {
  const next = waitingIn(journal);
  if (next === null || next.response === progress.response) return refusal;
  return `${refusal}; another plan waits by now: ${next.words}`;
}

function agreedSoFar(
  decision: Decision,
  { progress }: Case,
  whyTwo: string | null,
  deps: Decisions,
): Promise<Agreed> {
  const { kind, person } = decision;
  if (kind !== 'approve') return wouldAgree(matterOf(decision, progress.response), person, whyTwo, deps);
  const word = countWord(person, whyTwo, given(progress.approvals, deps));
  const open = progress.phase === 'awaiting-approval' && !word.enough;
  return Promise.resolve(
    open
      ? { enough: false, words: `Noted. A second person has to approve it too: ${whyTwo}.` }
      : { enough: true, beside: null },
  );
}
