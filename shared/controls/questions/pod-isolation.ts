// What network policies do for a pod: which facts tell it, and what they told.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { FactRequest, FactRequestOf, GatheredFacts } from '../../model/facts.ts';
import { matchesAny } from '../../model/glob.ts';
import {
  type Direction,
  isAllPorts,
  isWorld,
  type Network,
  type NetworkRule,
  selects,
  selectsAll,
} from '../../model/network.ts';
import type { SubjectBase } from '../../model/subject-base.ts';

/** Namespaces of the cluster's own components: cutting those off is not for their users to do. */
export const systemNamespaces: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease'];

/** The parameter by which policy says what no API tells. */
export const enforcingClusters = z
  .array(z.string())
  .default([])
  .describe('Names (globs) of clusters where Calico, Cilium or another engine enforces network policies');

type Place = Pick<SubjectBase, 'account' | 'region' | 'cluster' | 'namespace'>;

function policiesRequest({ account, region, cluster, namespace }: Place): FactRequestOf<'network-policies'> {
  return { fact: 'network-policies', account, region, cluster, namespace: namespace ?? 'default' };
}

function enforcementRequest({ account, region, cluster }: Place): FactRequestOf<'policy-enforcement'> {
  return { fact: 'policy-enforcement', account, region, cluster };
}

export function enforcementRequests(place: Place): readonly FactRequest[] {
  return [enforcementRequest(place)];
}

export function isolationRequests(place: Place): readonly FactRequest[] {
  return [policiesRequest(place), enforcementRequest(place)];
}

export interface Enforcement {
  readonly enforced: boolean | null;
  /** What enforces them, or why it is off or not known. */
  readonly reason: string;
}

/** @param known clusters (globs) where policy says that an engine enforces network policies */
export function enforcementOf(place: Place, facts: GatheredFacts, known: readonly string[]): Enforcement {
  if (place.cluster !== null && matchesAny(known, place.cluster))
    return { enforced: true, reason: 'policy says that they are enforced' };
  const answer = facts.get(enforcementRequest(place));
  if (answer.ok) return answer.value;
  return { enforced: null, reason: `whether they are enforced is not known: ${answer.reason}` };
}

interface Isolation {
  readonly policies: readonly Network[];
  /** Why there may be more; null: these are all. */
  readonly missing: string | null;
}

/** The policies of the namespace, as far as they are known. */
export function isolationOf(place: Place, facts: GatheredFacts): Isolation {
  const answer = facts.get(policiesRequest(place));
  if (!answer.ok)
    return { policies: [], missing: `the network policies of the namespace are not known: ${answer.reason}` };
  const { items, complete } = answer.value;
  const others = 'the namespace may have network policies that are not given here';
  return { policies: items, missing: complete ? null : others };
}

export function isolates({ isolates: isolation }: Network, direction: Direction): boolean {
  return isolation?.directions.includes(direction) ?? false;
}

/** True for a policy that isolates every pod of its namespace. */
export function isolatesAll(policy: Network, direction: Direction): boolean {
  return isolates(policy, direction) && policy.isolates !== null && selectsAll(policy.isolates.pods);
}

export function isolatesPod(
  policy: Network,
  direction: Direction,
  labels: Readonly<Record<string, string>>,
): boolean {
  return isolates(policy, direction) && policy.isolates !== null && selects(policy.isolates.pods, labels);
}

/** The rule of a policy that admits everybody on every port; undefined: none. */
export function everything(policy: Network, direction: Direction): NetworkRule | undefined {
  return policy[direction].value.find((rule) => isWorld(rule) && rule.protocol === '-1' && isAllPorts(rule));
}
