// The whole way on one page: observation ▸ gather ▸ evaluate ▸ record ▸ publish. Effects come in as arguments.
import type { Catalogue } from './evaluate/catalogue.ts';
import { type Case, judgeCase, openCases } from './evaluate/evaluate.ts';
import { gather } from './gather/gather.ts';
import { isImmutable } from './gather/immutable.ts';
import { memo } from './gather/memo.ts';
import type { Facts, GatheredFacts } from './model/facts.ts';
import type { FindingChange } from './model/finding.ts';
import type { Observation } from './model/observation.ts';
import type { Subject } from './model/subject.ts';
import type { Verdict } from './model/verdict.ts';
import type { Policy } from './policy/policy.ts';

/** What judging needs. */
export interface Judging {
  readonly catalogue: Catalogue;
  readonly policy: Policy;
  readonly facts: Facts;
  /**
   * What `asOf` says of a verdict that used facts: when they were read (live), or the event's own time
   * (a replay runs on the events' clock, whenever its snapshot was taken).
   */
  readonly clock: 'facts' | 'events';
}

/** What becomes of verdicts: the record keeps them and says what changed. */
export interface Recorder {
  take(verdicts: readonly Verdict[], observation: Observation): Promise<readonly FindingChange[]>;
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
  const verdicts = await judge(observation, judging);
  const changes = await recorder.take(verdicts, observation);
  for (const change of changes) await publish(change);
  return { verdicts, changes };
}

/** Gather and evaluate: the verdicts of every enabled control on every subject of the observation. Never rejects. */
export async function judge(observation: Observation, judging: Judging): Promise<Verdict[]> {
  const facts = memo(judging.facts);
  const subjects = await subjectsOf(observation, facts);
  const { catalogue, policy } = judging;
  const cases = subjects.flatMap((subject) => openCases(subject, catalogue.for(subject), policy));
  const gathered = await gather(
    cases.flatMap((opened) => opened.requests),
    facts,
  );
  return cases.map((opened) =>
    judgeCase(opened, gathered, occasionOf(opened, gathered, observation, judging)),
  );
}

/** Pending subjects are completed by their look-up; where it fails they come back with values nobody can know. */
async function subjectsOf(observation: Observation, facts: Facts): Promise<readonly Subject[]> {
  if (observation.pending.length === 0) return observation.subjects;
  const completed = await Promise.all(
    observation.pending.map(async ({ request, complete }) => complete(await facts.get(request))),
  );
  return [...observation.subjects, ...completed.flat()];
}

function occasionOf(opened: Case, gathered: GatheredFacts, observation: Observation, { clock }: Judging) {
  const { id, time, actor, ref } = observation;
  const asOf = clock === 'events' ? time : (oldestFact(opened, gathered) ?? time);
  return { observationId: id, asOf, actor: actor === null ? null : (actor.principal ?? actor.name), ref };
}

/** What can never change (a task definition's revision, an image by digest) does not make a verdict older. */
function oldestFact(opened: Case, gathered: GatheredFacts): string | null {
  let oldest: string | null = null;
  for (const request of opened.requests) {
    if (isImmutable(request)) continue;
    const answer = gathered.get(request);
    if (answer.ok && (oldest === null || answer.asOf < oldest)) oldest = answer.asOf;
  }
  return oldest;
}
