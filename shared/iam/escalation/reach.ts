// What principals of one account reach by assuming roles and passing them: the shortest way of each to an administrator.
// SPDX-License-Identifier: Apache-2.0
import type { Principal, Reach, ReachStep } from '../../model/principal.ts';
import { administratorGrants, knownAdministratorPolicy } from '../grants/grants.ts';
import { type Edge, edgesOf } from './reach-edges.ts';

/**
 * For each user and role, by ARN, the shortest way to a role of administrators that it is not itself. Near-linear in principals
 * and what they are granted: one search backwards from all administrators at once. Service-linked roles and what only an unknown
 * document would tell take no part, so a way that is told is one, and none told proves nothing.
 */
export function reachesOf(principals: readonly Principal[]): ReadonlyMap<string, Reach> {
  const actors = principals.filter(isActor);
  const administrators = actors.filter(administers).map(({ arn }) => arn ?? '');
  if (administrators.length === 0) return new Map();
  const next = searched(administrators, incoming(edgesOf(actors)));
  const found = new Map<string, Reach>();
  for (const { arn } of actors)
    if (arn !== null && next.has(arn) && !administrators.includes(arn)) found.set(arn, wayOf(arn, next));
  return found;
}

function isActor({ type, arn, path }: Principal): boolean {
  return (type === 'user' || type === 'role') && arn !== null && !path?.startsWith('/aws-service-role/');
}

/** A boundary that is no administrator's takes the rest away; one that is not known leaves it open, so it does not count. */
function administers({ policies, boundary }: Principal): boolean {
  const limit = boundary.value;
  if (limit !== null && administratorGrants(limit.document, '').length === 0) return false;
  return policies.some(({ arn, document }) =>
    arn !== null && knownAdministratorPolicy(arn) ? true : administratorGrants(document, '').length > 0,
  );
}

function incoming(edges: readonly Edge[]): ReadonlyMap<string, readonly Edge[]> {
  const byTarget = new Map<string, Edge[]>();
  for (const edge of edges) {
    const list = byTarget.get(edge.to);
    if (list === undefined) byTarget.set(edge.to, [edge]);
    else list.push(edge);
  }
  return byTarget;
}

/** The edge that each node takes first on its shortest way to any of the targets. */
function searched(
  targets: readonly string[],
  edges: ReadonlyMap<string, readonly Edge[]>,
): ReadonlyMap<string, Edge> {
  const next = new Map<string, Edge>();
  const seen = new Set(targets);
  const queue = [...targets];
  for (let index = 0; index < queue.length; index++)
    for (const edge of edges.get(queue[index] ?? '') ?? []) {
      if (seen.has(edge.from)) continue;
      seen.add(edge.from);
      next.set(edge.from, edge);
      queue.push(edge.from);
    }
  return next;
}

function wayOf(from: string, next: ReadonlyMap<string, Edge>): Reach {
  const steps: ReachStep[] = [];
  let by: Edge['by'] = null;
  let edge = next.get(from);
  let at = from;
  while (edge !== undefined) {
    by = edge.by ?? by;
    at = edge.to;
    // Between a principal and a role may stand a node for many roles: the step ends at the role.
    if (!edge.toMany && by !== null) steps.push({ to: at, ...by });
    edge = next.get(at);
  }
  return { administrator: at, steps };
}
