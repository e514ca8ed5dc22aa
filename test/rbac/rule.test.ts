// What a rule matches, as the API server reads it.
import { describe, expect, it } from 'vitest';
import type { KubernetesRule } from '../../shared/model/principal.ts';
import { allows, isNamed } from '../../shared/rbac/rule.ts';

const rule = (more: Partial<KubernetesRule>): KubernetesRule => ({
  ...{ path: 'rules[0]', apiGroups: [''], resources: ['pods'], resourceNames: [], verbs: ['get'] },
  ...more,
});
const exec = { group: '', resources: ['pods/exec'] };

describe('a rule', () => {
  it.each<[string, Partial<KubernetesRule>, boolean]>([
    ['the resource does not stand for its subresources', {}, false],
    ['the subresource itself', { resources: ['pods/exec'] }, true],
    ['the subresource of every resource', { resources: ['*/exec'] }, true],
    ['all resources', { resources: ['*'] }, true],
    ['what looks like all of one, and is nothing', { resources: ['pods/*'] }, false],
    ['all groups and verbs', { apiGroups: ['*'], resources: ['pods/exec'], verbs: ['*'] }, true],
    ['another group', { apiGroups: ['apps'], resources: ['pods/exec'] }, false],
    ['another verb', { resources: ['pods/exec'], verbs: ['list'] }, false],
  ])('%s', (_, more, expected) => {
    expect(allows(rule(more), exec, ['create', 'get'])).toBe(expected);
  });

  it('with names is for those objects alone', () => {
    expect(isNamed(rule({ resourceNames: ['web'] }))).toBe(true);
    expect(isNamed(rule({}))).toBe(false);
  });
});
