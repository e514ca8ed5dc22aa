// A policy with some services left out: the narrower policy that a role needs by what it was seen to use.
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '../../model/json.ts';
import { type PolicyDocument, renderPolicy, type Statement } from './document.ts';

/**
 * The policy without the Allows of `unused` services, a bare star spelt out as the services of `used`; null where nothing is left.
 * Denies stay. NotAction and patterns over several services (`*:Get*`) stay too: what they let in cannot be told by services.
 */
export function withoutServices(
  policy: PolicyDocument,
  unused: ReadonlySet<string>,
  used: readonly string[],
): JsonObject | null {
  const statements = policy.statements.flatMap((statement) => {
    if (statement.effect === 'Deny' || statement.actions === null) return [statement];
    const actions = statement.actions.flatMap((pattern) => kept(pattern, unused, used));
    return actions.length === 0 ? [] : [{ ...statement, actions }];
  });
  const allows = statements.some(({ effect }) => effect === 'Allow');
  return allows ? renderPolicy({ ...policy, statements }) : null;
}

function kept(pattern: string, unused: ReadonlySet<string>, used: readonly string[]): readonly string[] {
  if (/^\*(?::\*)?$/.test(pattern)) return used.map((service) => `${service}:*`);
  return unused.has(serviceOf(pattern)) ? [] : [pattern];
}

/** True where the statement's Action names one of the services, or is a bare star. */
export function allowsService({ effect, actions }: Statement, services: ReadonlySet<string>): boolean {
  if (effect !== 'Allow' || actions === null) return false;
  return actions.some((pattern) => /^\*(?::\*)?$/.test(pattern) || services.has(serviceOf(pattern)));
}

function serviceOf(pattern: string): string {
  return pattern.slice(0, Math.max(pattern.indexOf(':'), 0)).toLowerCase();
}
