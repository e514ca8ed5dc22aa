// Judges what a look at an account and Region found, one thing after the other; what AWS does not answer for now comes once more at the end.
// SPDX-License-Identifier: Apache-2.0
import { unseenIn } from '../inventory/observation.ts';
import type { FindingChange } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import type { Verdict } from '../model/verdict.ts';
import { handle, type Judging } from '../pipeline.ts';

/** A thing that was judged: what tells whether the record's findings are gone. */
export interface JudgedThing {
  /** As `thingOf` calls it. */
  readonly thing: string;
  readonly seen: readonly Pick<Verdict, 'identity' | 'cluster' | 'instance'>[];
  /** Kind of a thing that is there and could not be looked up. */
  readonly unseen: string | null;
}

/** What whoever sweeps is told meanwhile. */
export interface SweepSteps {
  begin?(things: number): void;
  take?(verdicts: readonly Verdict[]): Promise<void>;
  /** Told of each thing once it is recorded. */
  keep?(judged: JudgedThing, changes: readonly FindingChange[]): Promise<void>;
  /** False ends the look where it is: what it found counts, and nothing is gone. */
  goOn?(): boolean | Promise<boolean>;
  /** Whether something was left unanswered, for now only, since this was asked last; left out: whatever comes is an answer. */
  hindered?(): boolean;
  /** Told before what was left unanswered comes once more. */
  insist?(): void;
}

export interface JudgeParts {
  readonly judging: Judging;
  readonly recorder: Parameters<typeof handle>[2];
  readonly steps: SweepSteps;
}

export interface JudgedThings {
  readonly judged: readonly JudgedThing[];
  readonly changes: readonly FindingChange[];
  /** Things that no time was left for. */
  readonly left: number;
}

/** A list may name the same thing under two kinds. */
export function thingOf({ name, id }: Observation): string {
  return `${name} ${id}`;
}

/** Rejects where the record does. */
export async function judgeThings(
  observations: readonly Observation[],
  parts: JudgeParts,
): Promise<JudgedThings> {
  const first = await judgeRound(observations, parts, false);
  if (first.stopped || first.left.length === 0) return { ...first, left: first.left.length };
  parts.steps.insist?.();
  const last = await judgeRound(first.left, parts, true);
  return {
    judged: [...first.judged, ...last.judged],
    changes: [...first.changes, ...last.changes],
    left: last.left.length,
  };
}

async function judgeRound(observations: readonly Observation[], parts: JudgeParts, isLast: boolean) {
  const changes: FindingChange[] = [];
  const judged: JudgedThing[] = [];
  const left: Observation[] = [];
  for (const [place, observation] of observations.entries()) {
    if ((await parts.steps.goOn?.()) === false)
      return { judged, changes, left: [...left, ...observations.slice(place)], stopped: true };
    const one = await judgeThing(observation, parts, isLast);
    if (one === null) left.push(observation);
    else judged.push(one.judged);
    changes.push(...(one?.changes ?? []));
  }
  return { judged, changes, left, stopped: false };
}

/** Ends the judgement of one thing before anything is recorded. */
class Unanswered extends Error {}

/** Null: nothing is recorded, and the thing must come again. */
async function judgeThing(observation: Observation, parts: JudgeParts, isLast: boolean) {
  const { judging, recorder, steps } = parts;
  const mustWait = async () => steps.hindered?.() === true && (!isLast || (await steps.goOn?.()) === false);
  const once: typeof recorder = {
    async take(verdicts, seen, compliant) {
      if (await mustWait()) throw new Unanswered();
      return recorder.take(verdicts, seen, compliant);
    },
  };
  steps.hindered?.();
  try {
    const { verdicts, changes } = await handle(observation, judging, once, async () => {});
    const unseen = await unseenIn(observation, judging.facts);
    const judged = { thing: thingOf(observation), seen: instancesIn(verdicts), unseen };
    await steps.take?.(verdicts);
    await steps.keep?.(judged, changes);
    return { judged, changes };
  } catch (error) {
    if (error instanceof Unanswered) return null;
    throw error;
  }
}

/** Each once: all controls say the same of it. */
function instancesIn(verdicts: readonly Verdict[]): JudgedThing['seen'] {
  const distinct = new Map(
    verdicts.map(({ identity, cluster, instance }) => [
      JSON.stringify([identity, cluster, instance]),
      { identity, cluster, instance },
    ]),
  );
  return [...distinct.values()];
}
