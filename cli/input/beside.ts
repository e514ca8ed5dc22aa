// Reads the files that a policy names.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { outside, type ReadFile } from '../../shared/policy/files.ts';

/**
 * The text of a file by its path from the policy's folder. It must lie there, wherever links lead: a policy may come with a
 * change that nobody has read yet. Devices and pipes are not read.
 */
export function readBeside(policyFolder: string, path: string): ReturnType<ReadFile> {
  try {
    const folder = realpathSync(policyFolder);
    const real = realpathSync(resolve(folder, path));
    if (!real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return outside;
    return statSync(real).isFile() ? readFileSync(real, 'utf8') : null;
  } catch {
    return null;
  }
}
