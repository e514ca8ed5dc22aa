// A newcomer's first day, as it is told in docs/ci.md: an empty folder, a Terraform plan, a baseline, one new fail, a waiver.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { leftOut } from '../support/extent.ts';
import { npm, packInto } from './packed.ts';

/** Every day the bundle; where everything runs, the package as it is installed. */
const light = leftOut('the newcomer’s story, with the package installed');
const folder = mkdtempSync(join(tmpdir(), 'seawall-story-'));
const shop = join(folder, 'shop');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  mkdirSync(shop);
  if (!light)
    npm(['install', '--prefix', shop, '--offline', '--no-audit', '--no-fund', packInto(folder)], shop);
});

function seawall(...args: string[]) {
  const bin = light ? join(process.cwd(), 'dist/seawall.mjs') : join(shop, 'node_modules/.bin/seawall');
  const env = { PATH: '/usr/bin:/bin', HOME: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: shop,
    env,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

const container = {
  name: 'web',
  image: 'shop/web:1.4',
  essential: true,
  memory: 256,
  cpu: 128,
  user: '10001',
};

/** What `terraform show -json` says of one task definition, in parts. */
function plan(containers: readonly object[]): string {
  const values = {
    ...{ family: 'checkout', network_mode: 'bridge', requires_compatibilities: ['EC2'], tags: null },
    container_definitions: JSON.stringify(containers),
  };
  const resource = {
    ...{ address: 'aws_ecs_task_definition.checkout', mode: 'managed', type: 'aws_ecs_task_definition' },
    ...{ name: 'checkout', provider_name: 'registry.terraform.io/hashicorp/aws', schema_version: 1, values },
  };
  const planned = { root_module: { resources: [resource] } };
  return JSON.stringify(
    { format_version: '1.2', terraform_version: '1.9.0', planned_values: planned, resource_changes: [] },
    null,
    2,
  );
}

const write = (file: string, text: string) => writeFileSync(join(shop, file), text);
const debt = [container, { ...container, name: 'agent', privileged: true }];

it('from an empty folder to a gate that tells of the one new fail, and a waiver for it', () => {
  // An empty folder: nothing to judge, said in one line.
  expect(seawall('evaluate', '.', '--exclude', 'node_modules')).toMatchObject({
    code: 2,
    stdout: expect.stringContaining('0 judged'),
  });

  // Terraform's source is not judged; the plan is.
  write('main.tf', 'resource "aws_ecs_task_definition" "checkout" {}\n');
  expect(seawall('evaluate', 'main.tf').stderr).toContain('terraform show -json');
  write('plan.json', plan(debt));
  const first = seawall('evaluate', 'plan.json');
  expect([first.code, first.stdout.includes('container agent runs privileged')]).toEqual([1, true]);

  // What is there today is adopted; from now on only what is new fails.
  expect(seawall('evaluate', 'plan.json', '--write-baseline', 'seawall-baseline.json').code).toBe(0);
  expect(seawall('evaluate', 'plan.json', '--baseline', 'seawall-baseline.json').code).toBe(0);

  // Somebody breaks something: exactly the one new fail is an annotation, at its place in the plan.
  write('plan.json', plan([{ ...container, privileged: true }, ...debt.slice(1)]));
  const gate = seawall('evaluate', 'plan.json', '--baseline', 'seawall-baseline.json', '--format', 'github');
  expect(gate.code).toBe(1);
  const annotations = gate.stdout.trim().split('\n');
  expect(annotations).toHaveLength(1);
  expect(annotations[0]).toMatch(
    /^::error file=plan\.json,line=\d+,col=\d+,title=critical%3A Containers do not run privileged::/,
  );
  expect(annotations[0]).toContain('aws_ecs_task_definition.checkout.container_definitions[0].privileged');

  // Why, and what to do.
  expect(seawall('explain', 'no-privileged').stdout).toContain('How to fix');

  // It is meant, for a while: a waiver with an owner and an end.
  write(
    'seawall.yml',
    `version: 1
waivers:
  - control: namespace-isolation/no-privileged
    subject: "*checkout*"
    until: 2026-12-20
    owner: kim@acme.test
    reason: profiling, until the new agent is out
`,
  );
  const at = (now: string) =>
    seawall(
      'evaluate',
      'plan.json',
      '--baseline',
      'seawall-baseline.json',
      '--now',
      now,
      '--format',
      'github',
    );
  expect(at('2026-12-01')).toMatchObject({ code: 0, stdout: '' });
  expect(at('2026-12-21').code).toBe(1);

  // Mended: the baseline says what is gone.
  write('plan.json', plan([container]));
  const mended = seawall('evaluate', 'plan.json', '--baseline', 'seawall-baseline.json');
  expect([
    mended.code,
    mended.stderr.includes('gone since seawall-baseline.json: namespace-isolation/no-privileged'),
  ]).toEqual([0, true]);
  expect(readFileSync(join(shop, 'seawall-baseline.json'), 'utf8')).toContain('"fails"');
});
