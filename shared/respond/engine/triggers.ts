// Which changes of a finding call for a response, and how one change is told from another. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { FindingChange } from '../../model/finding.ts';

const triggers = new Set<FindingChange['type']>(['opened', 'reopened', 'woken', 'waiver-ended']);

/** Does this change call for a response at all, whatever the guardrails say? */
export function callsForResponse({ type, finding }: FindingChange): boolean {
  // An image that nothing runs is the one that can be taken away without harm.
  const asleep = finding.dormant && finding.subject.kind !== 'image';
  return triggers.has(type) && finding.response !== null && !asleep && finding.status === 'open';
}

/** Could such a change be one that calls for a response? */
export function isTrigger({ type }: Pick<FindingChange, 'type'>): boolean {
  return triggers.has(type);
}

/** Names one change of one finding, however often it is delivered. */
export function changeKey({ type, at, eventId }: FindingChange): string {
  return `${type}/${at}/${eventId}`;
}

const gatePrefix = 'gate/';

/** The event of a deployment that waits at a gate: each is a trigger of its own, whatever the finding's life says. */
export function gateEvent(deployment: string, where: string): string {
  return `${gatePrefix}${deployment}/${where}`;
}

export function isAtGate({ eventId }: FindingChange): boolean {
  return eventId.startsWith(gatePrefix);
}
