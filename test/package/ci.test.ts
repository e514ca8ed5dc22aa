// What runs Seawall in pipelines does what it says: the action's script, the pre-commit hook and the GitLab component are run here, as far as they can be.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { folderWith, seawall } from '../cli/cli.ts';
import { definition, goodDefinition } from '../cli/documents.ts';
import { oneTestIn } from '../support/extent.ts';

const it = oneTestIn(3, 'the action for pipelines');

const root = process.cwd();
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const node = join(process.execPath, '..');

function run(command: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  const path = `${node}:/usr/bin:/bin`;
  return spawnSync(command, args, { cwd, encoding: 'utf8', env: { PATH: path, HOME: cwd, ...env } });
}

describe('the GitHub action', () => {
  interface Step {
    readonly run?: string;
    readonly uses?: string;
    readonly env?: Readonly<Record<string, string>>;
  }
  const action: {
    inputs: Readonly<Record<string, { description: string; default?: string }>>;
    outputs: Readonly<Record<string, { value: string }>>;
    runs: { using: string; steps: readonly Step[] };
  } = parse(text('action.yml'));

  function judge(files: Readonly<Record<string, unknown>>, env: Readonly<Record<string, string>> = {}) {
    const cwd = folderWith({ 'temp/.keep': '', 'output.txt': '', 'summary.md': '', ...files });
    const at = (name: string) => join(cwd, name);
    const ran = run('bash', [join(root, 'scripts/action/run.sh')], cwd, {
      RUNNER_TEMP: at('temp'),
      GITHUB_OUTPUT: at('output.txt'),
      GITHUB_STEP_SUMMARY: at('summary.md'),
      ...env,
    });
    const output = readFileSync(at('output.txt'), 'utf8');
    const outputs = Object.fromEntries(
      output
        .trim()
        .split('\n')
        .map((line) => line.split('=')),
    );
    return { ...ran, cwd, outputs, summary: readFileSync(at('summary.md'), 'utf8') };
  }

  it('annotates, writes its reports, and hands the code on', () => {
    const { status, stdout, outputs, summary } = judge({
      'deploy/task.json': definition({ privileged: true }),
    });
    expect([status, outputs['exit-code']]).toEqual([0, '1']);
    expect(stdout).toMatch(/^::error file=deploy\/task\.json,line=1,/m);
    expect(JSON.parse(readFileSync(outputs.sarif ?? '', 'utf8')).version).toBe('2.1.0');
    expect(summary).toMatch(/^<!-- seawall -->\n### Seawall: 1 critical/);
  });

  it('takes its inputs: paths with blanks, none that is an option, a policy, a severity', () => {
    const files = {
      'a folder/task.json': definition({ privileged: true }),
      'good.json': goodDefinition,
      'own.yml': '{version: 1, controls: {namespace-isolation/no-privileged: {enabled: false}}}',
    };
    const code = (env: Readonly<Record<string, string>>) => judge(files, env).outputs['exit-code'];
    expect(code({ SEAWALL_PATHS: 'a folder\ngood.json\n' })).toBe('1');
    expect(code({ SEAWALL_PATHS: 'good.json' })).toBe('0');
    expect(code({ SEAWALL_PATHS: 'a folder', SEAWALL_POLICY: 'own.yml' })).toBe('0');
    expect(code({ SEAWALL_PATHS: 'a folder', SEAWALL_FAIL_ON: 'none' })).toBe('0');
    const injected = judge(files, {
      SEAWALL_PATHS: '--output=own.yml\n$(touch pwned)',
      SEAWALL_POLICY: '; touch pwned',
    });
    expect([injected.outputs['exit-code'], existsSync(join(injected.cwd, 'pwned'))]).toEqual(['2', false]);
    expect(readFileSync(join(injected.cwd, 'own.yml'), 'utf8')).toBe(files['own.yml']);
  });

  it('puts no input into the text of a script, and hands every input on', () => {
    const scripts = action.runs.steps.flatMap(({ run: script }) => script ?? []);
    for (const script of scripts) expect(script).not.toContain('${{');
    const used = text('action.yml');
    for (const name of Object.keys(action.inputs)) expect(used).toContain(`inputs.${name}`);
    const script = text('scripts/action/run.sh');
    const variables = action.runs.steps
      .flatMap(({ env = {} }) => Object.keys(env))
      .filter((one) => one.startsWith('SEAWALL_'));
    expect(variables).toHaveLength(5);
    for (const variable of variables) expect(script).toContain(`\${${variable}:-`);
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toContain(`steps.seawall.outputs.${name} `);
      expect(script).toContain(`${name}=`);
    }
  });
});

