// The whole way on one page: observation ▸ gather ▸ evaluate ▸ record ▸ publish. Effects come in as arguments.
// SPDX-License-Identifier: Apache-2.0
import type { Catalogue } from './evaluate/catalogue.ts';
import { compliantStates, type JudgedCase } from './evaluate/compliant.ts';
import { type EvaluationCase, judgeCase, type Occasion, openCases } from './evaluate/evaluate.ts';
import { shownObservation, shownUsers } from './evaluate/shown.ts';
import { type Completed, completeSubject } from './gather/complete.ts';
import { withConfirmedEnds } from './gather/ends.ts';
import { gather } from './gather/gather.ts';
import { imageUsers } from './gather/image-users.ts';
import { isImmutable } from './gather/immutable.ts';
import { memo } from './gather/memo.ts';
import { findingActor } from './model/actor.ts';
import type { Baseline } from './model/baseline.ts';
import { responseOf } from './model/control.ts';
import type { Facts, GatheredFacts } from './model/facts.ts';
import type { FindingChange } from './model/finding.ts';
import type { Observation, Pending } from './model/observation.ts';
import { earlierOf } from './model/time.ts';
import type { Verdict } from './model/verdict.ts';
import type { Policy } from './policy/policy.ts';

/** What judging needs. */
export interface Judging {
  readonly catalogue: Catalogue;
  readonly policy: Policy;
  readonly facts: Facts;
  /**
   * What `asOf` says of a verdict that used facts: when they were read (live), or the event's own time
   * (a replay runs on the events' clock, whenever its snapshot was taken: docs/decisions/004).
   */
  readonly clock: 'facts' | 'events';
  /** Facts as they are now, by which ends are confirmed; left out where nobody can look: in a replay. */
  readonly present?: Facts;
}

/** What becomes of verdicts: the record keeps them and says what changed. */
interface Recorder {
  take(
    verdicts: readonly Verdict[],
    observation: Observation,
    /** States that this look found compliant, to be kept for whoever must put them back. */
    compliant: readonly Baseline[],
  ): Promise<readonly FindingChange[]>;
}

export type Publisher = (change: FindingChange) => Promise<void>;

export interface Handled {
  readonly verdicts: readonly Verdict[];
  readonly changes: readonly FindingChange[];
}

/** One observation all the way. Rejects only where the record or the bus does: then the event must come again. */
export async function handle(
  observation: Observation,
  judging: Judging,
  recorder: Recorder,
  publish: Publisher,
): Promise<Handled> {
  const confirmed = await withConfirmedEnds(observation, judging.present ?? null);
  const cases = await judgeCases(confirmed, judging);
  const verdicts = cases.map(({ verdict }) => verdict);
  const changes = await recorder.take(verdicts, shownObservation(confirmed), compliantStates(cases));
  for (const change of changes) await publish(change);
  return { verdicts, changes };
}

/** Gather and evaluate: the verdicts of every enabled control on every subject of the observation. Never rejects. */
export async function judge(observation: Observation, judging: Judging): Promise<Verdict[]> {
  return (await judgeCases(observation, judging)).map(({ verdict }) => verdict);
}

async function judgeCases(observation: Observation, judging: Judging): Promise<JudgedCase[]> {
  const facts = memo(judging.facts);
  const { catalogue, policy } = judging;
  const opened: OpenedCase[] = [];
  for (const { subject, asOf } of await subjectsOf(observation, facts))
    for (const one of openCases(subject, catalogue.for(subject), policy)) opened.push({ case: one, asOf });
  const gathered = await gather(
    opened.flatMap((one) => one.case.requests),
    facts,
  );
  const occasion = occasionsOf(shownObservation(observation), gathered, judging);
  const judged = opened.map((one) => ({
    subject: one.case.subject,
    proposes: responseOf(one.case.control, one.case.subject.kind),
    verdict: judgeCase(one.case, gathered, occasion(one)),
  }));
  return judged.some(mayLeadToUsers)
    ? Promise.all(judged.map((one) => leadingToUsers(one, policy, facts)))
    : judged;
}

function mayLeadToUsers({ subject, verdict }: JudgedCase): boolean {
  return subject.kind === 'image' && verdict.outcome === 'fail';
}

/** An image that fails leads to what runs it: with users it is not dormant. */
async function leadingToUsers(judged: JudgedCase, policy: Policy, facts: Facts): Promise<JudgedCase> {
  const { subject, verdict } = judged;
  if (subject.kind !== 'image' || !mayLeadToUsers(judged)) return judged;
  const users = await imageUsers(subject, facts, policy.view.trust.signers ?? []);
  if (users === null) return judged;
  const dormant = verdict.dormant && users.workloads.length === 0;
  return { ...judged, verdict: { ...verdict, dormant, usedBy: shownUsers(users) } };
}

interface OpenedCase {
  readonly case: EvaluationCase;
  /** Time of the facts that made the subject itself; null: none. */
  readonly asOf: string | null;
}

/** The subjects of the event, those that need a look-up first, and what facts know of the rest of each. */
async function subjectsOf(
  { subjects, pending, time }: Observation,
  facts: Facts,
): Promise<readonly Completed[]> {
  const told = await Promise.all(subjects.map((subject) => completeSubject(subject, facts, time)));
  if (pending.length === 0) return told;
  const looked = await Promise.all(pending.map((one) => lookUp(one, facts)));
  return [...told, ...looked.flat()];
}

/** A service leads to its definition: no chain of look-ups is longer. */
const longestChain = 3;

/** Where the look-up fails, the subjects come back with values that nobody can know. */
async function lookUp({ request, complete }: Pending, facts: Facts, step = 1): Promise<Completed[]> {
  const answer = await facts.get(request);
  const asOf = answer.ok && !isImmutable(request) ? answer.asOf : null;
  const found: Completed[] = [];
  for (const one of complete(answer)) {
    if (!('request' in one)) found.push({ subject: one, asOf });
    else if (step < longestChain)
      for (const next of await lookUp(one, facts, step + 1))
        found.push({ ...next, asOf: earlier(asOf, next.asOf) });
  }
  return found;
}

function earlier(a: string | null, b: string | null): string | null {
  return b === null ? a : earlierOf(a, b);
}

/** What the cases of one observation share is worked out once. */
function occasionsOf(
  { id, time, actor, ref }: Observation,
  gathered: GatheredFacts,
  { clock }: Judging,
): (opened: OpenedCase) => Occasion {
  const who = actor === null ? null : findingActor(actor);
  const usual: Occasion = { observationId: id, asOf: time, seenAt: time, who, ref };
  if (clock === 'events') return () => usual;
  return (opened) => {
    const asOf = oldestFact(opened, gathered);
    return asOf === null ? usual : { ...usual, asOf };
  };
}

/** What can never change (a task definition's revision, an image by digest) does not make a verdict older. */
function oldestFact({ case: opened, asOf }: OpenedCase, gathered: GatheredFacts): string | null {
  let oldest = asOf;
  for (const request of opened.requests) {
    if (isImmutable(request)) continue;
    const answer = gathered.get(request);
    if (answer.ok) oldest = earlierOf(oldest, answer.asOf);
  }
  return oldest;
}
