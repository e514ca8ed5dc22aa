// What everybody may do without harm: find out what the API offers, and whether it is well.
// SPDX-License-Identifier: Apache-2.0
import type { KubernetesBinding, KubernetesRule } from '../model/principal.ts';
import type { RbacLook } from './broad.ts';
import { builtInRole } from './built-in.ts';

/** Roles that every cluster binds to everybody ("Using RBAC Authorization", API discovery roles). */
const discovery: ReadonlySet<string> = new Set([
  'system:basic-user',
  'system:discovery',
  'system:public-info-viewer',
  'system:service-account-issuer-discovery',
]);

const paths = /^\/(?:healthz|livez|readyz|version|api|apis|openapi|openid|\.well-known)(?:\/.*|\*)?$/;
/** What a caller asks of its own rights and name (`selfsubjectaccessreviews` and their like). */
const ofItself = /^selfsubject[a-z]{1,40}reviews$/;

/** What a binding gives everybody beyond discovery; null: nothing. */
export function beyondDiscovery({ role, roleKind, namespace, rules, rest }: KubernetesBinding): RbacLook {
  const what = `do more than discover the API, as ${roleKind} ${role} says`;
  if (roleKind === 'ClusterRole' && discovery.has(role)) return null;
  if (builtInRole(roleKind, role) !== null) return { what };
  if (rules === null) return `the rules of ${roleKind} ${role} are not in the input`;
  if (rules.some((rule) => !isHarmless(rule, namespace))) return { what };
  return rest ?? null;
}

/** Among them the one config map by which kubeadm tells new nodes where the cluster is (kubeadm, "cluster-info"). */
function isHarmless(
  { resources, resourceNames, verbs, nonResourceUrls = [] }: KubernetesRule,
  namespace: string | null,
): boolean {
  if (verbs.length === 0) return true;
  const isJoining =
    namespace === 'kube-public' && resourceNames.length === 1 && resourceNames[0] === 'cluster-info';
  if (isJoining && verbs.every((verb) => verb === 'get')) return true;
  return (
    resources.every((resource) => ofItself.test(resource)) &&
    nonResourceUrls.every((path) => paths.test(path))
  );
}
