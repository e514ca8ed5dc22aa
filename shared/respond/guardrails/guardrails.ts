// The guardrails of every response, in their order; each a pure function that says why it holds the response back.
// SPDX-License-Identifier: Apache-2.0
import { pathless, roleOfSession } from '../../model/arn.ts';
import type { FindingChange } from '../../model/finding.ts';
import type { HeldBy } from '../../model/response.ts';
import { durationText } from '../../policy/duration.ts';
import type { Policy } from '../../policy/policy.ts';
import { noRole, type OwnRoles, protectedBy } from '../../policy/protected.ts';
import type { SeenResponses } from './seen.ts';

export interface Held {
  readonly by: HeldBy;
  readonly reason: string;
}

export interface GuardContext {
  readonly policy: Policy;
  readonly seen: SeenResponses;
  /** Left out: no role of Seawall's own is known. */
  readonly own?: OwnRoles;
  /** Who turned the kill switch on; left out or null: nobody. */
  readonly stoppedBy?: string | null;
}

export type Guard = (change: FindingChange, context: GuardContext) => Held | null;

/** Guardrail 1: the mode for this control and subject; events from an archive never lead to an action. */
function mode({ finding, replayed }: FindingChange): Held | null {
  if (replayed)
    return { by: 'mode', reason: 'the event comes from an archive replay: told, never acted upon' };
  if (finding.response?.mode !== 'observe') return null;
  return { by: 'mode', reason: 'the policy mode here is observe' };
}

/** `seawall kill-switch on`. */
function killSwitch(_: FindingChange, { stoppedBy = null }: GuardContext): Held | null {
  if (stoppedBy === null) return null;
  return {
    by: 'kill-switch',
    reason: `${stoppedBy} turned the kill switch on: nothing is done until it is off`,
  };
}

/** Guardrail 2. */
function waiver({ finding }: FindingChange): Held | null {
  if (finding.waivedUntil === null) return null;
  return { by: 'waiver', reason: `waived until ${finding.waivedUntil}` };
}

/** Guardrail 3. */
function protection({ finding }: FindingChange, { policy, own }: GuardContext): Held | null {
  const { subject, cluster, namespace, tags } = finding;
  const { id, account } = subject;
  const by = protectedBy(policy, { id, identity: id, account, cluster, namespace, tags }, own);
  return by === null ? null : { by: 'protected', reason: `protected by ${by}` };
}

/** What Seawall itself changed never makes it act: no loops. */
function ownChange({ finding }: FindingChange, { own = noRole }: GuardContext): Held | null {
  const { actor } = finding;
  if (actor === null || !own(pathless(roleOfSession(actor) ?? actor))) return null;
  return { by: 'protected', reason: 'Seawall itself made this change: it never answers its own' };
}

/** Guardrail 5: at most so many actions per control, account and window. What people approve one by one needs no limit. */
function actionLimit({ finding, at }: FindingChange, { policy, seen }: GuardContext): Held | null {
  if (finding.response?.mode !== 'enforce') return null;
  const { actions, windowMs } = policy.brake;
  const recent = seen.within(finding.control, finding.subject.account, at, windowMs);
  return recent < actions ? null : limitReached(recent, windowMs);
}

function limitReached(recent: number, windowMs: number): Held {
  const reason = `${recent} actions of this control in this account within ${durationText(windowMs)}: the action limit is reached, people decide`;
  return { by: 'brake', reason };
}

/** Guardrail 6: one action per finding and occurrence. */
export function idempotency({ finding }: FindingChange, { seen }: GuardContext): Held | null {
  if (!seen.has(finding.id, finding.reopened)) return null;
  return { by: 'idempotent', reason: 'this occurrence was answered already' };
}

/** What somebody keeps putting back, and what a person undid, is left to people. */
function fight({ finding, at }: FindingChange, { policy, seen }: GuardContext): Held | null {
  if (finding.response?.mode !== 'enforce') return null;
  const undone = seen.undoneBy(finding.id);
  if (undone !== null) return { by: 'fight', reason: `${undone} undid the last response: people decide` };
  const rounds = seen.rounds(finding.id, finding.reopened, at);
  if (rounds < policy.respond.fightLimit) return null;
  const who = finding.actor ?? 'somebody';
  return {
    by: 'fight',
    reason: `fixed ${rounds} times and broken again: ${who} keeps changing it, people decide`,
  };
}

/** Those that need no look at the platform: 1 to 3. */
export const beforeReading: readonly Guard[] = [mode, killSwitch, waiver, protection, ownChange];
/** Those that stand between an approval, which may come hours later, and the action. */
export const beforeApproved: readonly Guard[] = [killSwitch, waiver, protection];
/** Those that only turn acting into asking: between the re-read (4) and idempotency (6). */
export const askingInstead: readonly Guard[] = [actionLimit, fight];
/** Those behind the re-read: 5 and 6. */
export const afterReading: readonly Guard[] = [...askingInstead, idempotency];
/** In the order in which they are asked. The re-read (4) is the action's own and stands where acting begins. */
export const allGuards: readonly Guard[] = [...beforeReading, ...afterReading];

/** The first guardrail that holds the response back; one that errs holds it back too. */
export function heldBack(
  change: FindingChange,
  context: GuardContext,
  guards: readonly Guard[] = allGuards,
): Held | null {
  for (const guard of guards) {
    try {
      const held = guard(change, context);
      if (held !== null) return held;
    } catch (error) {
      return guardError(error);
    }
  }
  return null;
}

export function guardError(error: unknown): Held {
  const why = error instanceof Error ? error.message : String(error);
  return { by: 'guard-error', reason: `a guardrail failed: ${why}` };
}
