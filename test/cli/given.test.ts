// `evaluate`: what the judged files tell of each other, in a folder, in one file and through a pipe.
import { describe, expect } from 'vitest';
import { deployment } from '../../shared/controls/examples/workloads.ts';
import { commandLineTests, folderWith, onlyControls, reportOf, seawall } from './cli.ts';

const it = commandLineTests();

const control = 'segmentation/default-deny-network';
const policy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny', namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
};
const calico = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'calico-node', namespace: 'kube-system' },
  spec: { template: { spec: { containers: [] } } },
};

/** Outcomes of the control on the Deployment. */
function judged(paths: readonly string[], files: Readonly<Record<string, unknown>>, input = ''): string[] {
  const cwd = folderWith({ 'policy.yml': onlyControls([control]), ...files });
  const options = ['--policy', 'policy.yml', '--format', 'json', '--fail-on', 'none'];
  const ran = seawall(['evaluate', ...paths, ...options], { cwd, input });
  return reportOf(ran)
    .verdicts.filter(({ subject }) => subject.name === 'web')
    .map(({ outcome }) => outcome);
}

const files = { 'm/a.json': deployment(), 'm/b.json': policy, 'm/c.json': calico, 'm/d.json': '{"kind":' };
const lines = [deployment(), policy, calico].map((object) => JSON.stringify(object)).join('\n');

describe('files beside each other', () => {
  it('tell of the network policies of a namespace, and who enforces them', () => {
    expect(judged(['m'], files)).toEqual(['pass']);
    expect(judged(['m/a.json'], files)).toEqual(['unknown']);
    expect(judged(['m/a.json', 'm/b.json'], files)).toEqual(['unknown']);
  });

  it('may be one file, or come through a pipe that is read once', () => {
    expect(judged(['all.jsonl'], { 'all.jsonl': lines })).toEqual(['pass']);
    expect(judged(['-'], {}, lines)).toEqual(['pass']);
    expect(judged(['-'], {}, JSON.stringify(deployment()))).toEqual(['unknown']);
  });
});

describe('a role and its binding in two files', () => {
  const rbac = 'rbac.authorization.k8s.io';
  const role = (kind: string, name: string, rules: readonly unknown[], labels = {}) => ({
    ...{ apiVersion: `${rbac}/v1`, kind },
    metadata: { name, labels, ...(kind === 'Role' ? { namespace: 'shop' } : {}) },
    rules,
  });
  const binding = (kind: string, roleKind: string, name: string) => ({
    ...{ apiVersion: `${rbac}/v1`, kind },
    metadata: { name: 'desk', ...(kind === 'RoleBinding' ? { namespace: 'shop' } : {}) },
    roleRef: { apiGroup: rbac, kind: roleKind, name },
    subjects: [{ kind: 'ServiceAccount', name: 'desk', namespace: 'shop' }],
  });
  const everything = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
  const exec = { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] };
  const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
  const [admin, broad] = ['control-plane/cluster-admin-entries', 'control-plane/no-broad-rbac'];

  function outcomesOf(files: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
    const cwd = folderWith({ 'policy.yml': onlyControls([admin, broad]), ...files });
    const ran = seawall(
      ['evaluate', 'm', '--policy', 'policy.yml', '--format', 'json', '--fail-on', 'none'],
      {
        cwd,
      },
    );
    return Object.fromEntries(reportOf(ran).verdicts.map(({ control, outcome }) => [control, outcome]));
  }

  it.each([
    ['ClusterRoleBinding', 'ClusterRole', [everything], { [admin]: 'fail', [broad]: 'pass' }],
    ['ClusterRoleBinding', 'ClusterRole', [exec], { [admin]: 'pass', [broad]: 'fail' }],
    ['RoleBinding', 'ClusterRole', [exec], { [admin]: 'pass', [broad]: 'fail' }],
    ['RoleBinding', 'Role', [everything], { [admin]: 'pass', [broad]: 'fail' }],
    ['RoleBinding', 'Role', [pods], { [admin]: 'pass', [broad]: 'pass' }],
  ])('%s of a %s', (kind, roleKind, rules, expected) => {
    const files = { 'm/z/role.json': role(roleKind, 'r', rules), 'm/a.json': binding(kind, roleKind, 'r') };
    expect(outcomesOf(files)).toEqual(expected);
  });

  it('is unknown where the role is not there, or only one of its name in another namespace', () => {
    const bound = { 'm/a.json': binding('ClusterRoleBinding', 'ClusterRole', 'r') };
    expect(outcomesOf(bound)).toEqual({ [admin]: 'unknown', [broad]: 'unknown' });
    const elsewhere = { ...role('Role', 'r', [pods]), metadata: { name: 'r', namespace: 'other' } };
    const local = { 'm/a.json': binding('RoleBinding', 'Role', 'r'), 'm/b.json': elsewhere };
    expect(outcomesOf(local)).toEqual({ [admin]: 'pass', [broad]: 'unknown' });
  });

  it('joins an aggregated role from as many files, and the worse of two roles of one name', () => {
    const aggregated = {
      ...role('ClusterRole', 'r', []),
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { into: 'r' } }] },
    };
    const bound = { 'm/a.json': binding('ClusterRoleBinding', 'ClusterRole', 'r'), 'm/b.json': aggregated };
    expect(
      outcomesOf({ ...bound, 'm/c.json': role('ClusterRole', 'more', [exec], { into: 'r' }) })[broad],
    ).toBe('fail');
    expect(
      outcomesOf({ ...bound, 'm/c.json': role('ClusterRole', 'more', [pods], { into: 'r' }) })[broad],
    ).toBe('unknown');
    const twice = {
      'm/dev.json': role('ClusterRole', 'r', [exec]),
      'm/prod.json': role('ClusterRole', 'r', [pods]),
    };
    expect(outcomesOf({ 'm/a.json': bound['m/a.json'], ...twice })[broad]).toBe('fail');
  });
});
