// The Containerfile is built and run by buildah, on a base of Node and its libraries alone: there is no other registry at hand than this machine.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderWith } from '../cli/cli.ts';
import { definition } from '../cli/documents.ts';

/** The program; unset: nothing is built. */
const program = process.env.SEAWALL_BUILDAH;
/** Containers need mounts of their own, which not every sandbox allows. */
const mounts = spawnSync('unshare', ['--mount', 'true']).status === 0;
if (program !== undefined && !mounts) console.warn('SKIPPED: the container: nothing may be mounted here');
const folder = mkdtempSync(join(tmpdir(), 'seawall-buildah-'));

function run(args: readonly string[]) {
  const places = [
    '--root',
    join(folder, 'root'),
    '--runroot',
    join(folder, 'run'),
    '--storage-driver',
    'vfs',
  ];
  const { status, stdout, stderr } = spawnSync(program ?? '', [...places, ...args], { encoding: 'utf8' });
  return { status, stdout: stdout.trim(), stderr };
}

function done(args: readonly string[]): string {
  const { status, stdout, stderr } = run(args);
  if (status !== 0) throw new Error(`buildah ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Node where distroless images have it, what it is linked with, and nothing else: the base, by its digest. */
function nodeImage(): string {
  const container = done(['from', 'scratch']);
  const root = done(['mount', container]);
  const put = (from: string, to: string) => {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    copyFileSync(from, join(root, to));
  };
  put(process.execPath, '/nodejs/bin/node');
  const linked = spawnSync('ldd', [process.execPath], { encoding: 'utf8' }).stdout;
  for (const path of new Set(linked.match(/\/\S+\.so\S*/g))) put(path, path);
  done(['umount', container]);
  done(['commit', '--quiet', container, 'localhost/node:test']);
  const [digest = ''] = done(['images', '--digests', '--format', '{{.Digest}}']).split('\n');
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  return `localhost/node@${digest}`;
}

describe.skipIf(program === undefined || !mounts)('the container', { timeout: 300_000 }, () => {
  let container = '';
  beforeAll(() => {
    const base = nodeImage();
    done([
      'bud',
      '--quiet',
      '--isolation',
      'chroot',
      '--build-arg',
      `NODE_IMAGE=${base}`,
      '--tag',
      'seawall',
      '.',
    ]);
    container = done(['from', 'seawall']);
  }, 300_000);
  afterAll(() => {
    if (program !== undefined && mounts) run(['rm', '--all']);
    rmSync(folder, { recursive: true, force: true });
  });

  const inside = (args: readonly string[], more: readonly string[] = []) =>
    run(['run', '--isolation', 'chroot', ...more, container, '--', ...args]);

  it('evaluates what is mounted, read-only, and hands the exit code on', () => {
    const work = folderWith({ 'task.json': definition({ privileged: true }) });
    const [config] = [JSON.parse(done(['inspect', '--type', 'image', 'seawall'])).OCIv1.config];
    expect(config).toMatchObject({ User: '65532:65532', WorkingDir: '/work' });
    spawnSync('chmod', ['-R', 'a+rX', work]);
    const args = [...config.Entrypoint, 'evaluate', '.'];
    const { stdout, stderr } = inside(args, ['--volume', `${work}:/work:ro`]);
    expect(stdout).toContain('namespace-isolation/no-privileged');
    expect(stderr).toContain('exited with status 1');
  });

  it('runs as nobody, without a shell, and answers for help and version', () => {
    const code = 'console.log(process.getuid(), require("fs").existsSync("/bin/sh"))';
    expect(inside(['/nodejs/bin/node', '-e', code]).stdout).toBe('65532 false');
    expect(inside(['/nodejs/bin/node', '/seawall/dist/seawall.mjs', '--version']).stdout).toMatch(
      /^\d+\.\d+\.\d+/,
    );
  });

  it('is not built without a base that somebody names', () => {
    expect(run(['bud', '--quiet', '--isolation', 'chroot', '.']).status).not.toBe(0);
  });
});
