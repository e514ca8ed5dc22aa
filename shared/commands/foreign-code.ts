// Finds code that a container runs and that was never in its image: fetched, or decoded from what nobody can read.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from './command.ts';
import { inlineCode } from './inline.ts';
import { isInterpreter } from './interpreters.ts';
import { isShell } from './wrappers.ts';

export interface SelfUpdate {
  /** Index into the commands given. */
  readonly index: number;
  readonly what: 'package-manager' | 'self-updater' | 'download-run' | 'encoded-code';
  /** Completes "the container …". Names programs only: arguments may hold secrets. */
  readonly message: string;
}

/** Every command that runs code from elsewhere; one command may come more than once. */
export function foreignCode(commands: readonly Command[]): SelfUpdate[] {
  return commands.flatMap((command, index) => [
    ...broughtCode(command, index),
    ...codeWithin(command, index),
  ]);
}

/** `curl … | sh`, `eval "$(… | base64 -d)"`, `curl -o x …; ./x`, `git clone …; cd …; make`. */
function broughtCode(command: Command, index: number): SelfUpdate[] {
  const { runs } = command;
  const by = runnerOf(command);
  const fetched = runs.find(({ kind }) => kind === 'download');
  if (fetched !== undefined) {
    const programs = fetched.name === command.program ? fetched.name : `${fetched.name}, then ${by}`;
    return [{ index, what: 'download-run', message: `downloads code and runs it (${programs})` }];
  }
  const coded = runs.find(({ kind }) => kind === 'encoded');
  if (coded !== undefined)
    return [{ index, what: 'encoded-code', message: `decodes code and runs it (${coded.name}, then ${by})` }];
  return [];
}

function runnerOf(command: Command): string {
  if (isInterpreter(command)) return command.program;
  return command.wrappers.findLast(isShell) ?? 'the shell';
}

/** Code on the command line that fetches or decodes code. */
function codeWithin(command: Command, index: number): SelfUpdate[] {
  const code = inlineCode(command);
  if (code === null) return [];
  return code === 'encoded'
    ? [{ index, what: 'encoded-code', message: `runs encoded code (${command.program})` }]
    : [{ index, what: 'download-run', message: `downloads code and runs it (${command.program})` }];
}
