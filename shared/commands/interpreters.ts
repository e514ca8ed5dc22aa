// Interpreters and shells: which of their words is the script or its code, and when they run what they read.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from './command.ts';
import { isShell } from './wrappers.ts';

type Call = Pick<Command, 'program' | 'arguments'>;

const languages =
  /^(?:python[\d.]*|pypy[\d.]*|perl[\d.]*|ruby[\d.]*|node|nodejs|deno|bun|php[\d.]*|lua[\d.]*|pwsh|powershell|tclsh|jshell)$/;
const evaluators: ReadonlySet<string> = new Set(['.', 'source', 'iex', 'invoke-expression']);

export function isLanguage(program: string): boolean {
  return languages.test(program);
}

export function isInterpreter({ program }: Call): boolean {
  return isShell(program) || languages.test(program) || evaluators.has(program);
}

/** A word among the arguments: the name of a script, or its code. */
export interface Script {
  readonly index: number;
  readonly code: boolean;
}

/** Script of an interpreter, or its code on the command line. Null: it reads its standard input. */
export function scriptIndex({ program, arguments: words }: Call): Script | null {
  return isShell(program) ? shellScript(words) : languageScript(words);
}

function shellScript(words: readonly string[]): Script | null {
  // `bash -s -- x`: x is an argument, and the script comes by standard input.
  const first = words.findIndex(
    (word, index) => !/^[-+]/.test(word) && !/^[-+][a-zA-Z]*[oO]$/.test(words[index - 1] ?? ''),
  );
  const options = first < 0 ? words : words.slice(0, first);
  const reads = options.some((word) => word === '-' || /^-[a-rt-zA-Z]*s[a-zA-Z]*$/.test(word));
  return reads || first < 0 || isInput(words[first] ?? '') ? null : { index: first, code: false };
}

function isInput(word: string): boolean {
  return word === '-' || word === '/dev/stdin' || word === '/proc/self/fd/0' || word === '/dev/fd/0';
}

function languageScript(words: readonly string[]): Script | null {
  for (const [index, word] of words.entries()) {
    if (isInput(word)) return null;
    // `deno run x`, `bun run x`: the word only says what to do.
    if (index === 0 && (word === 'run' || word === 'eval')) continue;
    if (/^-(?:[a-z]{0,3}e|c|m|r|p|-eval|-print)$/.test(word))
      return words[index + 1] === undefined ? null : { index: index + 1, code: word !== '-m' };
    if (!word.startsWith('-')) return { index, code: false };
  }
  return null;
}

/** True where the command is an interpreter that runs what comes by its standard input. */
export function runsInput(command: Call): boolean {
  const { program, arguments: words } = command;
  if (program === 'iex' || program === 'invoke-expression') return true;
  if (evaluators.has(program)) return isInput(words[0] ?? '');
  // `make -f -`; awk that hands each line, or a field of it, to a shell.
  if (/^g?make$/.test(program)) return /^(?:-f|--file|--makefile) -$/.test(words.slice(-2).join(' '));
  if (/^[gmn]?awk$/.test(program))
    return /\bsystem\s?\(\s?\$\d|\|\s?"(?:\/bin\/)?(?:ba|da|z|k|a)?sh\b/.test(words.join(' '));
  return (
    isInterpreter(command) &&
    !/^--?(?:v|version|h|help)$/i.test(words[0] ?? '') &&
    scriptIndex(command) === null
  );
}
