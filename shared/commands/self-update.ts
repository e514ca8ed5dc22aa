// Finds commands by which a container installs or updates software, or runs code that was never in its image.
// SPDX-License-Identifier: Apache-2.0
import { remembered } from '../model/remembered.ts';
import type { Command } from './command.ts';
import { foreignCode, type SelfUpdate } from './foreign-code.ts';
import { harmlessOptions, installPhrases, packageManagers, valueOptions } from './package-managers.ts';

/** Every command that changes what the container runs, once each, in order. Commands come from `commandsOf`, which gives the same list again. */
export const selfUpdates = remembered((commands: readonly Command[]): readonly SelfUpdate[] => {
  const found = [...installs(commands), ...foreignCode(commands)];
  const first = new Map<number, SelfUpdate>();
  for (const one of found) if (!first.has(one.index)) first.set(one.index, one);
  return [...first.values()].sort((a, b) => a.index - b.index);
});

function installs(commands: readonly Command[]): SelfUpdate[] {
  return commands.flatMap((command, index): SelfUpdate[] => {
    const { program, arguments: words } = asProgram(command);
    if (words.some((word) => harmlessOptions.has(word))) return [];
    const operands = operandsOf(words);
    if (/^--?self-?update$/.test(words[0] ?? '') || updatesItself(operands)) {
      return [{ index, what: 'self-updater', message: `updates itself (${program})` }];
    }
    const call = installCall(program, words, operands);
    if (call === null) return [];
    return [
      { index, what: 'package-manager', message: `installs or updates packages when it runs (${call})` },
    ];
  });
}

/** `self-update`, `self update`. */
function updatesItself([first = '', second = '']: readonly string[]): boolean {
  return (
    /^self-?(?:update|upgrade)$/.test(first) || (first === 'self' && /^(?:update|upgrade)$/.test(second))
  );
}

/** `python -m pip …` is pip. */
function asProgram({ program, arguments: words }: Command): {
  program: string;
  arguments: readonly string[];
} {
  const module = words.indexOf('-m');
  const python = /^(?:python|pypy|py)[\d.]*$/.test(program);
  const name = words[module + 1] ?? '';
  if (!python || module < 0 || !/^(?:pip|ensurepip|pipx|poetry|pipenv|uv)$/.test(name)) {
    return { program: /^pip3?\.\d+$/.test(program) ? 'pip' : program, arguments: words };
  }
  return name === 'ensurepip'
    ? { program: 'pip', arguments: ['install'] }
    : { program: name, arguments: words.slice(module + 2) };
}

function operandsOf(words: readonly string[]): readonly string[] {
  return words.filter((word, index) => !word.startsWith('-') && !valueOptions.has(words[index - 1] ?? ''));
}

/** `apt-get install`, where the call installs; else null. Only words of the tables are named. */
function installCall(program: string, words: readonly string[], operands: readonly string[]): string | null {
  const [first, second] = operands;
  const phrase = installPhrases.find(
    ([name, one, two]) => name === program && one === first && two === second,
  );
  if (phrase !== undefined) return phrase.join(' ');
  const manager = packageManagers.get(program);
  if (manager === undefined) return null;
  if (first !== undefined && manager.operands?.includes(first) === true) return `${program} ${first}`;
  const fetches = first !== undefined && Object.hasOwn(manager.fetches ?? {}, first);
  const further = fetches ? words.slice(words.indexOf(first) + 1) : [];
  if (further.some((word) => manager.fetches?.[first ?? '']?.test(word) === true))
    return `${program} ${first}`;
  const option = words.find((word) => manager.options?.test(word) === true);
  if (option !== undefined) return option.startsWith('-') ? `${program} ${option}` : program;
  return manager.always === true || (manager.bare === true && operands.length === 0) ? program : null;
}
