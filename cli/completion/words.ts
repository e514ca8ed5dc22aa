// What may be typed after `seawall`: commands, their options and values, as the commands themselves define them.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';

export interface CompletedOption {
  /** Such as `--format`. */
  readonly flag: string;
  readonly says: string;
  /** Empty: anything, such as a file. */
  readonly values: readonly string[];
  readonly takesValue: boolean;
}

export interface CompletedCommand {
  readonly name: string;
  readonly says: string;
  readonly options: readonly CompletedOption[];
  /** Values of its argument; empty: files. */
  readonly values: readonly string[];
}

/** Values that the definitions do not list, by flag or by the command whose argument they are. */
export type MoreValues = Readonly<Record<string, readonly string[]>>;

export function completedCommands(root: Command, more: MoreValues): readonly CompletedCommand[] {
  return root.commands.map((command) => ({
    name: command.name(),
    says: firstSentence(command.description()),
    options: [...command.options.flatMap((option) => optionOf(option, more)), help],
    values: more[command.name()] ?? command.registeredArguments[0]?.argChoices ?? [],
  }));
}

const help: CompletedOption = { flag: '--help', says: 'show help', values: [], takesValue: false };

function optionOf(option: Command['options'][number], more: MoreValues): readonly CompletedOption[] {
  const { long, description, argChoices, required, optional } = option;
  if (long === undefined || long === null) return [];
  const values = more[long] ?? argChoices ?? [];
  return [{ flag: long, says: firstSentence(description), values, takesValue: required || optional }];
}

/** Shells show one line. */
function firstSentence(text: string): string {
  return text.split(/[;:(]/)[0]?.trim() ?? '';
}
