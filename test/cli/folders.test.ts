// `evaluate` on folders as they are: what is excluded, charts, kinds that nothing judges, and what `--kind` may not make of a file.
import { describe, expect } from 'vitest';
import { deployment, pod } from '../../shared/controls/examples/workloads.ts';
import { commandLineTests, emptyFolder, folderWith, reportOf, seawall } from './cli.ts';
import { badDefinition, goodDefinition } from './documents.ts';

const it = commandLineTests();

function evaluated(args: readonly string[], files: Readonly<Record<string, unknown>>) {
  const cwd = folderWith(files);
  const ran = seawall(['evaluate', ...args, '--format', 'json', '--fail-on', 'none'], { cwd });
  const report = reportOf(ran);
  const judged = [...new Set(report.verdicts.map(({ source }) => source.file))].sort();
  return { ...ran, report, judged };
}

const chart = {
  'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'values.yaml': 'service:\n  port: 80\ncluster:\n  name: x\n',
  'templates/deployment.yaml': 'kind: Deployment\napiVersion: apps/v1\nmetadata:\n  {{- include "x" . }}\n',
  'templates/_helpers.tpl': '{{- define "x" }}',
  'charts/sub/Chart.yaml': 'name: sub\n',
  'charts/sub/templates/a.yaml': '{{ if .Values.a }}\nkind: Pod\napiVersion: v1\n{{ end }}\n',
  'crds/job.json': pod(),
};
const within = (folder: string, files: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));

describe('--exclude and .seawallignore', () => {
  const files = {
    'a/good.json': goodDefinition,
    'a/b/bad.json': badDefinition,
    'a/b/c/more.json': badDefinition,
    'x.json': badDefinition,
  };

  it.each<readonly [patterns: readonly string[], judged: readonly string[]]>([
    [['a'], ['x.json']],
    [['b/'], ['a/good.json', 'x.json']],
    [['a/b'], ['a/good.json', 'x.json']],
    [['bad.json'], ['a/b/c/more.json', 'a/good.json', 'x.json']],
    [['/bad.json'], ['a/b/bad.json', 'a/b/c/more.json', 'a/good.json', 'x.json']],
    [['a/*.json'], ['a/b/bad.json', 'a/b/c/more.json', 'x.json']],
    [['a/**/*.json'], ['x.json']],
    [
      ['**/c/**', 'x*'],
      ['a/b/bad.json', 'a/good.json'],
    ],
    [['*.json', '!good.json'], ['a/good.json']],
    [
      ['# a comment', '', 'good.json/'],
      ['a/b/bad.json', 'a/b/c/more.json', 'a/good.json', 'x.json'],
    ],
  ])('%j leaves %j', (patterns, judged) => {
    expect(evaluated(['.', ...patterns.flatMap((one) => ['--exclude', one])], files).judged).toEqual(judged);
    const ignored = evaluated(['.'], { ...files, '.seawallignore': `${patterns.join('\r\n')}\n` });
    expect(ignored.judged).toEqual(judged);
  });

  it('are counted, and a folder’s own file is for what lies below it', () => {
    const own = evaluated(['.'], { ...files, 'a/.seawallignore': '/b/c\n', 'b/c/y.json': goodDefinition });
    expect(own.judged).toEqual(['a/b/bad.json', 'a/good.json', 'b/c/y.json', 'x.json']);
    expect(own.report.summary.dropped.excluded).toBe(1);
  });

  it('do not hide what the user names, but for --exclude', () => {
    expect(evaluated(['x.json'], { ...files, '.seawallignore': 'x.json\n' }).judged).toEqual(['x.json']);
    const excluded = evaluated(['x.json', 'a/good.json', '--exclude', 'x.json'], files);
    expect(excluded.judged).toEqual(['a/good.json']);
    expect(evaluated(['a'], { ...files, '.seawallignore': 'a/b\n' }).judged).toEqual(['a/good.json']);
  });
});

describe('Helm charts', () => {
  it('are left out by name with what to do, wherever they lie', () => {
    const { code, judged, report, stderr } = evaluated(['.'], {
      ...within('deploy/web', chart),
      'a.json': goodDefinition,
    });
    expect([code, judged]).toEqual([0, ['a.json', 'deploy/web/crds/job.json']]);
    expect(report.leftOut).toEqual([
      { file: 'deploy/web', reason: 'a Helm chart: judge what `helm template` makes of it' },
    ]);
    expect(stderr).toContain('deploy/web: skipped: a Helm chart');
    expect(report.errors).toEqual([]);
  });

  it('alone are nothing to judge', () => {
    const { 'crds/job.json': _, ...rest } = chart;
    expect(evaluated(['.'], rest).code).toBe(2);
    expect(evaluated(['web'], within('web', rest)).code).toBe(2);
  });

  it('have templates that say what to do where they are named, begin as they may', () => {
    const { code, stderr } = evaluated(['web/charts/sub/templates/a.yaml'], within('web', chart));
    expect([code, stderr]).toEqual([2, expect.stringContaining('helm template')]);
  });
});

const object = (apiVersion: string, kind: string) => ({ apiVersion, kind, metadata: { name: 'x' } });

