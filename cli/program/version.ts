// The version of this package, and the commit that it was made from.
// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, stringOf } from '../../shared/model/json.ts';
import { fromSources, packageFolder } from './package.ts';

export const version = textIn('package.json', 'version') ?? '0.0.0';

/** Such as `0.1.0 (4ee0724)`; without the commit where nobody knows it. */
export function longVersion(): string {
  const commit = fromSources ? commitOf(packageFolder) : textIn('dist/build.json', 'commit');
  return commit === null ? version : `${version} (${commit})`;
}

/** As git says it, `-dirty` where the sources differ from the commit; null outside a repository or without git. */
export function commitOf(folder: string): string | null {
  // The folder's own repository: a package that lies in somebody else's would get their commit.
  if (!existsSync(join(folder, '.git'))) return null;
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty', '--exclude=*'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : null;
}

function textIn(file: string, key: string): string | null {
  const json = parsed(join(packageFolder, file));
  return isObject(json) ? stringOf(json[key]) : null;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
