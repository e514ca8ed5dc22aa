// The examples of controls: a built-in one's are loaded when somebody asks, the user's own stand in the policy.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Examples } from '../../shared/controls/examples/example.ts';
import type { CustomControl } from '../../shared/policy/policy.ts';
import { fromSources, packageFolder } from '../program/package.ts';

interface ControlModule {
  readonly examples: () => Examples;
}

/** Where `npm run build` writes the examples of all controls, by id. */
export const bundledExamples = 'dist/examples.json';

/** From the control's own file, or the one beside it; the bundle, which leaves them out, has them as data beside it. */
export async function examplesOf(id: string): Promise<Examples> {
  if (!fromSources) return bundled()[id] ?? { fails: [], passes: [] };
  const beside = join(packageFolder, `shared/controls/${id}.examples.ts`);
  const file = existsSync(beside) ? beside : join(packageFolder, `shared/controls/${id}.ts`);
  const module: ControlModule = await import(pathToFileURL(file).href);
  return module.examples();
}

// Written by our own build, from the examples that the repository's tests hold.
function bundled(): Readonly<Record<string, Examples>> {
  return JSON.parse(readFileSync(join(packageFolder, bundledExamples), 'utf8'));
}

export function ownExamplesOf({ examples = {} }: CustomControl): Examples {
  const { fails = [], passes = [], unknown = [] } = examples;
  return { fails, passes, unknown };
}
