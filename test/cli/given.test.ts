// `evaluate`: what the judged files tell of each other, in a folder, in one file and through a pipe.
import { describe, expect, it } from 'vitest';
import { deployment } from '../../shared/controls/examples/workloads.ts';
import { folderWith, onlyControls, reportOf, seawall } from './cli.ts';

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
