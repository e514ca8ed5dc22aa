// Files that lie about what they are, or take for ever: documents of CI contributors, plans, states.
import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../shared/intake/documents/read.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { judge } from '../../shared/pipeline.ts';
import { folderWith, seawall } from '../cli/cli.ts';
import { oneIn } from '../support/extent.ts';
import { judgingWith } from '../support/judging.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';

const judging = judgingWith({ version: 1 });

/** What `namespace-isolation/no-privileged` says of each subject of a text. */
async function privilegedIn(text: string, file = 'a.json'): Promise<readonly string[]> {
  const said: string[] = [];
  for (const result of readDocuments(text, file, {
    readEvent: (raw, ref) => readEvent(raw, { ref, people: null }),
  })) {
    if (!result.ok) throw new Error(result.message);
    if (result.intake.kind !== 'observed') continue;
    for (const { control, outcome } of await judge(result.intake.observation, judging))
      if (control === 'namespace-isolation/no-privileged') said.push(outcome);
  }
  return said;
}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'x', namespace: 'shop' },
  spec: { containers: [{ name: 'c', image: 'a:1', securityContext: { privileged: true } }] },
};

describe('a manifest with the marks of another kind, which an API server takes away, is judged as a manifest', () => {
  const marks: Readonly<Record<string, JsonObject>> = {
    'a template': { AWSTemplateFormatVersion: '2010-09-09' },
    'a template with resources': { AWSTemplateFormatVersion: '2010-09-09', Resources: {} },
    'an event': { 'detail-type': 'x', source: 'y', detail: {} },
    'a record of CloudTrail': { eventSource: 'x.amazonaws.com', eventName: 'DescribeX' },
    'a list of records': { Records: [] },
    'an answer of ECS': { services: [] },
    'an answer of EC2': { Reservations: [] },
    'an audit event': { auditID: 'x' },
    'a batch of log lines': { logEvents: [] },
    'an alert of Falco': { rule: 'x', priority: 'y', output_fields: {} },
    'a plan': { terraform_version: '1.9.0', format_version: '1.2', planned_values: { root_module: {} } },
    'a state': { terraform_version: '1.9.0', version: 4, resources: [] },
    'a task definition': { containerDefinitions: [] },
    'a policy': { Statement: [] },
  };

  it.each(Object.entries(marks))('%s', async (_, mark) => {
    expect(await privilegedIn(JSON.stringify({ ...pod, ...mark }))).toEqual(['fail']);
  });

  it.each(Object.entries(marks))('%s, in a list', async (_, mark) => {
    const list = { apiVersion: 'v1', kind: 'List', items: [{ ...pod, ...mark }], ...mark };
    expect(await privilegedIn(JSON.stringify(list))).toEqual(['fail']);
  });
});

