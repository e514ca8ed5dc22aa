// What the deployment gate is made of: ECS's question, the judgement of the revision, the record of it, the answer.
// SPDX-License-Identifier: Apache-2.0

import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { withCertificates } from '../../../shared/findings/certificates.ts';
import { recorderOf } from '../../../shared/findings/recorder.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import { decide, findingFor, type GateDecision } from '../../../shared/gate/decide.ts';
import {
  type Hook,
  type HookAnswer,
  hookOf,
  pauseOf,
  rollsBack,
  unsure,
  waiting,
} from '../../../shared/gate/hook.ts';
import { isJudged, standing } from '../../../shared/gate/standing.ts';
import type { AwsApi } from '../../../shared/gather/api.ts';
import { httpBlobs } from '../../../shared/gather/blobs.ts';
import { createFacts } from '../../../shared/gather/facts.ts';
import { factCache, immutable } from '../../../shared/gather/immutable.ts';
import { retrying } from '../../../shared/gather/retry.ts';
import { readEvent } from '../../../shared/intake/events/read.ts';
import { parseArn } from '../../../shared/model/arn.ts';
import type { Facts } from '../../../shared/model/facts.ts';
import { stringOf } from '../../../shared/model/json.ts';
import type { Severity } from '../../../shared/model/severity.ts';
import type { Verdict } from '../../../shared/model/verdict.ts';
import { handle } from '../../../shared/pipeline.ts';
import { onlyObserves, type Policy } from '../../../shared/policy/policy.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import { noteAtGate } from '../../../shared/respond/engine/look-at.ts';
import { type Engine, isoNow } from '../../../shared/respond/engine/ports.ts';
import { gateEvent } from '../../../shared/respond/engine/triggers.ts';
import { catalogueFor } from '../catalogue.ts';
import { noticesTo } from '../notices.ts';

