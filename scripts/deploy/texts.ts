// The policy and the files beside it that it names, as they are deployed.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { readBeside } from '../../cli/input/beside.ts';
import { controls } from '../../shared/controls/index.ts';
import type { PolicyTexts } from '../../shared/policy/deployed.ts';
import { loadPolicy } from '../../shared/policy/load.ts';

/** Throws where there is no such policy; files that it names and that are not there are the loader's to tell. */
export function textsOf(file: string): PolicyTexts {
  if (!existsSync(file))
    throw new Error(`${file}: there is no such file; name the policy with --policy FILE`);
  const text = readFileSync(file, 'utf8');
  const texts = new Map([[basename(file), text]]);
  // Loading asks for every file that the policy names: those are the ones.
  loadPolicy(text, {
    ...{ file, controls, now: new Date() },
    readFile(path) {
      const found = readBeside(dirname(file), path);
      if (typeof found === 'string') texts.set(path, found);
      return found;
    },
  });
  return { policy: basename(file), texts };
}