describe('kinds', () => {
  const known = object('v1', 'Namespace');
  const strange = object('cert-manager.io/v1', 'Certificate');

  it('that nothing judges are left out by kind and count, known or not', () => {
    const files = {
      'm/a.json': deployment(),
      'm/b.json': [known, known, strange],
      'm/c.json': strange,
      'm/d.json': [strange, strange],
    };
    const { code, report } = evaluated(['m'], files);
    expect(code).toBe(0);
    expect(report.summary.observations).toBe(1);
    expect(report.summary.dropped).toEqual({
      'kind Namespace, which nothing judges by itself': 2,
      'unknown kind Certificate (cert-manager.io)': 4,
    });
    expect(report.leftOut).toEqual([
      { file: 'm/c.json', reason: 'unknown kind Certificate (cert-manager.io)' },
      { file: 'm/d.json', reason: '2 × unknown kind Certificate (cert-manager.io)' },
    ]);
  });

  it('that are not known are an error where nothing else is there', () => {
    const alone = evaluated(['c.json'], { 'c.json': strange });
    expect([alone.code, alone.report.errors[0]?.message]).toEqual([
      2,
      'is of no kind that can be judged: unknown kind Certificate (cert-manager.io)',
    ]);
    expect(evaluated(['m'], { 'm/c.json': strange }).code).toBe(2);
    expect(evaluated(['b.json'], { 'b.json': known }).code).toBe(0);
  });

  it.each([
    ['values of a chart', 'service:\n  type: ClusterIP\n  port: 80\nimage:\n  tag: x\n'],
    ['an OpenTelemetry configuration', 'receivers: {}\nservice:\n  pipelines: {}\n'],
    ['a cluster of something else', 'cluster:\n  name: x\n  nodes: 3\n'],
    ['a Compose file', 'services:\n  web:\n    image: nginx\n'],
    ['a task definition by name in a wrapper', 'taskDefinition:\n  path: td.json\n'],
    ['a role of something else', 'Role:\n  enabled: true\n'],
  ])('are not taken for another: %s', (_, text) => {
    const { report, code } = evaluated(['m'], { 'm/values.yaml': text });
    expect([report.summary.observations, code]).toEqual([0, 2]);
  });
});

const container = { name: 'web', image: 'nginx:1', privileged: true };

describe('what is said to be of a kind', () => {
  it('may be a bare list of container definitions, with places in the list', () => {
    const { report } = evaluated(['c.json'], { 'c.json': [{ name: 'log', image: 'a:1' }, container] });
    const found = report.verdicts.filter(
      ({ control, outcome }) => control.endsWith('/no-privileged') && outcome === 'fail',
    );
    expect(found.map(({ evidence }) => evidence[0]?.path)).toEqual(['containerDefinitions[1].privileged']);
    const sarif = seawall(['evaluate', 'c.json', '--format', 'sarif'], {
      cwd: folderWith({ 'c.json': '[\n{"name":"web","image":"a:1",\n"privileged":true}]' }),
    });
    expect(sarif.stdout).toContain('"startLine": 3');
  });

  it.each<readonly [kind: string | null, document: unknown, message: string]>([
    ['task-definition', { hello: 1 }, 'is no task definition: it has no containerDefinitions'],
    ['task-definition', {}, 'is no task definition: it has no containerDefinitions'],
    [
      'task-definition',
      { family: 'a', containerDefinitions: {} },
      'containerDefinitions is no list of containers',
    ],
    [null, { family: 'a', containerDefinitions: [] }, 'containerDefinitions is no list of containers'],
    [null, { taskDefinition: { family: 'a' } }, 'containerDefinitions is no list of containers'],
    ['policy', { hello: 1 }, 'is no policy: it has no Statement'],
    ['role', { hello: 1 }, 'is no role: it has no AssumeRolePolicyDocument'],
    ['kubernetes', { hello: 1 }, 'is no Kubernetes object: it has no apiVersion and kind'],
    ['cluster', { hello: 1 }, 'is no cluster: it has no clusterName'],
    [null, { ...object('v1', 'Pod'), spec: [{ containers: [container] }] }, 'spec is no object'],
    [null, { ...object('v1', 'Pod'), spec: {} }, 'Pod without a list of containers'],
    [null, { ...object('v1', 'Pod'), spec: { containers: container } }, 'Pod without a list of containers'],
    [null, { ...object('batch/v1', 'CronJob'), spec: { jobTemplate: 'x' } }, 'spec.jobTemplate is no object'],
    [
      null,
      { ...object('apps/v1', 'Deployment'), spec: { selector: {}, template: { spec: [] } } },
      'spec.template.spec is no object',
    ],
  ])('%s: %j is an error with its remedy', (kind, document, message) => {
    const { code, report } = evaluated(['x.json', ...(kind === null ? [] : ['--kind', kind])], {
      'x.json': document,
    });
    expect([code, report.verdicts]).toEqual([2, []]);
    expect(report.errors).toMatchObject([{ file: 'x.json', line: 1, code: 'malformed-document', message }]);
    expect(report.errors[0]?.remedy).not.toBe('');
  });

  it('is left out where it is a patch of something that stands elsewhere', () => {
    const patch = { ...object('apps/v1', 'Deployment'), spec: { replicas: 3 } };
    const { code, report } = evaluated(['m'], { 'm/patch.json': patch, 'm/a.json': deployment() });
    expect([code, report.summary.observations]).toEqual([0, 1]);
    expect(report.summary.dropped).toEqual({
      'a patch of a Deployment: judge what it makes of the whole': 1,
    });
  });

  it('is nothing in an empty folder', () => {
    expect(seawall(['evaluate', '.'], { cwd: emptyFolder() }).code).toBe(2);
  });
});