describe('the pre-commit hook', () => {
  const [hook]: { entry: string; args: string[]; pass_filenames: boolean }[] = parse(
    text('.pre-commit-hooks.yaml'),
  );

  it('judges what the commit changes, and nothing else', () => {
    const cwd = folderWith({
      'old.json': definition({ privileged: true }, { family: 'old' }),
      'package.json': '{}',
    });
    const git = (...args: string[]) =>
      run('git', ['-c', 'user.name=k', '-c', 'user.email=k@acme.test', ...args], cwd, {});
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'one');
    const [, ...command] = [...(hook?.entry.split(' ') ?? []), ...(hook?.args ?? [])];
    expect(hook?.pass_filenames).toBe(false);
    expect(seawall(command, { cwd }).code).toBe(0);
    mkdirSync(join(cwd, 'deploy'));
    run('cp', ['old.json', 'deploy/new.json'], cwd, {});
    git('add', '.');
    const ran = seawall(command, { cwd });
    expect([ran.code, ran.stdout.includes('deploy/new.json'), ran.stdout.includes('old.json')]).toEqual([
      1,
      true,
      false,
    ]);
  });
});

describe('the GitLab component', () => {
  const [spec, job] = parseAllDocuments(text('templates/seawall.yml')).map((document) => document.toJS());

  function judge(inputs: Readonly<Record<string, string>>) {
    const cwd = folderWith({
      'deploy/task.json': definition({ privileged: true }),
      'builds/seawall/node_modules/.bin/.keep': '',
    });
    symlinkSync(join(root, 'dist/seawall.mjs'), join(cwd, 'builds/seawall/node_modules/.bin/seawall'));
    const given: Record<string, string> = {
      package: 'x.tgz',
      paths: '.',
      baseline: '',
      'fail-on': 'high',
      ...inputs,
    };
    const env = Object.fromEntries(
      Object.entries(job.seawall.variables).map(([name, value]) => [
        name,
        String(value).replace(/\$\[\[ inputs\.([a-z-]+) \]\]/, (_, input) => given[input] ?? ''),
      ]),
    );
    const script = job.seawall.script[1].replace(
      '"$CI_BUILDS_DIR/seawall/node_modules/.bin/seawall"',
      'node "$CI_BUILDS_DIR/seawall/node_modules/.bin/seawall"',
    );
    const { status, stderr } = run('sh', ['-e', '-c', script], cwd, {
      ...env,
      CI_BUILDS_DIR: join(cwd, 'builds'),
    });
    return { cwd, status, stderr };
  }

  it('judges, and writes the reports that it names', () => {
    const { cwd, status, stderr } = judge({ paths: 'deploy' });
    expect([status, stderr.includes('policy: built-in')]).toEqual([1, true]);
    for (const report of Object.values(job.seawall.artifacts.reports))
      expect(readFileSync(join(cwd, String(report)), 'utf8')).toContain('no-privileged');
    expect(judge({ paths: 'deploy', 'fail-on': 'none' }).status).toBe(0);
    expect(judge({ paths: '$(touch pwned)' }).status).toBe(2);
  });

  it('uses the inputs that it asks for, as variables only', () => {
    const source = text('templates/seawall.yml');
    for (const name of Object.keys(spec.spec.inputs)) expect(source).toContain(`$[[ inputs.${name} ]]`);
    for (const line of job.seawall.script) expect(line).not.toContain('$[[');
  });
});

describe('the Containerfile', () => {
  const lines = text('Containerfile')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('takes its base by a digest that somebody must name, runs as nobody, and starts the bundle', () => {
    expect(lines.slice(0, 2)).toEqual(['ARG NODE_IMAGE', `FROM \${NODE_IMAGE}`]);
    expect(lines).toContain('USER 65532:65532');
    expect(lines.some((line) => /^(?:RUN|ADD)\b/.test(line))).toBe(false);
  });

  it('copies what is there, and all that the bundle reads', () => {
    const copied = lines
      .filter((line) => line.startsWith('COPY '))
      .flatMap((line) => line.split(' ').slice(1, -1));
    const allowed = text('.containerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect(copied.toSorted()).toEqual(allowed.toSorted());
    for (const path of copied) expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  });
});

describe('the Homebrew formula', () => {
  const formula = text('packaging/homebrew/seawall.rb');
  const manifest: { version: string; license: string; bin: { seawall: string } } = JSON.parse(
    text('package.json'),
  );

  it('is of this version, and starts the bin of the package', () => {
    expect(formula).toContain(`/seawall-${manifest.version}.tgz"`);
    expect(formula).toContain(`license "${manifest.license}"`);
    expect(formula).toContain(`libexec/"${manifest.bin.seawall}"`);
  });

  it('has a test that holds: its file fails with 1, and its completions are those of the command line', () => {
    const [, json = ''] = /<<~JSON\n([\s\S]*?)\n\s*JSON/.exec(formula) ?? [];
    const cwd = folderWith({ 'task.json': json });
    const ran = seawall(['evaluate', 'task.json'], { cwd });
    expect([ran.code, ran.stdout.includes('namespace-isolation/no-privileged')]).toEqual([1, true]);
    // What generate_completions_from_executable runs for each shell.
    for (const shell of ['bash', 'zsh', 'fish']) expect(seawall(['completion', shell], { cwd }).code).toBe(0);
  });

  it('is Ruby', () => {
    const { status, stderr, error } = run(
      'ruby',
      ['-c', join(root, 'packaging/homebrew/seawall.rb')],
      root,
      {},
    );
    if (error === undefined) expect([status, stderr]).toEqual([0, '']);
  });
});
