// Roles and ClusterRoles of the input as one: bindings refer to them, whatever the file, and aggregated ones take the rules of others.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { type JsonObject, listOf, objectOf, stringMapOf, stringsOf } from '../../model/json.ts';
import { type PodSelector, selects } from '../../model/network.ts';
import type { KubernetesBinding, KubernetesRule } from '../../model/principal.ts';
import { cursor, down } from '../workload/cursor.ts';
import { namespaceOf, objectName } from '../workload/kubernetes-names.ts';
import { nowhere } from '../workload/where.ts';
import { selectorOf } from './network-policy.ts';

interface Role {
  readonly key: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly rules: readonly KubernetesRule[];
  /** Whose rules it takes; null: it has its own. */
  readonly aggregates: readonly PodSelector[] | null;
}

/** The roles that the input holds, by `keyOf`. */
export type DocumentRoles = ReadonlyMap<string, Role>;

/** Two roles of one name, such as those of two environments, stand as one with the rules of both: which one a binding gets nobody can tell. */
export function rolesAmong(objects: readonly JsonObject[]): DocumentRoles {
  const roles = new Map<string, Role>();
  for (const object of objects) {
    const role = roleOf(object);
    if (role === null) continue;
    const former = roles.get(role.key);
    roles.set(role.key, former === undefined ? role : { ...role, rules: [...former.rules, ...role.rules] });
  }
  return roles;
}

function keyOf(kind: string, namespace: string | null, name: string): string {
  return kind === 'Role' ? `Role/${namespace ?? 'default'}/${name}` : `ClusterRole/${name}`;
}

function roleOf(object: JsonObject): Role | null {
  const { kind, apiVersion } = object;
  if (kind !== 'Role' && kind !== 'ClusterRole') return null;
  if (typeof apiVersion === 'string' && !apiVersion.startsWith('rbac.authorization.k8s.io/')) return null;
  const metadata = down(cursor(object), 'metadata');
  const { aggregationRule } = object;
  const selectors = listOf(objectOf(aggregationRule).clusterRoleSelectors).map((one) =>
    selectorOf(cursor(one)),
  );
  return {
    key: keyOf(kind, namespaceOf(metadata, nowhere), objectName(metadata)),
    labels: stringMapOf(down(metadata, 'labels').value),
    rules: listOf(object.rules).map(ruleOf),
    aggregates: aggregationRule === undefined || aggregationRule === null ? null : selectors,
  };
}

function ruleOf(value: unknown, index: number): KubernetesRule {
  const { apiGroups, resources, resourceNames, verbs, nonResourceURLs } = objectOf(value);
  return {
    path: join('rules', index),
    apiGroups: stringsOf(apiGroups),
    resources: stringsOf(resources),
    resourceNames: stringsOf(resourceNames),
    verbs: stringsOf(verbs),
    nonResourceUrls: stringsOf(nonResourceURLs),
  };
}

type Ref = Pick<KubernetesBinding, 'roleKind' | 'role' | 'namespace'>;

/** What the input tells of the role that a binding refers to. */
export function boundRules(
  ref: Ref,
  roles: DocumentRoles,
): Pick<KubernetesBinding, 'rules' | 'rest' | 'bindable'> {
  const found = roles.get(keyOf(ref.roleKind, ref.namespace, ref.role));
  const added = ref.roleKind === 'ClusterRole' ? addedTo(ref.role, roles) : [];
  if (found === undefined && added.length === 0) return { rules: null };
  const taken =
    found?.aggregates === null || found === undefined ? added : aggregated(found.aggregates, roles);
  const rules = [...(found?.rules ?? []), ...taken];
  const open = found !== undefined && found.aggregates !== null;
  return {
    rules,
    ...(open
      ? { rest: `ClusterRole ${ref.role} takes the rules of others, which may not all be in the input` }
      : {}),
    ...handed(rules, ref, roles),
  };
}

/** The built-in roles for users take the rules of every ClusterRole with their label ("Using RBAC Authorization", aggregated ClusterRoles). */
function addedTo(role: string, roles: DocumentRoles): readonly KubernetesRule[] {
  if (!['admin', 'edit', 'view'].includes(role)) return [];
  const labels = { [`rbac.authorization.k8s.io/aggregate-to-${role}`]: 'true' };
  return aggregated([{ labels, expressions: [] }], roles);
}

function aggregated(selectors: readonly PodSelector[], roles: DocumentRoles): readonly KubernetesRule[] {
  return [...roles.values()]
    .filter(
      ({ key, labels }) => key.startsWith('ClusterRole/') && selectors.some((one) => selects(one, labels)),
    )
    .flatMap(({ rules }) => rules);
}

/** The rules of the roles that its own rules let it bind, by name. */
function handed(
  rules: readonly KubernetesRule[],
  { namespace }: Ref,
  roles: DocumentRoles,
): Pick<KubernetesBinding, 'bindable'> {
  const names = rules
    .filter(({ verbs }) => verbs.includes('bind'))
    .flatMap(({ resourceNames }) => resourceNames);
  const found = names.flatMap((name) => {
    const role = roles.get(keyOf('ClusterRole', null, name)) ?? roles.get(keyOf('Role', namespace, name));
    return role === undefined ? [] : [[name, role.rules] as const];
  });
  return found.length === 0 ? {} : { bindable: Object.fromEntries(found) };
}
