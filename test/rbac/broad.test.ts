// Rights that lead to all others, told rule by rule.
import { describe, expect, it } from 'vitest';
import type { KubernetesBinding, KubernetesRule } from '../../shared/model/principal.ts';
import { lookAt } from '../../shared/rbac/broad.ts';

const rule = (
  group: string,
  resources: string,
  verbs: string,
  ...resourceNames: string[]
): KubernetesRule => ({
  path: 'rules[0]',
  apiGroups: [group],
  resources: resources.split(' '),
  resourceNames,
  verbs: verbs.split(' '),
});
const bound = (rules: readonly KubernetesRule[] | null, more: object = {}) =>
  ({
    ...{ role: 'own', roleKind: 'ClusterRole', namespace: null, rules, rest: null },
    ...more,
  }) as unknown as KubernetesBinding;
const rbac = 'rbac.authorization.k8s.io';

describe('a binding', () => {
  it.each<[KubernetesRule, string | null, string | null]>([
    [rule('*', '*', '*'), 'shop', 'do everything'],
    [rule('', 'pods/exec', 'create'), 'shop', 'enter pods'],
    [rule('', 'secrets', 'list'), null, 'read all secrets'],
    [rule('', 'secrets', 'list'), 'shop', null],
    [rule('', 'secrets', 'get', 'database'), null, null],
    [rule('', 'users', 'impersonate', 'system:admin'), null, 'act as somebody else'],
    [rule('', 'users', 'impersonate', 'kim'), null, null],
    [rule(rbac, 'clusterroles', 'escalate', 'one'), 'shop', 'give rights it does not hold'],
    [rule('apps', 'deployments', 'create'), null, 'run pods as any service account'],
    [rule('apps', 'deployments', 'create'), 'shop', null],
    [rule('', 'pods', 'get list watch'), null, null],
  ])('of %j in namespace %s may %s', (one, namespace, what) => {
    expect(lookAt(bound([one], { namespace }))).toEqual(what === null ? null : { what });
  });

  it('that may bind roles may give what those hold', () => {
    const named = (name: string) => rule(rbac, 'clusterroles', 'bind', name);
    const unlimited = { what: 'give rights it does not hold' };
    expect(lookAt(bound([rule(rbac, 'clusterroles', 'bind')]))).toEqual(unlimited);
    expect(lookAt(bound([named('cluster-admin')]))).toEqual(unlimited);
    expect(lookAt(bound([named('view')]))).toBeNull();
    expect(lookAt(bound([named('own')]))).toBe('the rules of own, which it may bind, are not in the input');
    expect(lookAt(bound([named('own')], { bindable: { own: [rule('', 'pods/exec', 'create')] } }))).toEqual(
      unlimited,
    );
  });

  it('whose rules are not there is not known, unless Kubernetes has the role', () => {
    expect(lookAt(bound(null))).toBe('the rules of ClusterRole own are not in the input');
    expect(lookAt(bound(null, { role: 'view' }))).toBeNull();
    expect(lookAt(bound(null, { role: 'cluster-admin' }))).toEqual({ what: 'do everything' });
    expect(lookAt(bound([], { rest: 'one rule is not read' }))).toBe('one rule is not read');
  });
});
