// The guardrails of every response, in their order; each a pure function that says why it holds the response back.
import type { FindingChange } from '../model/finding.ts';
import type { HeldBy } from '../model/response.ts';
import type { Policy } from '../policy/policy.ts';
import { protectedBy } from '../policy/protected.ts';
import type { SeenResponses } from './seen.ts';

export interface Held {
  readonly by: HeldBy;
  readonly reason: string;
}

export interface GuardContext {
  readonly policy: Policy;
  readonly seen: SeenResponses;
}

export type Guard = (change: FindingChange, context: GuardContext) => Held | null;

/** Guardrail 1: the mode for this control and subject; events from an archive never lead to an action. */
function mode({ finding, replayed }: FindingChange): Held | null {
  if (replayed)
    return { by: 'mode', reason: 'the event comes from an archive replay: told, never acted upon' };
  if (finding.response?.mode !== 'observe') return null;
  return { by: 'mode', reason: 'the policy only observes here' };
}

/** Guardrail 2. */
function waiver({ finding }: FindingChange): Held | null {
  if (finding.waivedUntil === null) return null;
  return { by: 'waiver', reason: `waived until ${finding.waivedUntil}` };
}

/** Guardrail 3. */
function protection({ finding }: FindingChange, { policy }: GuardContext): Held | null {
  const { subject, cluster, namespace, tags } = finding;
  const by = protectedBy(policy, {
    id: subject.id,
    identity: subject.id,
    account: subject.account,
    cluster,
    namespace,
    tags,
  });
  return by === null ? null : { by: 'protected', reason: `protected by ${by}` };
}

/** Guardrail 5: at most so many actions per control, account and window. */
function brake({ finding, at }: FindingChange, { policy, seen }: GuardContext): Held | null {
  const { actions, windowMs } = policy.brake;
  const recent = seen.within(finding.control, finding.subject.account, at, windowMs);
  if (recent < actions) return null;
  return {
    by: 'brake',
    reason: `${recent} actions of this control in this account within the window: the brake is on`,
  };
}

/** Guardrail 6: one action per finding and occurrence. */
function idempotency({ finding }: FindingChange, { seen }: GuardContext): Held | null {
  if (!seen.has(finding.id, finding.reopened)) return null;
  return { by: 'idempotent', reason: 'this occurrence was answered already' };
}

/** What somebody keeps putting back is left to people. */
function fight({ finding }: FindingChange, { policy }: GuardContext): Held | null {
  const { fightLimit } = policy.respond;
  if (finding.reopened < fightLimit) return null;
  const who = finding.actor === null ? 'somebody' : finding.actor;
  return { by: 'fight', reason: `came back ${finding.reopened} times: ${who} keeps changing it` };
}

/** In the order of DESIGN. The re-read (4) and the kill switch stand where acting begins: nothing acts yet. */
const guards: readonly Guard[] = [mode, waiver, protection, brake, idempotency, fight];

/** The first guardrail that holds the response back; one that errs holds it back too. */
export function heldBack(change: FindingChange, context: GuardContext): Held | null {
  for (const guard of guards) {
    try {
      const held = guard(change, context);
      if (held !== null) return held;
    } catch (error) {
      return {
        by: 'guard-error',
        reason: `a guardrail failed: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }
  return null;
}
