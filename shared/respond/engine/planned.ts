// The journal entry that a response begins with: event, verdict with its facts, guardrails passed, plan, approval. Pure.
import type { FindingChange } from '../../model/finding.ts';
import type { JsonObject } from '../../model/json.ts';
import type { HeldBy } from '../../model/response.ts';
import type { Draft } from '../journal/entry.ts';
import type { Frozen } from '../journal/plans.ts';
import { type EngineParts, isoNow } from './ports.ts';
import { changeKey } from './triggers.ts';

/** Why people are asked; `by` null: the action itself wants it so. */
export interface Asking {
  readonly by: HeldBy | null;
  readonly reason: string;
}

const passed = ['mode', 'kill-switch', 'waiver', 'protected', 're-read', 'brake', 'fight', 'idempotent'];

/** `asking`: null where only the policy's mode says whether people are asked. */
export function plannedEntry(
  change: FindingChange,
  response: string,
  { plan, hash }: Frozen,
  asking: Asking | null,
  parts: EngineParts,
): Draft {
  const { finding } = change;
  const detail: JsonObject = {
    change: changeKey(change),
    occurrence: finding.reopened,
    event: { type: change.type, at: change.at, id: change.eventId },
    verdict: verdictOf(change),
    policy: parts.policy.hash,
    policyVersion: parts.policy.version,
    guardrails: passed.filter((guard) => guard !== asking?.by),
    action: finding.response?.action ?? null,
    mode: finding.response?.mode ?? null,
    words: plan.words,
    account: plan.account,
    region: plan.region,
    calls: plan.calls.map((call) => ({ ...call })),
    undo: plan.undo.length > 0,
    plan: hash,
    approval: approvalOf(change, asking, parts),
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

function approvalOf(
  { finding }: FindingChange,
  asking: Asking | null,
  parts: EngineParts,
): JsonObject | null {
  if (asking === null && finding.response?.mode === 'enforce') return null;
  const { approvalExpiresMs, secondPerson, approvers } = parts.policy.respond;
  const expires = new Date(Date.parse(isoNow(parts)) + approvalExpiresMs).toISOString();
  return { expires, because: asking?.by ?? null, reason: asking?.reason ?? null, secondPerson, approvers };
}
