// The one factory of evaluators: from raw events to recorded findings. Functions differ in their events and their role.
// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { certifyImages } from '../../../shared/certify/certify-images.ts';
import { canary } from '../../../shared/controls/canary.ts';
import { type Catalogue, catalogueOf } from '../../../shared/evaluate/catalogue.ts';
import { withCertificates } from '../../../shared/findings/certificates.ts';
import { rememberingOwners } from '../../../shared/findings/owners.ts';
import { recorderOf } from '../../../shared/findings/recorder.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import { type AwsApi, impatient } from '../../../shared/gather/api.ts';
import { httpBlobs } from '../../../shared/gather/blobs.ts';
import { settled } from '../../../shared/gather/ends.ts';
import { createFacts } from '../../../shared/gather/facts.ts';
import { factCache, immutable } from '../../../shared/gather/immutable.ts';
import { recent, recentCache } from '../../../shared/gather/recent.ts';
import { type RetryOptions, retrying } from '../../../shared/gather/retry.ts';
import { envelopesOf } from '../../../shared/intake/events/envelope.ts';
import { readEvent } from '../../../shared/intake/events/read.ts';
import { canarySentAt } from '../../../shared/model/canary.ts';
import type { Observation } from '../../../shared/model/observation.ts';
import type { Verdict } from '../../../shared/model/verdict.ts';
import { handle } from '../../../shared/pipeline.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import { type CanaryStep, measureCanary } from '../canary/steps.ts';
import { catalogueFor } from '../catalogue.ts';
import { noticesTo, tellClaim } from '../notices.ts';
import { awaiting } from './awaiting.ts';

export interface EvaluatorParts {
  readonly policy: Policy;
  readonly store: RecordStore;
  readonly api: AwsApi;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly metrics: {
    addMetric(
      name: string,
      unit: typeof MetricUnit.Count | typeof MetricUnit.Milliseconds,
      value: number,
    ): unknown;
  };
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  /** Decodes a CloudWatch Logs payload. */
  readonly decodeLogs: (base64: string) => string | null;
}

/**
 * Takes one raw event; rejects where it must come again. `deadline`: milliseconds since 1970 by which it must be done. `received`:
 * when it reached us, by the queue's clock where it came through one; default: now.
 */
export type Evaluate = (raw: unknown, deadline: number, received?: number, again?: Again) => Promise<void>;

/** Brings one record of an event again at a time (ISO), where a verdict on it only needs to wait. */
export type Again = (record: unknown, at: string) => Promise<void>;

/** Thrown where a batch has no time left for a message: it comes again by itself, and the others keep what they did. */
export class NoTimeLeft extends Error {}

/** Look-ups end this long before the function would be stopped, so that what they did not find is still recorded. */
const reserve = 5_000;
/** What then is left of a message is let go, loudly: it would come again with the same many records, and end alike. */
const lastMoment = 1_000;

export function evaluatorOf(parts: EvaluatorParts): Evaluate {
  const { policy, store, now } = parts;
  const loading = catalogueFor(policy);
  const clock = () => new Date(now()).toISOString();
  const cache = factCache();
  const running = recentCache();
  const recorder = recorderOf(store, viewOf(policy), clock, noticesTo(parts));
  // The table's stream is the outbox: publish runs there, so that no change is lost between the two.
  const publish = async () => {};
  return async (raw, deadline, received = now(), again = undefined) => {
    const all = await loading;
    const awaited = awaiting(parts, again !== undefined);
    if (now() > deadline - reserve) throw new NoTimeLeft('no time was left for this message');
    let late = 0;
    const later: { readonly record: unknown; readonly at: string }[] = [];
    for (const record of envelopesOf(raw, { decodeLogs: parts.decodeLogs })) {
      if (now() > deadline - lastMoment) {
        late++;
        continue;
      }
      const observation = observe(record, new Date(received).toISOString(), parts);
      if (observation === null) continue;
      const api = retryingFor(observation, parts, { deadline: deadline - reserve, ...awaited.options });
      const read = createFacts(api, httpBlobs());
      const kept = rememberingOwners(recent(immutable(read, cache), running, now), store);
      const facts = withCertificates(kept, store, clock);
      const present = settled(createFacts(impatient(api)), {
        ...parts,
        eventAt: timeOf(observation),
        deadline: deadline - reserve,
      });
      const judging = {
        catalogue: catalogueOn(observation, all),
        policy,
        facts,
        clock: 'facts',
        present,
      } as const;
      const { verdicts } = await handle(observation, judging, recorder, publish);
      await certifyImages(verdicts, { policy, store, facts, now: clock, by: 'Seawall' });
      measure(verdicts, parts);
      measureStep('CanaryJudged', observation, parts);
      // What is known is recorded by now; what is not found yet is looked for again by then.
      const waits = [...timesIn(verdicts), ...awaited.untilFor(observation)];
      later.push(
        ...waits
          .toSorted()
          .slice(0, 1)
          .map((at) => ({ record, at })),
      );
    }
    // Each by itself: its neighbours need no second look, and together they might be too long for a message.
    for (const { record, at } of later) await again?.(record, at);
    if (late > 0) tellLate(late, parts);
  };
}

