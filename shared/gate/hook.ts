// What ECS asks a lifecycle hook's function, and what it takes for an answer. Pure.
// SPDX-License-Identifier: Apache-2.0
// Shapes: Amazon ECS Developer Guide, "Lambda hooks for Amazon ECS service deployments".
import { dig, isObject, type JsonObject, objectOf, stringOf } from '../model/json.ts';

/** One deployment that waits for an answer; ECS asks again and again until there is one. */
export interface Hook {
  readonly stage: string;
  /** ARNs. */
  readonly deployment: string;
  readonly service: string;
  readonly revision: string;
  /** Since when the gate could not tell: what it handed ECS the time before. ISO; null: it could, or was not asked yet. */
  readonly unsureSince: string | null;
}

export interface HookAnswer {
  readonly hookStatus: 'SUCCEEDED' | 'FAILED' | 'IN_PROGRESS';
  /** Seconds until ECS asks again. */
  readonly callBackDelay?: number;
  /** Comes back with the next question about the same hook. */
  readonly hookDetails?: JsonObject;
}

/** Null where the event is no question that can be answered. */
export function hookOf(event: unknown): Hook | null {
  const stage = stringOf(dig(event, 'lifecycleStage'));
  const deployment = stringOf(dig(event, 'resourceArn'));
  const service = stringOf(dig(event, 'executionDetails', 'serviceArn'));
  const revision = stringOf(dig(event, 'executionDetails', 'targetServiceRevisionArn'));
  if (stage === null || deployment === null || service === null || revision === null) return null;
  return { stage, deployment, service, revision, unsureSince: stringOf(dig(event, ...unsureKey)) };
}

const unsureKey = ['hookDetails', 'seawall', 'unsureSince'] as const;

/**
 * At the stages that shift traffic ECS asks again while it rolls back: the revision's share is none, and another has all of it
 * (Amazon ECS Developer Guide, "Lambda hooks for Amazon ECS service deployments", "Lifecycle hooks during rollback").
 */
export function rollsBack(event: unknown, { stage, revision }: Hook): boolean {
  if (stage !== 'PRODUCTION_TRAFFIC_SHIFT' && stage !== 'TEST_TRAFFIC_SHIFT') return false;
  const weights = objectOf(dig(event, 'executionDetails', 'productionTrafficWeights'));
  return weights[revision] === 0 && Object.values(weights).includes(100);
}

// Long enough not to ask the record all day, short enough for somebody who has just pressed the button.
const delay = 30;

export function waiting(): HookAnswer {
  return { hookStatus: 'IN_PROGRESS', callBackDelay: delay };
}

/** Waits for a better moment. What the service's own configuration put into `hookDetails` is handed back with it. */
export function unsure(event: unknown, since: string): HookAnswer {
  const details = dig(event, 'hookDetails');
  const kept = isObject(details) ? details : {};
  return { ...waiting(), hookDetails: { ...kept, seawall: { unsureSince: since } } };
}

/** A deployment that waits before a task of it starts until somebody calls ContinueServiceDeployment. */
export interface Pause {
  readonly hook: string;
  readonly deployment: string;
  readonly service: string;
  /** ISO time of the event. */
  readonly at: string;
  readonly replayed: boolean;
}

// At later stages hooks wait for something else than whether the revision may start.
const beforeStart = new Set(['RECONCILE_SERVICE', 'PRE_SCALE_UP']);

/** Reads an `ECS Hook State Change` event; null where it tells of anything else. */
export function pauseOf(event: unknown): Pause | null {
  const detail = dig(event, 'detail');
  const waits = dig(detail, 'eventName') === 'HOOK_AWAITING_ACTION' && dig(detail, 'hookType') === 'PAUSE';
  if (!waits || !beforeStart.has(stringOf(dig(detail, 'lifecycleStage')) ?? '')) return null;
  const hook = stringOf(dig(detail, 'hookId'));
  const deployment = stringOf(dig(detail, 'serviceDeploymentArn'));
  const service = stringOf(dig(detail, 'serviceArn'));
  const at = stringOf(dig(event, 'time'));
  if (hook === null || deployment === null || service === null || at === null) return null;
  return { hook, deployment, service, at, replayed: stringOf(dig(event, 'replay-name')) !== null };
}
