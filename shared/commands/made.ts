// Makes the command that controls see out of a call whose wrappers are off.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from './command.ts';
import type { Call, CommandPlace, ShellRun } from './run.ts';
import { programName } from './wrappers.ts';

/** The word stands for what commands print. */
export function isSubstitution(word: string): boolean {
  return /^(?:[$<]\(|`)/.test(word);
}

export function commandOf(
  run: ShellRun,
  { fields, assignments, redirects }: Call,
  place: CommandPlace,
): Command {
  const [path = '', ...rest] = fields.map(({ text }) => text);
  const common = {
    assignments,
    redirects: redirects.map(({ operator, descriptor, target }) => ({ operator, descriptor, target })),
    wrappers: place.wrappers,
    pipeline: place.pipeline ?? run.pipelines++,
    runs: [],
  };
  // Options alone are arguments for the image's entry point.
  if (path.startsWith('-')) return { ...common, program: '', path: '', arguments: [path, ...rest] };
  return { ...common, program: isSubstitution(path) ? '' : programName(path), path, arguments: rest };
}
