// What a rule of RBAC matches, as the API server reads it.
// SPDX-License-Identifier: Apache-2.0
import type { KubernetesRule } from '../model/principal.ts';

/** A resource by API group and name, with its subresource behind a slash where it has one: `pods/exec`. */
export interface RuleTarget {
  readonly group: string;
  readonly resources: readonly string[];
}

/**
 * True where the rule lets any of the verbs be used on any of the resources. Its wildcards are `*` and `*\/subresource`; `pods/*`
 * matches nothing (kubernetes/kubernetes, pkg/apis/rbac/v1/evaluation_helpers.go, ResourceMatches).
 */
export function allows(
  rule: KubernetesRule,
  { group, resources }: RuleTarget,
  verbs: readonly string[],
): boolean {
  return (
    among(rule.apiGroups, group) &&
    verbs.some((verb) => among(rule.verbs, verb)) &&
    resources.some((resource) => matchesResource(rule, resource))
  );
}

function among(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted);
}

function matchesResource({ resources }: KubernetesRule, wanted: string): boolean {
  const [, subresource] = wanted.split('/');
  return among(resources, wanted) || (subresource !== undefined && resources.includes(`*/${subresource}`));
}

/** True where the rule names the objects that it is for: it then says nothing of others. */
export function isNamed({ resourceNames }: KubernetesRule): boolean {
  return resourceNames.length > 0;
}