/** When verdicts only need to wait (ISO). */
function timesIn(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.flatMap(({ again }) => (again === undefined ? [] : [again]));
}

function tellLate(records: number, { logger, metrics }: EvaluatorParts): void {
  metrics.addMetric('EventUnreadable', MetricUnit.Count, records);
  logger.warn('event unreadable', { reason: 'no time was left for these records of one message', records });
}

function observe(record: unknown, received: string, parts: EvaluatorParts): Observation | null {
  const { policy, logger, metrics } = parts;
  const ref = { file: null, index: 0, eventId: null, time: null };
  const intake = readEvent(record, { ref, people: policy.view.people, received });
  if (intake.kind === 'observed') {
    tellClaim(intake.observation, parts);
    measureStep('CanaryTaken', intake.observation, parts);
    return intake.observation;
  }
  metrics.addMetric(intake.kind === 'dropped' ? 'EventDropped' : 'EventUnreadable', MetricUnit.Count, 1);
  const say = intake.kind === 'dropped' ? logger.info : logger.warn;
  say.call(logger, `event ${intake.kind}`, { reason: intake.reason });
  return null;
}

function timeOf({ time }: Observation): number | null {
  return time === null ? null : Date.parse(time);
}

function retryingFor(
  observation: Observation,
  { api, policy, now, sleep, random }: EvaluatorParts,
  ends: Pick<RetryOptions, 'deadline' | 'missingUntil' | 'stillMissing'>,
): AwsApi {
  const eventAt = timeOf(observation);
  return retrying(api, {
    now,
    sleep,
    random,
    attempts: 5,
    eventAt,
    notFoundFor: policy.patience.notFoundMs,
    ...ends,
  });
}

const canaryCatalogue = catalogueOf([canary]);

/** Of a canary nothing else is said, or people would be shown it. */
function catalogueOn({ source }: Observation, all: Catalogue): Catalogue {
  return source === 'canary' ? canaryCatalogue : all;
}

function measureStep(
  step: CanaryStep,
  { source, subjects }: Observation,
  { metrics, now }: EvaluatorParts,
): void {
  if (source !== 'canary') return;
  for (const { identity } of subjects) {
    const sentAt = canarySentAt(identity);
    if (sentAt !== null) measureCanary(step, sentAt, now(), metrics);
  }
}

function measure(verdicts: readonly Verdict[], { metrics, logger }: EvaluatorParts): void {
  const count = (outcome: Verdict['outcome']) =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  metrics.addMetric('VerdictFail', MetricUnit.Count, count('fail'));
  metrics.addMetric('VerdictUnknown', MetricUnit.Count, count('unknown'));
  const broken = verdicts.filter(({ broken }) => broken);
  metrics.addMetric('ControlBroken', MetricUnit.Count, broken.length);
  for (const { control, reason, eventId } of broken)
    logger.warn('control broken', { control, reason, eventId });
}
