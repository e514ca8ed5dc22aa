// Every kind of document that the contract names, judged by the real bin in one run, with the ids it promises.
import { beforeAll, describe, expect, it } from 'vitest';
import { oneIn } from '../support/extent.ts';
import { folderWith, type ReportJson, reportOf, seawall, type VerdictJson } from './cli.ts';
import * as documents from './documents.ts';

const files = {
  'ecs/register.json': documents.badDefinition,
  'ecs/describe.json': documents.describedDefinition,
  'ecs/services.json': documents.service,
  'ecs/create-service.json': documents.createService,
  'ecs/run-task.json': documents.runTask,
  'k8s/workloads.yaml': documents.workloads,
  'k8s/others.yml': documents.otherManifests,
  'k8s/list.json': documents.list,
  'iam/policy.json': documents.everything,
  'iam/trust.json': documents.openTrust,
  'iam/role.json': documents.getRole,
  'iam/account.json': documents.accountDetails,
  'ecr/policy.json': documents.repositoryPolicy,
  'cfn/stack.template': documents.cloudFormation,
  'events/login.json': documents.cloudTrailEvent,
};

let report: ReportJson;
beforeAll(() => {
  const ran = seawall(['evaluate', '.', '--format', 'json'], { cwd: folderWith(files) });
  expect(ran.code).toBe(1);
  report = reportOf(ran);
});

function of(file: string): readonly VerdictJson[] {
  return report.verdicts.filter(({ source }) => source.file === file);
}

function ids(file: string): string[] {
  return [...new Set(of(file).map(({ subject }) => subject.id ?? ''))];
}

function failed(file: string, control: string): readonly VerdictJson[] {
  return of(file).filter((verdict) => verdict.control === control && verdict.outcome === 'fail');
}

describe('every kind of document', () => {
  it('is read without an error', () => {
    expect(report.errors).toEqual([]);
    expect(report.summary).toMatchObject({ dropped: {}, unreadable: 0 });
  });

  it.each<[string, string[], string]>([
    ['ecs/register.json', ['web'], 'namespace-isolation/no-privileged'],
    [
      'ecs/describe.json',
      [`arn:aws:ecs:eu-central-1:${documents.account}:task-definition/web:3`],
      'namespace-isolation/no-privileged',
    ],
    [
      'ecs/services.json',
      [`arn:aws:ecs:eu-central-1:${documents.account}:service/shop/web`],
      'immutability/no-interactive-access',
    ],
    ['ecs/run-task.json', ['job'], 'immutability/no-interactive-access'],
    ['k8s/list.json', ['Pod/shop/debug'], 'segmentation/own-network-interface'],
    ['iam/policy.json', ['iam/policy.json'], 'control-plane/no-administrator-grant'],
    ['iam/trust.json', ['iam/trust.json'], 'blast-radius/no-foreign-trust'],
    ['iam/role.json', [`arn:aws:iam::${documents.account}:role/ops`], 'blast-radius/no-foreign-trust'],
    [
      'iam/account.json',
      [`arn:aws:iam::${documents.account}:user/root-like`, `arn:aws:iam::${documents.account}:role/web-task`],
      'control-plane/no-administrator-grant',
    ],
    ['ecr/policy.json', ['shop/web'], 'control-plane/registry-not-public'],
    [
      'cfn/stack.template',
      ['cfn/stack.template#Task', 'cfn/stack.template#Role'],
      'blast-radius/no-foreign-trust',
    ],
    ['events/login.json', [documents.cloudTrailEvent.eventID], 'control-plane/no-root-activity'],
  ])('%s is judged under the id the contract promises', (file, expected, control) => {
    expect(ids(file)).toEqual(expected);
    expect(failed(file, control)).not.toEqual([]);
  });

  it('a service that is to be created goes by cluster and name', () => {
    expect(ids('ecs/create-service.json')).toEqual(['shop/api']);
  });

  it('every workload kind of Kubernetes is one subject, by the outer object, in document order', () => {
    const found = failed('k8s/workloads.yaml', 'namespace-isolation/no-privileged');
    expect(found.map(({ subject, source }) => [subject.id, source.index])).toEqual(
      documents.workloadKinds.map(([, kind], index) => [`${kind}/shop/one`, index]),
    );
    expect(found.map(({ evidence }) => evidence[0]?.path.replace(/^(.*?)containers.*/, '$1'))).toEqual([
      'spec.',
      ...Array.from({ length: 6 }, () => 'spec.template.spec.'),
      'spec.jobTemplate.spec.template.spec.',
    ]);
  });

  it('bindings and generated names are judged beside objects that nothing judges', () => {
    const outcome = (id: string, control: string) =>
      of('k8s/others.yml').find((verdict) => verdict.subject.id === id && verdict.control === control)
        ?.outcome;
    expect(outcome('Pod/default/run-*', 'namespace-isolation/no-host-namespaces')).toBe('fail');
    const binding = of('k8s/others.yml').filter(({ subject }) => subject.id === 'ServiceAccount/shop/app');
    expect(binding.map(({ outcome: one, severity }) => [one, severity])).toContainEqual(['fail', 'critical']);
  });

  it('inputs are documents, items of a list and resources of a template', () => {
    const single = Object.keys(files).length - 3;
    expect(report.summary.inputs).toBe(single + documents.workloadKinds.length + 7 + 2);
  });

  it('what a template does not settle is unknown, with its path', () => {
    const verdict = of('cfn/stack.template').find(({ control }) => control.endsWith('/no-privileged'));
    expect(verdict).toMatchObject({ outcome: 'unknown' });
    expect(verdict?.reason).toContain('containerDefinitions[0].privileged');
    expect(failed('cfn/stack.template', 'segmentation/own-network-interface')).not.toEqual([]);
  });

  it('an event keeps its id and time', () => {
    expect(of('events/login.json')[0]?.source).toEqual({
      file: 'events/login.json',
      index: 0,
      eventId: documents.cloudTrailEvent.eventID,
      time: '2026-11-17T09:00:00.000Z',
    });
  });
});

describe('--kind event', () => {
  const noEvents = [{}, { hello: 'world' }, documents.goodDefinition];
  it.each(
    oneIn(3, noEvents, 'documents that are no events'),
  )('of what is no event is an error that names the file: %j', (document) => {
    const cwd = folderWith({ 'a.json': document });
    const { code, stderr } = seawall(['evaluate', '--kind', 'event', 'a.json'], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining('a.json:1:1: is no event')]);
  });
});
