// The example pipelines do what they say: their scripts are run, with the package that `npm pack` makes.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { leftOut } from '../support/extent.ts';
import { packInto } from './packed.ts';

const light = leftOut('the example pipelines, run');
const folder = mkdtempSync(join(tmpdir(), 'seawall-pipelines-'));
const tools = join(folder, 'tools');
const packageFile = 'seawall-0.1.0.tgz';
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A repository with the package and one file to deploy. */
function repository(name: string, deployed: string): string {
  const root = join(folder, name);
  for (const path of ['deploy', 'tools', 'temp']) mkdirSync(join(root, path), { recursive: true });
  copyFileSync(join('examples/files', deployed), join(root, 'deploy/task.json'));
  // The name that both pipelines have.
  copyFileSync(join(tools, packageFile), join(root, 'tools', packageFile));
  return root;
}

/** Runs lines one after the other; the codes of those that ran, up to the first that fails. */
function runAll(
  lines: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): readonly (number | null)[] {
  const codes: (number | null)[] = [];
  for (const line of lines) {
    const path = `${join(process.execPath, '..')}:${process.env.PATH ?? ''}`;
    const { status } = spawnSync('bash', ['-e', '-c', line], {
      cwd,
      env: { ...env, PATH: path, HOME: folder },
    });
    codes.push(status);
    if (status !== 0) break;
  }
  return codes;
}

describe.skipIf(light)('the pipeline of', () => {
  beforeAll(() => {
    mkdirSync(tools);
    packInto(tools);
  });

  it.each([
    ['checkout-before.json', [0, 0, 1]],
    ['checkout-after.json', [0, 0, 0]],
  ])('GitHub Actions judges %s', (deployed, codes) => {
    const root = repository(`github-${deployed}`, deployed);
    const { env, jobs } = parse(readFileSync('examples/pipelines/github-actions.yml', 'utf8'));
    const runs = jobs.seawall.steps.flatMap(({ run }: { run?: string }) => run ?? []);
    const given = {
      RUNNER_TEMP: join(root, 'temp'),
      SEAWALL_PACKAGE: env.SEAWALL_PACKAGE.replace(/\$\{\{ github\.workspace \}\}/, root),
    };
    expect(runAll(runs, root, given)).toEqual(codes);
    const sarif = JSON.parse(readFileSync(join(root, 'seawall.sarif'), 'utf8'));
    expect(sarif.runs[0].results.length > 0).toBe(codes.at(-1) === 1);
  });

  it.each([
    ['checkout-before.json', [0, 0, 1]],
    ['checkout-after.json', [0, 0, 0]],
  ])('GitLab CI judges %s', (deployed, codes) => {
    const root = repository(`gitlab-${deployed}`, deployed);
    const { seawall } = parse(readFileSync('examples/pipelines/gitlab-ci.yml', 'utf8'));
    const given = {
      CI_BUILDS_DIR: join(root, 'temp'),
      SEAWALL_PACKAGE: seawall.variables.SEAWALL_PACKAGE.replace('$CI_PROJECT_DIR', root),
    };
    expect(runAll(seawall.script, root, given)).toEqual(codes);
    expect(readFileSync(join(root, seawall.artifacts.reports.junit), 'utf8')).toMatch(/^<\?xml/);
  });
});
