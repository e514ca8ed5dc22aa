// What everybody may do without harm, and what is more.
import { expect, it } from 'vitest';
import type { KubernetesBinding, KubernetesRule } from '../../shared/model/principal.ts';
import { beyondDiscovery } from '../../shared/rbac/discovery.ts';

const empty = { path: 'rules[0]', apiGroups: [], resources: [], resourceNames: [], verbs: ['get'] };
const bound = (rules: readonly KubernetesRule[] | null, more: object = {}) =>
  ({
    ...{ role: 'welcome', roleKind: 'ClusterRole', namespace: null, rules, rest: null },
    ...more,
  }) as unknown as KubernetesBinding;
const more = { what: 'do more than discover the API, as ClusterRole welcome says' };

it.each<[string, KubernetesBinding, unknown]>([
  ['paths of health and discovery', bound([{ ...empty, nonResourceUrls: ['/healthz', '/api/*'] }]), null],
  ['a path that only begins alike', bound([{ ...empty, nonResourceUrls: ['/healthzx'] }]), more],
  ['its own rights', bound([{ ...empty, resources: ['selfsubjectaccessreviews'], verbs: ['create'] }]), null],
  ['pods', bound([{ ...empty, resources: ['pods'] }]), more],
  ['a rule without verbs', bound([{ ...empty, resources: ['pods'], verbs: [] }]), null],
  ['rules that are not there', bound(null), 'the rules of ClusterRole welcome are not in the input'],
  ['rules that are there in part', bound([], { rest: 'one more is not read' }), 'one more is not read'],
  ['the role that Kubernetes binds itself', bound(null, { role: 'system:discovery' }), null],
])('%s', (_, binding, expected) => {
  expect(beyondDiscovery(binding)).toEqual(expected);
});

it('the config map by which nodes join, to be read in kube-public alone', () => {
  const rule = { ...empty, resources: ['configmaps'], resourceNames: ['cluster-info'] };
  expect(beyondDiscovery(bound([rule], { namespace: 'kube-public' }))).toBeNull();
  expect(beyondDiscovery(bound([rule], { namespace: 'shop' }))).toEqual(more);
  const writing = { ...rule, verbs: ['get', 'update'] };
  expect(beyondDiscovery(bound([writing], { namespace: 'kube-public' }))).toEqual(more);
});
