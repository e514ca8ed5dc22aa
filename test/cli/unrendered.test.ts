// What a tool must render first is told in one line, with the command.
import { expect } from 'vitest';
import { unrenderedDocument } from '../../shared/intake/documents/unrendered.ts';
import { commandLineTests, folderWith, reportOf, seawall } from './cli.ts';
import { goodDefinition } from './documents.ts';

const it = commandLineTests();

const files = {
  'main.tf': 'resource "aws_ecs_task_definition" "web" {\n  family = "web"\n}\n',
  'main.tf.json': { resource: { aws_ecs_task_definition: { web: { family: 'web' } } } },
  'compose.yaml': 'services:\n  web:\n    image: nginx\n    privileged: true\n',
  'manifest.yml': 'name: web\ntype: Load Balanced Web Service\nimage:\n  build: Dockerfile\n',
  'serverless.yml': 'service: shop\nprovider:\n  name: aws\nfunctions: {}\n',
  'old-serverless.yml': 'service:\n  name: shop\nprovider:\n  name: aws\n',
  'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
};

it.each([
  ['main.tf', 'terraform show -json'],
  ['main.tf.json', 'terraform show -json'],
  ['compose.yaml', 'kompose convert'],
  ['manifest.yml', 'copilot svc package'],
  ['serverless.yml', 'serverless package'],
  ['old-serverless.yml', 'serverless package'],
  ['Chart.yaml', 'helm template'],
])('%s, named: judge what comes of %s', (file, words) => {
  const { code, stderr } = seawall(['evaluate', file], { cwd: folderWith(files) });
  const lines = stderr.split('\n').filter((line) => line.startsWith(`${file}: `));
  expect([code, lines]).toEqual([2, [expect.stringContaining(words)]]);
});

const planOf = (...types: readonly string[]) => ({
  ...{ format_version: '1.2', terraform_version: '1.9.0' },
  planned_values: {
    root_module: {
      resources: types.map((type) => ({
        ...{ address: `${type}.a`, mode: 'managed', type, name: 'a', values: { chart: 'shop' } },
      })),
    },
  },
});

it.each([
  ['a release of Helm', ['helm_release'], 'judge what `helm template` writes'],
  ['one among others', ['aws_sns_topic', 'helm_release'], 'judge what `helm template` writes'],
  ['types that nothing judges', ['aws_sns_topic'], 'judge the file that declares what runs'],
])('a plan that holds only %s: the remedy is of use', (_, types, words) => {
  const cwd = folderWith({ 'plan.json': planOf(...types) });
  const { code, stderr } = seawall(['evaluate', 'plan.json'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain(words);
  expect(stderr).not.toContain('--kind');
});

it('in a folder it is left out by name, Terraform once for each folder, and ends nothing', () => {
  const { 'Chart.yaml': _, ...others } = files;
  const cwd = folderWith({ ...others, 'more.tf': '', 'task.json': goodDefinition });
  const ran = seawall(['evaluate', '.', '--format', 'json'], { cwd });
  expect(ran.code).toBe(0);
  const left = reportOf(ran).leftOut.map(({ file, reason }) => `${file} ${reason}`);
  expect(left.filter((line) => line.includes('terraform show'))).toHaveLength(2);
  for (const words of ['kompose', 'copilot', 'serverless package']) expect(left.join('\n')).toContain(words);
});

it.each([
  ['a plan', { format_version: '1.2', planned_values: {}, resource: {} }],
  ['a list of services', { services: [{ serviceName: 'a' }] }],
  ['a service of ECS', { service: { serviceName: 'a' } }],
  ['a CustomResource with services', { apiVersion: 'x/v1', kind: 'X', services: { a: { image: 'x' } } }],
  ['a policy of a resource', { Statement: [], resource: 'x' }],
])('%s is not taken for one', (_, value) => expect(unrenderedDocument(value)).toBeNull());
