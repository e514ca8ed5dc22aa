// Sends events on by the rules of the template, as EventBridge does: to the targets of every rule of the bus that matches.
// SPDX-License-Identifier: Apache-2.0
import { matchesPattern } from '../../test/support/eventbridge-pattern/pattern.ts';
import type { Rule } from './template.ts';

/** Gives the ids of the rules that matched. `bus`: its logical id; null: the default bus. */
export type Route = (event: unknown, bus: string | null) => Promise<readonly string[]>;

/** What a rule with a schedule sends. */
export const scheduledEvent = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };

export function routeBy(
  rules: readonly Rule[],
  reach: (target: string, event: unknown) => Promise<void>,
): Route {
  return async (event, bus) => {
    const hit = rules.filter(
      (rule) => rule.bus === bus && rule.pattern !== null && matchesPattern(rule.pattern, event),
    );
    for (const { targets } of hit) for (const target of targets) await reach(target, event);
    return hit.map(({ id }) => id);
  };
}
