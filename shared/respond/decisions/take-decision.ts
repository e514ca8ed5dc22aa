// Carries out what somebody decided: everything is asked again here, whatever was told before, and what comes of it is written down.
// SPDX-License-Identifier: Apache-2.0

import { recordDecision } from '../../findings/record.ts';
import type { Finding } from '../../model/finding.ts';
import { isBefore } from '../../model/time.ts';
import type { Decision, DecisionAnswer } from '../../people/decision.ts';
import { isApprover } from '../../people/person.ts';
import { type Decisions, type Engine, isoNow } from '../engine/ports.ts';
import { releaseHold } from '../engine/release-hold.ts';
import { tellNews } from '../engine/reporting.ts';
import { readShownFinding } from '../engine/shown-finding.ts';
import { advance, readJournal } from '../journal/journal.ts';
import { namesOf, personDetail } from '../journal/people.ts';
import { progressOf } from '../journal/progress.ts';
import { settledBy, settledDetail } from '../journal/settled.ts';
import { agree } from './agree.ts';
import { approve, type Decided } from './approval.ts';
import { deny } from './denial.ts';
import { undo } from './undo.ts';
import { matterOf, weigh } from './weigh.ts';

/** Errors: RetryLater and StoreError, after which the same decision must come again; what `tell` rejects with. */
export async function takeDecision(decision: Decision, deps: Engine): Promise<DecisionAnswer> {
  const answer = await answerDecision(decision, deps);
  if (answer.outcome !== 'decided' && answer.outcome !== 'half') await noteRefusal(decision, answer, deps);
  const { finding, response } = decision;
  await deps.tell({ kind: 'decided', finding, response, text: answer.words });
  return answer;
}

/** What somebody decided and nobody could carry out, however often it was tried: they were told that it is on its way. */
export async function tellGivenUp(decision: Decision, error: unknown, deps: Decisions): Promise<void> {
  const why = error instanceof Error ? error.message : String(error);
  const words = `It could not be brought to an end: ${why}. It is not tried again by itself: look, and press again.`;
  await noteRefusal(decision, { outcome: 'no-effect', words }, deps);
  await deps.tell({ kind: 'decided', finding: decision.finding, response: decision.response, text: words });
}

async function answerDecision(decision: Decision, deps: Engine): Promise<DecisionAnswer> {
  const shown = await readShownFinding(decision.finding, deps);
  if (shown === null) return { outcome: 'refused', words: 'The record does not hold this finding.' };
  // What was pressed before anybody could work on it is not what people still want.
  const oldest = new Date(deps.now() - deps.policy.respond.approvalExpiresMs).toISOString();
  if (isBefore(decision.at, oldest))
    return { outcome: 'late', words: 'It was asked too long ago: look again, and press again.' };
  const weighed = await weigh(decision, shown, deps);
  if (!weighed.ok) return weighed.answer;
  const { kind, person, response, plan, reason } = decision;
  if (kind === 'acknowledge' || kind === 'waive') return decideFinding(decision, weighed.whyTwo, deps);
  if (response === null) return { outcome: 'refused', words: 'It names no response.' };
  if (kind === 'approve') return answerOf(await approve(response, person, deps, { act: true, plan }));
  if (kind === 'undo') return answerOf(await undo(response, person, deps, { plan }));
  const denied = await deny(response, person, deps, { reason, plan });
  if (denied.ok && denied.half !== true) await releaseWhatWaits(shown, response, deps);
  return answerOf(denied);
}

function answerOf(decided: Decided): DecisionAnswer {
  if (!decided.ok) return { outcome: 'no-effect', words: decided.reason };
  return { outcome: decided.half === true ? 'half' : 'decided', words: decided.says };
}

/** What waited for an answer either way gets it. */
async function releaseWhatWaits(finding: Finding, response: string, deps: Engine): Promise<void> {
  const denied = progressOf(await readJournal(deps.store, finding.id), response);
  if ((await releaseHold(finding, denied, deps)) !== null) await tellNews(finding.id, deps);
}

/**
 * Acknowledge and waive, once they were weighed. The journal has it before the record does, so that nothing in the record is without its
 * entry; where the same decision comes again because the record could not be written, its entry is found and the record follows.
 */
export async function decideFinding(
  decision: Decision,
  whyTwo: string | null,
  deps: Decisions,
): Promise<DecisionAnswer> {
  const { kind, finding, person, reason, until } = decision;
  const written = await writeDown(decision, whyTwo, deps);
  if (written.half !== null) return { outcome: 'half', words: written.half };
  const { by } = written;
  const approver = isApprover(person, deps.policy.respond.approvers);
  const context = { ...deps.view, now: isoNow(deps), replayed: false };
  const { effect } = await recordDecision(
    deps.store,
    finding,
    kind === 'waive'
      ? { kind, by, reason: reason ?? '', until: until ?? '' }
      : { kind: 'acknowledge', by, reason, approver },
    context,
  );
  if (!effect)
    return { outcome: 'no-effect', words: `This changes nothing: ${kind} has no effect any more.` };
  return { outcome: 'decided', words: kind === 'waive' ? `Waived until ${until}.` : 'Acknowledged.' };
}

type WrittenDown =
  | { readonly half: null; readonly by: string }
  // A second person has to decide it too, in words.
  | { readonly half: string };

async function writeDown(decision: Decision, whyTwo: string | null, deps: Decisions): Promise<WrittenDown> {
  const { finding, person } = decision;
  const before = settledBy(decision, await readJournal(deps.store, finding));
  if (before !== null) return { half: null, by: before.by ?? person.name };
  const agreed = await agree(matterOf(decision, ''), person, whyTwo, deps);
  if (!agreed.enough) return { half: agreed.words };
  const by = namesOf(person, agreed.beside);
  const detail = { ...settledDetail(decision), ...personDetail(person, agreed.beside) };
  await advance(deps, finding, isoNow(deps), (journal) =>
    settledBy(decision, journal) === null ? { response: '', kind: 'settled', by, detail } : null,
  );
  return { half: null, by };
}

/** People see in the message's thread what came of a press, whatever it was. */
async function noteRefusal(
  { finding, kind, person, response }: Decision,
  { words }: DecisionAnswer,
  deps: Decisions,
): Promise<void> {
  if ((await deps.store.get(finding)) === null) return;
  const detail = { decision: kind, reason: words, ...personDetail(person) };
  await advance(deps, finding, isoNow(deps), () => ({
    ...{ response: response ?? '', kind: 'decision-refused', by: person.name, detail },
  }));
}
