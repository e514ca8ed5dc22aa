// The journal entry that a response begins with: event, verdict with its facts, guardrails passed, plan, approval. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { FindingChange } from '../../model/finding.ts';
import type { JsonObject } from '../../model/json.ts';
import type { HeldBy } from '../../model/response.ts';
import type { Draft } from '../journal/entry.ts';
import type { Frozen } from '../journal/plans.ts';
import { type Decisions, isoNow } from './ports.ts';
import { changeKey } from './triggers.ts';

/** Why people are asked; `by` null: the action itself wants it so. */
export interface Asking {
  readonly by: HeldBy | null;
  readonly reason: string;
}

const passed = ['mode', 'kill-switch', 'waiver', 'protected', 're-read', 'brake', 'fight', 'idempotent'];

export interface Begun {
  readonly response: string;
  readonly frozen: Frozen;
  /** Null where only the policy's mode says whether people are asked. */
  readonly asking: Asking | null;
}

export function plannedEntry(
  change: FindingChange,
  { response, frozen, asking }: Begun,
  deps: Decisions,
): Draft {
  const { finding } = change;
  const { plan, hash } = frozen;
  const detail: JsonObject = {
    change: changeKey(change),
    occurrence: finding.reopened,
    event: { type: change.type, at: change.at, id: change.eventId },
    verdict: verdictOf(change),
    policy: deps.policy.hash,
    policyVersion: deps.policy.version,
    guardrails: passed.filter((guard) => guard !== asking?.by),
    action: finding.response?.action ?? null,
    mode: finding.response?.mode ?? null,
    words: plan.words,
    account: plan.account,
    region: plan.region,
    calls: plan.calls.map((call) => ({ ...call })),
    undo: plan.undo.length > 0,
    ...(plan.runsOut === undefined ? {} : { runsOut: plan.runsOut }),
    plan: hash,
    approval: approvalOf(change, asking, deps),
  };
  return { response, kind: 'planned', detail };
}

function verdictOf({ finding }: FindingChange): JsonObject {
  const { control, severity, subject, evidence, actor, lastSeen, group } = finding;
  return {
    control,
    severity,
    subject: { ...subject },
    evidence: evidence.map((one) => ({ ...one })),
    actor,
    lastSeen,
    group,
  };
}

function approvalOf({ finding }: FindingChange, asking: Asking | null, deps: Decisions): JsonObject | null {
  if (asking === null && finding.response?.mode === 'enforce') return null;
  const { approvalExpiresMs, secondPerson, approvers } = deps.policy.respond;
  const expires = new Date(Date.parse(isoNow(deps)) + approvalExpiresMs).toISOString();
  return { expires, because: asking?.by ?? null, reason: asking?.reason ?? null, secondPerson, approvers };
}
