// The package as users have it: packed, installed offline into an empty folder, and run there without the repository.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesSideBySide } from '../../bench/processes.ts';
import { leftOut } from '../support/extent.ts';
import { npm, packInto } from './packed.ts';

const light = leftOut('the package, installed and run on Node 24 and Node 22');
const node22 = process.env.SEAWALL_NODE_22;
/** Where the package has to run: this Node, and the oldest line of Node that it promises. */
const nodes = [
  ['24', process.execPath],
  ['22', node22],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'seawall-package-'));
const project = join(folder, 'shop');
const home = join(folder, 'home');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const definition = {
  family: 'web',
  requiresCompatibilities: ['EC2'],
  containerDefinitions: [{ name: 'web', image: 'nginx', memory: 64, privileged: true }],
};

describe.skipIf(light)('the package', () => {
  beforeAll(() => {
    for (const path of [project, home]) mkdirSync(path);
    writeFileSync(join(project, 'package.json'), '{"name":"shop","private":true}');
    writeFileSync(join(project, 'task.json'), JSON.stringify(definition));
    npm(['install', '--offline', '--no-audit', '--no-fund', packInto(folder)], project);
  });

  const installed = (...path: string[]) => join(project, 'node_modules/seawall', ...path);

  it('brings nothing else with it, and is far below 60 MB', () => {
    expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'seawall',
    ]);
    const files = readdirSync(installed(), { recursive: true, withFileTypes: true });
    const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
    expect(bytes).toBeLessThan(12_000_000);
  });

  it('holds what is read at run time and by editors, and no sources', () => {
    for (const path of [
      'README.md',
      'LICENSE',
      'NOTICE',
      'seawall.yml',
      'seawall.schema.json',
      'events/facts.json',
      'dist/THIRD-PARTY-LICENSES.txt',
    ])
      expect([path, existsSync(installed(path))]).toEqual([path, true]);
    const files = readdirSync(installed(), { recursive: true }).map(String);
    expect(files.filter((path) => path.endsWith('.ts'))).toEqual([]);
  });

  it('is tried on Node 22 where everything is', () => {
    if (process.env.CI !== undefined) expect(node22, 'SEAWALL_NODE_22: the path of a Node 22').toBeDefined();
  });

  describe.each(nodes)('on Node %s', (version, node = '') => {
    const env = { PATH: '/usr/bin:/bin', HOME: home };
    const seawall = (...args: string[]) =>
      spawnSync(node, ['node_modules/.bin/seawall', ...args], { cwd: project, env, encoding: 'utf8' });
    const json = (...args: string[]) => {
      const { stdout, stderr } = seawall(...args, '--format', 'json');
      return stdout === '' ? stderr : JSON.parse(stdout);
    };
    const missing = node === '' && leftOut(`the package on Node ${version} (SEAWALL_NODE_22)`);
    const test = it.skipIf(missing);

    test('is that Node', () => {
      const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
      expect(stdout).toMatch(new RegExp(`^v${version}\\.`));
    });

    test('shows help and its version', () => {
      const { version: own } = JSON.parse(readFileSync('package.json', 'utf8'));
      expect(seawall('--version').stdout).toMatch(
        new RegExp(`^${own}(?: \\([0-9a-f]{7,}(?:-dirty)?\\))?\n$`),
      );
      expect(seawall('--help')).toMatchObject({ status: 0, stderr: '' });
    });

    test('evaluates a file', () => {
      const ran = seawall('evaluate', 'task.json');
      expect(ran.status).toBe(1);
      expect(ran.stdout).toContain('container web runs privileged');
      expect(ran.stderr).not.toContain('Warning');
    });

    test('replays a history into a record, and lists its findings', () => {
      const record = `record-${version}.sqlite`;
      const facts = installed('events/facts.json');
      const replayed = json('replay', installed('events'), '--facts', facts, '--record', record);
      expect(replayed.findings.length).toBeGreaterThan(20);
      const { findings } = json('findings', '--record', record, '--now', '2026-11-17T10:00:00Z');
      expect(findings.length).toBe(replayed.findings.length);
      expect(seawall('findings', '--record', record).stderr).not.toContain('Warning');
    });

    test('shows the demo as the repository does', () => {
      const args = ['demo', '--format', 'json', '--now', '2026-11-17T10:00:00Z'];
      const here = spawnSync(process.execPath, [
        'cli/seawall.js',
        ...args,
        '--output',
        join(folder, 'demo.json'),
      ]);
      expect(here.status).toBe(0);
      const there = seawall(...args);
      expect(there.status).toBe(0);
      const plain = (text: string) => JSON.parse(text, (key, value) => (key === 'file' ? null : value));
      expect(plain(there.stdout)).toEqual(plain(readFileSync(join(folder, 'demo.json'), 'utf8')));
    });

    test('knows the examples of its controls', () => {
      const { controls } = json('controls', 'namespace-isolation/no-privileged');
      expect(controls[0].examples.bad.says).toBe('a privileged container on EC2');
      const ran = seawall('test', 'namespace-isolation');
      expect([ran.status, ran.stdout]).toEqual([0, expect.stringMatching(/^all \d\d+ examples pass\n$/)]);
    });

    test('judges by controls of one’s own, in CEL', () => {
      const custom = {
        id: 'acme/no-web',
        judges: 'workload',
        severity: 'low',
        holds: 'workload.name != "web"',
        message: 'is named web',
        fix: 'Name it.',
      };
      writeFileSync(join(project, 'own.yml'), JSON.stringify({ version: 1, custom: [custom] }));
      const { verdicts } = json('evaluate', 'task.json', '--policy', 'own.yml', '--only', 'fail');
      expect(verdicts.map(({ control }: { control: string }) => control)).toContain('acme/no-web');
    });

    test('says in one line what AWS refuses: its client is in the bundle', () => {
      const ran = spawnSync(node, ['node_modules/.bin/seawall', 'snapshot', '--region', 'eu-central-1'], {
        cwd: project,
        env: { ...env, AWS_REGION: 'eu-central-1', AWS_EC2_METADATA_DISABLED: 'true' },
        encoding: 'utf8',
      });
      expect(ran.status).toBe(3);
      expect(ran.stderr).toMatch(/^AWS cannot be asked: .*credentials.*$/m);
    });

    test('starts within 150 ms of what an empty script takes', () => {
      const bin = installed('dist/seawall.mjs');
      const { empty, help } = processesSideBySide(node, { empty: ['-e', '0'], help: [bin, '--help'] }, env);
      expect(help - empty).toBeLessThan(150);
    });
  });
});
