// Judges one subject by one control: settings, sleep, judgement, and what became of it as a verdict. Pure.
// SPDX-License-Identifier: Apache-2.0
import { type Control, type JudgeContext, notApplicable, unknown } from '../model/control.ts';
import type { FactRequest, GatheredFacts } from '../model/facts.ts';
import type { GroupAnswer } from '../model/policy-view.ts';
import type { Subject } from '../model/subject.ts';
import type { SubjectBase } from '../model/subject-base.ts';
import type { Evidence, Judgement, Verdict } from '../model/verdict.ts';
import { type WidestReading, widestReadings } from '../model/widest-readings.ts';
import { groupOf, type SubjectContext } from '../policy/groups.ts';
import type { Policy } from '../policy/policy.ts';
import { enabledFor, type Settings } from '../policy/settings.ts';
import { trustOf } from '../policy/trust.ts';
import { type Unsettled, watch } from './unsettled.ts';
import { broken, type JudgedParts, type Occasion, verdictOf } from './verdict.ts';

export type { Occasion };

/** One control about to judge one subject: what must be fetched first, and everything but those facts. */
export interface EvaluationCase extends JudgedParts {
  readonly context: SubjectsContext;
  readonly requests: readonly FactRequest[];
  /** Decided without judging: the control sleeps, or cannot apply. */
  readonly decided: Judgement | null;
}

/** What every control is told beside the subject: its own parameters and facts come on top. */
type SubjectsContext = Omit<JudgeContext<unknown>, 'parameters' | 'facts' | 'seenAt'>;

export function contextOf(subject: SubjectBase): SubjectContext {
  const { account, region, cluster, namespace, platform, tags } = subject;
  return { account, region, cluster, namespace, platform, tags };
}

/** Opens the cases of one subject: one for each control that is enabled for it. */
export function openCases(
  subject: Subject,
  controls: readonly Control[],
  policy: Policy,
): readonly EvaluationCase[] {
  const place = contextOf(subject);
  const group = groupOf(policy, place);
  const context = contextFor(policy, group);
  return enabledFor(policy, controls, place, group).map(({ control, settings, asleep }) => {
    const decided = withoutJudging(control, subject) ?? asleep;
    const asked =
      decided === null && control.facts !== undefined ? asking(control, subject, settings, context) : nothing;
    return {
      control,
      subject,
      settings,
      group,
      policy,
      context,
      requests: asked.requests,
      decided: decided ?? asked.decided,
    };
  });
}

type Asked = Pick<EvaluationCase, 'requests' | 'decided'>;

const nothing: Asked = { requests: [], decided: null };

/** What the control asks for, of the subject in each deployment of its template; one that fails to ask is decided. */
function asking(
  control: Control,
  subject: Subject,
  { parameters }: Settings,
  context: SubjectsContext,
): Asked {
  try {
    const ask = control.facts as (subject: Subject, context: unknown) => readonly FactRequest[];
    const asked = (one: Subject) => ask(watch(one).subject, { ...context, parameters });
    return { requests: [subject, ...(subject.possible?.() ?? [])].flatMap(asked), decided: null };
  } catch (error) {
    return { requests: [], decided: broken(error) };
  }
}

const onlyRunning = notApplicable('judges only what runs');

function withoutJudging(control: Control, subject: Subject): Judgement | null {
  if (subject.kind !== 'workload') return null;
  // An image that nothing runs is judged for whoever is about to run it.
  if (control.only === 'running' && !subject.running) return onlyRunning;
  return subject.judgedWith === undefined
    ? null
    : notApplicable(`it is judged with ${subject.judgedWith}, which runs it`);
}

/** Judges an opened case with the facts it asked for. Never throws: an exception becomes `unknown` and is marked broken. */
export function judgeCase(opened: EvaluationCase, facts: GatheredFacts, occasion: Occasion): Verdict {
  const judgement = opened.decided ?? judgeArtefact(opened, facts) ?? judged(opened, facts, occasion);
  return verdictOf(opened, judgement, occasion);
}