describe.each([
  'yes',
  'on',
  'y',
  '"true"',
  'True',
  '!!bool yes',
  '!!str true',
])('privileged: %s', (written) => {
  it('passes nothing', async () => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: c, image: a, securityContext: {privileged: ${written}}}]}\n`;
    expect(await privilegedIn(text, 'a.yaml')).toEqual(['fail']);
  });
});

const resource = (address: string, type: string, values: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...{ address, mode: 'managed', type, name: address.split('.').at(-1) ?? '', values },
  ...more,
});
const definition = (privileged: boolean): JsonObject => ({
  ...{ family: 'web', requires_compatibilities: ['EC2'] },
  container_definitions: JSON.stringify([{ name: 'c', image: 'a', privileged }]),
});
const planOf = (resources: readonly JsonObject[], configuration: JsonObject = {}): string =>
  JSON.stringify({
    ...{ format_version: '1.2', terraform_version: '1.9.0' },
    ...{ planned_values: { root_module: { resources } }, configuration },
  });

describe('a plan or state', () => {
  const type = 'aws_ecs_task_definition';
  const [bad, good] = [definition(true), definition(false)];

  it.each([
    ['bad, good', [bad, good]],
    ['good, bad', [good, bad]],
  ])('hides no resource behind another of its address: %s', async (_, both) => {
    const text = planOf(both.map((values) => resource(`${type}.a`, type, values)));
    expect((await privilegedIn(text)).toSorted()).toEqual(['fail', 'pass']);
  });

  it('hides none behind what was replaced and is not yet destroyed, in a state file', async () => {
    const instances = [{ attributes: bad }, { deposed: 'abcd', attributes: good }];
    const resources = [{ mode: 'managed', type, name: 'a', instances }];
    const text = JSON.stringify({ version: 4, terraform_version: '1.9.0', resources });
    expect(await privilegedIn(text)).toEqual(['fail', 'pass']);
  });

  it('nor in what `terraform show` writes', async () => {
    const resources = [
      resource(`${type}.a`, type, bad),
      resource(`${type}.a`, type, good, { deposed_key: 'abcd' }),
    ];
    const text = JSON.stringify({
      ...{ format_version: '1.0', terraform_version: '1.9.0', values: { root_module: { resources } } },
    });
    expect(await privilegedIn(text)).toEqual(['fail', 'pass']);
  });

  it.each(['constructor', 'toString', '__proto__'])('bears a resource of type %s', async (odd) => {
    const text = planOf([resource('a.b', odd, { policy: '{}' }), resource(`${type}.a`, type, bad)]);
    expect(await privilegedIn(text)).toEqual(['fail']);
  });

  /** Configuration that says which of many refers to which. */
  const referring = (one: string, attribute: string, other: string, count: number) => ({
    root_module: {
      resources: Array.from({ length: count }, (_, index) => [
        { address: `${other}.r${index}`, expressions: {} },
        {
          address: `${one}.p${index}`,
          expressions: { [attribute]: { references: [`${other}.r${index}.name`, `${other}.r${index}`] } },
        },
      ]).flat(),
    },
  });
  const many = (one: string, other: string, count: number, values: JsonObject) =>
    Array.from({ length: count }, (_, index) => [
      resource(`${other}.r${index}`, other, values),
      resource(`${one}.p${index}`, one, values),
    ]).flat();
  /** Outputs that each name every output of the module within. */
  const outputs = (count: number, depth: number): JsonObject => {
    const references = Array.from({ length: count }, (_, index) => `module.m.o${index}`);
    return {
      outputs: Object.fromEntries(
        references.map((_, index) => [`o${index}`, { expression: { references } }]),
      ),
      ...(depth === 0 ? {} : { module_calls: { m: { module: outputs(count, depth - 1) } } }),
    };
  };
  const slow: Readonly<Record<string, () => string>> = {
    '1,000 repositories, each with a policy of its own': () =>
      planOf(
        many('aws_ecr_repository_policy', 'aws_ecr_repository', 1_000, { policy: '{"Statement":[]}' }),
        referring('aws_ecr_repository_policy', 'repository', 'aws_ecr_repository', 1_000),
      ),
    '1,000 roles, each with a policy of its own': () =>
      planOf(
        many('aws_iam_role_policy', 'aws_iam_role', 1_000, { policy: '{"Statement":[]}' }),
        referring('aws_iam_role_policy', 'role', 'aws_iam_role', 1_000),
      ),
    '4,000 services whose definition is not there': () =>
      planOf(
        Array.from({ length: 4_000 }, (_, index) => [
          resource(`aws_ecs_service.s${index}`, 'aws_ecs_service', { task_definition: 'nowhere' }),
          resource(`${type}.d${index}`, type, { family: `f${index}` }),
        ]).flat(),
      ),
    'outputs of modules that name each other, ten by ten, eight deep': () =>
      planOf([resource('aws_iam_role_policy.p', 'aws_iam_role_policy', { policy: '{}' })], {
        root_module: {
          resources: [
            { address: 'aws_iam_role_policy.p', expressions: { role: { references: ['module.m.o0'] } } },
          ],
          module_calls: { m: { module: outputs(10, 7) } },
        },
      }),
  };

  it.each(
    oneIn(3, Object.entries(slow), 'files that are large by other files'),
  )('is read within seconds: %s', (_, write) => {
    const text = write();
    const started = processorMs();
    expect(readDocuments(text, 'plan.json').length).toBeGreaterThan(0);
    expect(calmMsSince(started)).toBeLessThan(8_000);
  });
});

describe('a manifest of a kind that nobody here knows', () => {
  const unknown = (kind: string, spec: JsonObject): JsonObject => ({
    ...{ apiVersion: 'acme.test/v1', kind, metadata: { name: 'x', namespace: 'shop' }, spec },
  });

  it('is judged by the pod template within it', async () => {
    const rollout = unknown('Rollout', { template: { spec: pod.spec } });
    expect(await privilegedIn(JSON.stringify(rollout))).toEqual(['fail']);
  });

  it('is named and not counted as judged, where it holds none that can be told', () => {
    const widget = unknown('Widget', { boxes: [{ image: 'a:1', privileged: true }] });
    const cwd = folderWith({ 'all.json': { apiVersion: 'v1', kind: 'List', items: [widget, pod] } });
    const { stdout } = seawall(['evaluate', 'all.json', '--format', 'json'], { cwd });
    expect(JSON.parse(stdout).summary).toMatchObject({
      ...{ inputs: 2, observations: 1 },
      dropped: { 'unknown kind Widget (acme.test)': 1 },
    });
    expect(seawall(['evaluate', 'all.json'], { cwd }).stdout).toContain('unknown kind Widget (acme.test)');
  });
});
