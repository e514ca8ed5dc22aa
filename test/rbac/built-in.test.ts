// What every cluster has: roles that lead to all rights, and principals that are no guests.
import { describe, expect, it } from 'vitest';
import { builtInRole, isComponent, isEverybody } from '../../shared/rbac/built-in.ts';

describe('a built-in role', () => {
  it.each([
    ['cluster-admin', 'shop', 'do everything'],
    ['admin', null, 'enter pods and read all secrets'],
    ['admin', 'shop', null],
    ['view', null, null],
    ['system:node', 'shop', 'read the secrets of pods and talk to the kubelet'],
  ])('%s, bound in namespace %s, may %s', (role, namespace, what) => {
    expect(builtInRole('ClusterRole', role)?.(namespace)).toBe(what);
  });

  it('is a ClusterRole that Kubernetes names', () => {
    expect(builtInRole('Role', 'cluster-admin')).toBeNull();
    expect(builtInRole('ClusterRole', 'shop-admin')).toBeNull();
    expect(builtInRole('ClusterRole', 'constructor')).toBeNull();
  });
});

it.each([
  ['kubernetes-user', 'system:anonymous', true],
  ['kubernetes-group', 'system:authenticated', true],
  ['kubernetes-user', 'system:authenticated', false],
  ['kubernetes-group', 'system:masters', false],
] as const)('%s %s is everybody: %s', (type, name, expected) => {
  expect(isEverybody({ type, name })).toBe(expected);
});

it.each([
  ['kubernetes-user', 'system:node:ip-10-0-0-1', null, true],
  ['kubernetes-user', 'system:node', null, false],
  ['kubernetes-user', 'kim', null, false],
  ['kubernetes-user', 'system:serviceaccount:kube-system:coredns', null, true],
  ['kubernetes-user', 'system:serviceaccount:kube-system:default', null, false],
  ['kubernetes-user', 'system:serviceaccount:shop:coredns', null, false],
  ['kubernetes-group', 'system:masters', null, true],
  ['kubernetes-group', 'helpdesk', null, false],
  ['service-account', 'coredns', 'kube-system', true],
  ['service-account', 'default', 'kube-system', false],
  ['service-account', 'coredns', 'shop', false],
] as const)('%s %s of %s is a component: %s', (type, name, namespace, expected) => {
  expect(isComponent({ type, name, namespace })).toBe(expected);
});