/** Null: an image, as far as its facts tell. What is pushed may be a chart or a policy bundle, which no container starts from. */
function judgeArtefact({ subject, requests }: EvaluationCase, facts: GatheredFacts): Judgement | null {
  if (subject.kind !== 'image') return null;
  for (const request of requests) {
    const answer = facts.get(request);
    if (!answer.ok && answer.code === 'no-image') return notApplicable(answer.reason);
  }
  return null;
}

/**
 * Where a template leaves open how it is deployed, the subject is judged in each deployment: what all of them say is so. A fail of
 * what the template settles by itself stands.
 */
function judged(opened: EvaluationCase, facts: GatheredFacts, occasion: Occasion): Judgement {
  const asWritten = underReadings(opened.subject, opened, facts, occasion);
  if (asWritten.outcome !== 'unknown') return asWritten;
  const [first, ...others] = opened.subject.possible?.() ?? [];
  if (first === undefined) return asWritten;
  const inFirst = underReadings(first, opened, facts, occasion);
  const isSame = (one: Subject) => underReadings(one, opened, facts, occasion).outcome === inFirst.outcome;
  return inFirst.outcome !== 'unknown' && others.every(isSame) ? inFirst : asWritten;
}

/**
 * Where a template leaves values of a policy open, the subject is judged with them at their best and at their worst: a fail of
 * the first stands, and what both say is so.
 */
function underReadings(
  subject: Subject,
  opened: EvaluationCase,
  facts: GatheredFacts,
  occasion: Occasion,
): Judgement {
  const as = (judging: Subject) => judgedAs(judging, opened, facts, occasion);
  const atBest = as(subject);
  const [worst, ...alone] = widestReadings(subject);
  if (worst === undefined || atBest.outcome === 'fail' || atBest.outcome === 'unknown') return atBest;
  const differs = (reading: WidestReading) => as(reading.subject).outcome !== atBest.outcome;
  if (!differs(worst)) return atBest;
  return unknown((alone.find(differs) ?? worst).why);
}

function judgedAs(
  judging: Subject,
  opened: EvaluationCase,
  facts: GatheredFacts,
  { seenAt }: Occasion,
): Judgement {
  const { subject, touched } = watch(judging);
  try {
    const judge = opened.control.judge as (subject: Subject, context: unknown) => Judgement;
    const { parameters } = opened.settings;
    return settle(judge(subject, { ...opened.context, parameters, facts, seenAt }), touched());
  } catch (error) {
    return broken(error);
  }
}

function contextFor(policy: Policy, group: GroupAnswer): SubjectsContext {
  const { view } = policy;
  return {
    policy: view,
    group: group.known ? group.group : null,
    strict: view.profile === 'restricted',
    trustOf: (workload) => trustOf(policy, contextOf(workload)),
    groupOf: (workload) => groupOf(policy, contextOf(workload)),
  };
}

/** A fail stands on its settled evidence; anything else that rests on an unsettled value is unknown. */
function settle(judgement: Judgement, touched: readonly Unsettled[]): Judgement {
  const [first] = touched;
  if (first === undefined || judgement.outcome === 'unknown') return judgement;
  if (judgement.outcome === 'fail') {
    const [standing, ...rest] = judgement.evidence.filter((item) => !restsOn(item, touched));
    if (standing !== undefined) return { ...judgement, evidence: [standing, ...rest] };
  }
  return unknown(`${first.path === '' ? 'it' : first.path} cannot be known: ${first.reason}`);
}

function restsOn(evidence: Evidence, touched: readonly Unsettled[]): boolean {
  return touched.some(
    ({ path, stands }) =>
      !stands &&
      (evidence.path === path ||
        // An empty path is no place in the document: nothing lies below it.
        (path !== '' && (evidence.path.startsWith(`${path}.`) || evidence.path.startsWith(`${path}[`)))),
  );
}
