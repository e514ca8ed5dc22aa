// The examples for users hold: policies load without a notice, files are judged as their README says, controls pass their tests.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { controls } from '../../shared/controls/index.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import { failures, reportOf, seawall } from '../cli/cli.ts';
import { oneTestIn } from '../support/extent.ts';

const started = oneTestIn(4, 'examples for users that the command line judges');

const cwd = process.cwd();
const before = 'examples/files/checkout-before.json';
const after = 'examples/files/checkout-after.json';
const policies = globSync('examples/*/seawall.yml').sort();
const load = (text: string, file: string) =>
  loadPolicy(text, {
    file,
    controls,
    now: '2026-11-30T00:00:00Z',
    digest: () => 'hash',
    readFile: () => null,
  });

describe('files', () => {
  started('judged before have the five mistakes that their README counts, and after none', () => {
    const bad = seawall(['evaluate', before, '--format', 'json', '--only', 'fail'], { cwd });
    expect(bad.code).toBe(1);
    const loud = reportOf(bad).verdicts.filter(
      ({ severity }) => severity === 'high' || severity === 'critical',
    );
    expect(loud.map(({ control }) => control).sort()).toEqual([
      'input-validation/no-plaintext-secrets',
      'input-validation/non-root-user',
      'namespace-isolation/no-privileged',
      'resource-usage/no-admin-ports',
      'segmentation/own-network-interface',
    ]);
    const good = seawall(['evaluate', after, '--format', 'json', '--strictness', 'restricted'], { cwd });
    expect([good.code, failures(reportOf(good))]).toEqual([0, []]);
  });

  started('of Kubernetes: one mistake', () => {
    const ran = seawall(['evaluate', 'examples/files/checkout.yml', '--format', 'json'], { cwd });
    expect(failures(reportOf(ran))).toEqual([
      'namespace-isolation/no-host-namespaces spec.template.spec.hostPID',
    ]);
  });
});

describe('policies', () => {
  it('are these', () => {
    expect(policies).toEqual(
      ['custom-controls', 'organisation', 'small-shop'].map((name) => `examples/${name}/seawall.yml`),
    );
  });

  it.each(policies)('%s loads without a notice, and so do its commented examples', (file) => {
    const text = readFileSync(file, 'utf8');
    expect(load(text, file)).toMatchObject({ ok: true, notices: [] });
    const shown = text.replace(/^# (?!yaml-language-server)/gm, '');
    expect(load(shown, file)).toMatchObject({ ok: true, notices: [] });
  });

  it.each(policies)('%s names the schema by a path that is there', (file) => {
    const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
    expect(join(file, '..', path)).toBe('seawall.schema.json');
  });

  started('of the small shop refuses images from elsewhere, and is quiet about what is right', () => {
    const ran = seawall(
      ['evaluate', before, after, '--policy', 'examples/small-shop/seawall.yml', '--format', 'json'],
      { cwd },
    );
    const failed = failures(reportOf(ran));
    expect(failed).toContain('image-provenance/trusted-registry containerDefinitions[0].image');
    expect(
      reportOf(ran).verdicts.filter(({ outcome, source }) => outcome === 'fail' && source.file === after),
    ).toEqual([]);
  });

  started('of the organisation acts where it says so, and asks elsewhere', () => {
    const facts = join(cwd, 'events/facts.json');
    const args = [
      'replay',
      'events',
      '--facts',
      facts,
      '--policy',
      'examples/organisation/seawall.yml',
      '--format',
      'json',
    ];
    const { responses } = reportOf(seawall(args, { cwd }));
    expect(new Set(responses.map(({ mode }) => mode))).toEqual(new Set(['approve', 'enforce']));
  });

  it('of custom controls pass their own tests', () => {
    const ran = seawall(['test', 'examples/custom-controls/seawall.yml'], { cwd });
    expect([ran.code, ran.stdout]).toEqual([0, 'all 6 examples pass\n']);
  });
});

describe('pipelines', () => {
  it('are YAML in the form of their product', () => {
    const github = parse(readFileSync('examples/pipelines/github-actions.yml', 'utf8'));
    expect(Object.keys(github).sort()).toEqual(['env', 'jobs', 'name', 'on', 'permissions']);
    for (const step of github.jobs.seawall.steps)
      expect([step, 'uses' in step !== 'run' in step]).toEqual([step, true]);
    const gitlab = parse(readFileSync('examples/pipelines/gitlab-ci.yml', 'utf8'));
    expect(gitlab.seawall.script.every((line: unknown) => typeof line === 'string')).toBe(true);
  });
});
