// Which of some actions a principal's policies grant on things of others, wherever they are scoped to.
// SPDX-License-Identifier: Apache-2.0

import { contradict } from '../policy/contradiction.ts';
import type { Statement } from '../policy/document.ts';
import { serviceOf, statementCoversAction, wildcardMatches } from '../policy/match.ts';
import { statementsAt } from '../policy/placed.ts';
import { anyResourceOf } from './administration.ts';
import type { KnownPolicy } from './attached.ts';
import { byService, coverageOf } from './coverage.ts';

interface Held {
  readonly action: string;
  readonly path: string;
}

/**
 * Finds the first action of a list that the policies, taken together, grant on anything that is not the holder's own, after
 * Denies and the permissions boundary. `limit` is the boundary's document; null: none.
 */
export function grantsOnOthers(
  known: readonly KnownPolicy[],
  limit: unknown,
): (actions: readonly string[]) => Held | null {
  const own = grantedBy(known.flatMap(({ document, policy }) => statementsAt(document, policy.path)));
  const bound = limit === null ? null : grantedBy(statementsAt(limit, ''));
  return (actions) => {
    for (const action of actions) {
      const path = own(action);
      if (path !== null && (bound === null || bound(action) !== null)) return { action, path };
    }
    return null;
  };
}

/** Place of the first statement that grants an action on others; null where none does, or a Deny takes it back. */
function grantedBy(statements: readonly Statement[]): (action: string) => string | null {
  const { denied } = coverageOf({ statements });
  const allowsFor = byService(
    statements.filter(({ effect, conditions }) => effect === 'Allow' && !contradict(conditions)),
  );
  return (action) => {
    const candidates = allowsFor(serviceOf(action));
    if (candidates.length === 0) return null;
    const allow = candidates.find((one) => statementCoversAction(one, action) && reachesOthers(one, action));
    if (allow === undefined) return null;
    const resource = anyResourceOf(serviceOf(action));
    return denied({ action, resource }) ? null : allow.path;
  };
}

/** The policy variable for the caller’s own name. */
const ownName = `\${aws:username}`;

/** Sessions and commands count on instances, not on ECS tasks; IAM writes on others, not on oneself. */
function reachesOthers({ resources }: Statement, action: string): boolean {
  if (resources === null) return true;
  if (/^ssm:/i.test(action))
    return resources.some((pattern) => isService(pattern, 'ec2') || pattern.includes(':managed-instance/'));
  return !resources.every((pattern) => pattern.toLowerCase().includes(ownName));
}

function isService(pattern: string, service: string): boolean {
  const [arn = '', , part] = pattern.split(':', 3);
  return arn !== 'arn' ? wildcardMatches(arn, 'arn') : wildcardMatches(part ?? '*', service);
}
