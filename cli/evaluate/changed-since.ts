// `--changed-since`: the files that differ from a commit, as git knows them.
// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentFailure, UsageError } from '../terminal/exit.ts';

/**
 * Whether a file was changed since `ref` and its branch parted, or is new: committed, staged, or neither. The ref is resolved
 * first, so that it is never taken for an option of git.
 */
export function changedSince(ref: string): (path: string) => boolean {
  const top = git(['rev-parse', '--show-toplevel']).trim();
  const commit = run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  if (commit.status !== 0)
    throw new UsageError(`--changed-since ${ref}: git knows no such commit, branch or tag here`);
  const sha = commit.stdout.trim();
  // In a shallow clone the two may have no ancestor in common.
  const base = run(['merge-base', sha, 'HEAD']);
  const from = base.status === 0 ? base.stdout.trim() : sha;
  const changed = git(['diff', '--name-only', '-z', '--no-ext-diff', '--diff-filter=d', from], top);
  const added = git(['ls-files', '--others', '--exclude-standard', '-z'], top);
  const files = new Set(
    `${changed}${added}`.split('\0').flatMap((name) => (name === '' ? [] : [realPath(join(top, name))])),
  );
  return (path) => path === '-' || files.has(realPath(path));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function git(args: readonly string[], cwd = process.cwd()): string {
  const { status, stdout, stderr } = run(args, cwd);
  if (status === 0) return stdout;
  const why = stderr.trim().split('\n')[0] ?? '';
  throw new EnvironmentFailure(`--changed-since: git ${args[0]} failed${why === '' ? '' : `: ${why}`}`);
}

/** A repository may name a program as its file watcher: none is started. */
function run(args: readonly string[], cwd = process.cwd()) {
  const { status, stdout, stderr, error } = spawnSync('git', ['-c', 'core.fsmonitor=false', ...args], {
    ...{ cwd, encoding: 'utf8' as const, maxBuffer: 256 * 1024 * 1024 },
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (error !== undefined)
    throw new EnvironmentFailure(`--changed-since: git cannot be run: ${error.message}`);
  return { status, stdout, stderr };
}
