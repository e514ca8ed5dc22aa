// Runs what builds and deploys: npm, serverless, git.
// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dig, stringOf } from '../../shared/model/json.ts';

/** Whether it ended well; what it says is shown. */
export function runs(command: string, ...args: readonly string[]): boolean {
  // npm puts node_modules/.bin on the path of a script; on Windows both are .cmd files, which need a shell.
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error !== undefined) console.error(`${command}: ${error.message}`);
  return status === 0;
}

/** What is deployed from here: the version of package.json, and the commit where this is a clone. */
export function readVersion(): { readonly version: string; readonly commit: string | null } {
  const version = stringOf(dig(JSON.parse(readFileSync('package.json', 'utf8')), 'version')) ?? '';
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' });
  return { version, commit: status === 0 ? stdout.trim() : null };
}
