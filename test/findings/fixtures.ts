// Verdicts and contexts for the record's tests.

import type { StepContext } from '../../shared/findings/lifecycle.ts';
import type { Gone } from '../../shared/model/observation.ts';
import type { Verdict } from '../../shared/model/verdict.ts';

const day = 86_400_000;

/** ISO time `minutes` after noon of the first day of the story. */
export function minute(minutes: number): string {
  return new Date(Date.UTC(2026, 2, 1, 12) + minutes * 60_000).toISOString();
}

export const service = 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web';

export function task(number: number): string {
  return `arn:aws:ecs:eu-west-1:111122223333:task/shop/${String(number).padStart(4, '0')}`;
}

export function verdict(change: Partial<Verdict> = {}): Verdict {
  const failed = (change.outcome ?? 'fail') === 'fail';
  return {
    control: 'namespace-isolation/no-privileged',
    family: 'namespace-isolation',
    outcome: 'fail',
    severity: 'critical',
    subject: {
      kind: 'workload',
      platform: 'ecs',
      id: change.instance ?? service,
      name: 'web',
      account: '111122223333',
      region: 'eu-west-1',
    },
    identity: service,
    cluster: 'shop',
    namespace: null,
    tags: { team: 'shop' },
    group: null,
    evidence: failed ? [evidence('containerDefinitions[0].privileged')] : [],
    partial: false,
    reason: change.outcome === 'unknown' ? 'the role could not be read' : null,
    broken: false,
    life: 'state',
    dormant: false,
    instance: null,
    uid: null,
    ownIdentity: null,
    madeFrom: 'web',
    asOf: minute(0),
    eventId: 'event-0',
    actor: 'arn:aws:iam::111122223333:role/deploy-web',
    session: null,
    who: null,
    response: failed ? { action: 'stop-workload', mode: 'observe' } : null,
    policyHash: 'p1',
    policyVersion: null,
    source: { file: null, index: 0, eventId: null, time: null },
    ...change,
  };
}

export function evidence(path: string) {
  return { path, found: true, wanted: false, message: 'the container is privileged' };
}

/** A verdict at a minute of the story, with an event id that goes with it. */
export function looked(outcome: Verdict['outcome'], at: number, change: Partial<Verdict> = {}): Verdict {
  return verdict({ outcome, asOf: minute(at), eventId: `event-${at}`, ...change });
}

export function gone(change: Partial<Gone> = {}): Gone {
  return { identity: service, account: '111122223333', region: 'eu-west-1', instance: null, ...change };
}

export function context(change: Partial<StepContext> = {}): StepContext {
  return { now: minute(60), quiet: 7 * day, waiver: () => null, replayed: false, ...change };
}