export interface GateParts {
  readonly policy: Policy;
  readonly store: RecordStore;
  readonly api: AwsApi;
  /** Fails below it never refuse a deployment. */
  readonly severity: Severity;
  readonly engine: (reads: AwsApi) => Engine;
  /** Hints to whoever responds that a finding has an occasion at the gate; rejects where that could not be kept. */
  readonly hand: (finding: string) => Promise<void>;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics: { addMetric(name: string, unit: typeof MetricUnit.Count, value: number): unknown };
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

export interface Gate {
  /** Never rejects: ECS would roll the deployment back. `deadline`: milliseconds since 1970 by which it must be done. */
  answer(event: unknown, deadline: number): Promise<HookAnswer>;
  /** A deployment that waits at a pause hook: judged and recorded; what must be answered is handed on. Rejects where it must come again. */
  pauseDeployment(event: unknown, deadline: number): Promise<void>;
  /** The answer where it was not done by then. */
  tooLate(event: unknown): HookAnswer;
}

/** How long a deployment waits for a gate that cannot tell; then it goes on, and an alarm rings. Ten minutes, in milliseconds. */
const unsureFor = 10 * 60_000;
/** Look-ups end this long before the answer is due. */
const reserve = 5_000;

export function gateOf(parts: GateParts): Gate {
  const cache = factCache();
  return {
    async answer(event, deadline) {
      const hook = hookOf(event);
      // Somebody else invokes the function, or ECS has changed.
      if (hook === null)
        return cannotTell(event, null, 'the event is no question of a lifecycle hook', parts);
      // What is asked about is on its way out: nothing is gained by holding that up.
      if (rollsBack(event, hook)) return { hookStatus: 'SUCCEEDED' };
      return answerHook(event, hook, parts, { deadline, cache });
    },
    pauseDeployment: (event, deadline) => pauseDeployment(event, deadline, parts, cache),
    tooLate: (event) => cannotTell(event, hookOf(event), 'there was not time enough to judge it', parts),
  };
}

interface LookUps {
  readonly deadline: number;
  readonly cache: ReturnType<typeof factCache>;
}

async function answerHook(
  event: unknown,
  hook: Hook,
  parts: GateParts,
  { deadline, cache }: LookUps,
): Promise<HookAnswer> {
  try {
    const facts = factsUntil(deadline, parts, cache);
    const verdicts = await judgeRevision(event, facts, parts);
    if (!isJudged(verdicts)) return cannotTell(event, hook, 'the revision could not be judged', parts);
    const { severity, engine } = parts;
    const revisionAt = await readCreation(hook.service, hook.revision, facts);
    const reads = retrying(parts.api, { ...parts, ...patience(parts), deadline: deadline - reserve });
    const decided = await decide(verdicts, { hook, revisionAt, severity, deps: engine(reads) });
    return answered(hook, verdicts, decided, parts);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return cannotTell(event, hook, why, parts);
  }
}

/** Each fail that may be acted upon is an occasion of this deployment, whether its finding is new or not. */
async function pauseDeployment(
  event: unknown,
  deadline: number,
  parts: GateParts,
  cache: ReturnType<typeof factCache>,
): Promise<void> {
  const pause = pauseOf(event);
  const facts = factsUntil(deadline, parts, cache);
  const verdicts = await judgeRevision(event, facts, parts);
  if (!isJudged(verdicts)) throw new Error('the revision that waits could not be judged');
  if (pause === null || pause.replayed) return;
  const revisionAt = (await readCreation(pause.service, pause.deployment, facts)) ?? pause.at;
  for (const verdict of standing(verdicts, parts.severity)) {
    const finding = await findingFor(verdict, parts.engine(parts.api));
    if (finding === null || finding.response?.mode === 'observe') continue;
    const eventId = gateEvent(pause.deployment, pause.hook);
    // Written down where only the gate writes: whoever responds believes no message.
    await noteAtGate(parts.store, finding.id, { at: revisionAt, eventId });
    await parts.hand(finding.id);
  }
}

function factsUntil(deadline: number, parts: GateParts, cache: ReturnType<typeof factCache>): Facts {
  const reads = retrying(parts.api, { ...parts, ...patience(parts), deadline: deadline - reserve });
  const facts = immutable(createFacts(reads, httpBlobs()), cache);
  return withCertificates(facts, parts.store, () => isoNow(parts));
}

function patience({ policy }: GateParts) {
  return { attempts: 4, eventAt: null, notFoundFor: policy.patience.notFoundMs };
}

/** Judges the revision, and takes it into the record as any other look. */
async function judgeRevision(event: unknown, facts: Facts, parts: GateParts): Promise<readonly Verdict[]> {
  const { policy, store } = parts;
  const ref = { file: null, index: 0, eventId: null, time: null };
  const intake = readEvent(event, { ref, people: policy.view.people, received: isoNow(parts) });
  if (intake.kind !== 'observed') throw new Error(`event ${intake.kind}: ${intake.reason}`);
  const catalogue = await catalogueFor(policy);
  const recorder = recorderOf(store, viewOf(policy), () => isoNow(parts), noticesTo(parts));
  // The table's stream is the outbox.
  const publish = async () => {};
  const judging = { catalogue, policy, facts, clock: 'facts' } as const;
  return (await handle(intake.observation, judging, recorder, publish)).verdicts;
}

async function readCreation(service: string, named: string, facts: Facts): Promise<string | null> {
  const { account = null, region = null } = parseArn(service) ?? {};
  const answer = await facts.get({ fact: 'service-revision', account, region, name: named });
  return answer.ok ? stringOf(answer.value.createdAt) : null;
}

function answered(
  { service, revision, stage }: Hook,
  verdicts: readonly Verdict[],
  { status, says }: GateDecision,
  { logger, metrics }: GateParts,
): HookAnswer {
  const unknown = verdicts.filter(({ outcome }) => outcome === 'unknown').map(({ control }) => control);
  logger.info('gate', { service, revision, stage, hookStatus: status, says, unknown });
  metrics.addMetric('GateRefused', MetricUnit.Count, status === 'FAILED' ? 1 : 0);
  metrics.addMetric('GateUnsure', MetricUnit.Count, 0);
  return status === 'IN_PROGRESS' ? waiting() : { hookStatus: status };
}

/**
 * A gate that errs holds the deployment for a while, since most errors pass, and then holds back what it would have done: the
 * deployment goes on, an alarm rings, and what starts is judged again as it runs (docs/decisions/012). Where the policy only observes
 * it does not hold at all.
 */
function cannotTell(event: unknown, hook: Hook | null, why: string, parts: GateParts): HookAnswer {
  const { logger, metrics, now } = parts;
  const since = sinceWhen(hook, now());
  const holds = hook !== null && now() - Date.parse(since) < unsureFor && !onlyObserves(parts.policy);
  logger.error('the gate cannot tell', { ...hook, why, since, holds });
  metrics.addMetric('GateUnsure', MetricUnit.Count, holds ? 0 : 1);
  return holds ? unsure(event, since) : { hookStatus: 'SUCCEEDED' };
}

/** What comes back with the question was handed out by the gate, or written by whoever deploys: nothing later than now counts. */
function sinceWhen(hook: Hook | null, now: number): string {
  const told = Date.parse(hook?.unsureSince ?? '');
  return new Date(told <= now ? told : now).toISOString();
}
