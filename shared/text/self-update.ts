// Finds commands by which a container installs or updates software, or runs code that was never in its image.
import type { Command } from './command.ts';
import {
  baseName,
  commandsRun,
  filesWritten,
  inlineCode,
  isDecoder,
  isDownload,
  isInterpreter,
  runsInput,
  scriptOf,
} from './downloads.ts';
import { harmlessOptions, installPhrases, packageManagers, valueOptions } from './package-managers.ts';

export interface SelfUpdate {
  /** Index into the commands given. */
  readonly index: number;
  readonly what: 'package-manager' | 'self-updater' | 'download-run' | 'encoded-code';
  /** Completes "the container …". Names programs only: arguments may hold secrets. */
  readonly message: string;
}

/** Every command that changes what the container runs, once each, in order. Commands come from `commandsOf`. */
export function selfUpdates(commands: readonly Command[]): SelfUpdate[] {
  const found = [
    ...installs(commands),
    ...pipedCode(commands),
    ...substitutedCode(commands),
    ...downloadedFiles(commands),
  ];
  const first = new Map<number, SelfUpdate>();
  for (const one of found) if (!first.has(one.index)) first.set(one.index, one);
  return [...first.values()].sort((a, b) => a.index - b.index);
}

function installs(commands: readonly Command[]): SelfUpdate[] {
  return commands.flatMap((command, index): SelfUpdate[] => {
    const { program, arguments: words } = asProgram(command);
    if (words.some((word) => harmlessOptions.has(word))) return [];
    const operands = operandsOf(words);
    if (/^--?self-?update$/.test(words[0] ?? '') || /^self-?update$/.test(operands[0] ?? '')) {
      return [{ index, what: 'self-updater', message: `updates itself (${program})` }];
    }
    const call = installCall(program, words, operands);
    if (call === null) return [];
    return [
      { index, what: 'package-manager', message: `installs or updates packages when it runs (${call})` },
    ];
  });
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
  const option = words.find((word) => manager.options?.test(word) === true);
  if (option !== undefined) return `${program} ${option}`;
  return manager.always === true || (manager.bare === true && operands.length === 0) ? program : null;
}

/** `curl … | sh`, `base64 -d … | python`. */
function pipedCode(commands: readonly Command[]): SelfUpdate[] {
  const sources = new Map<number, Command>();
  return commands.flatMap((command, index): SelfUpdate[] => {
    const source = sources.get(command.pipeline);
    if (source !== undefined && runsInput(command)) return [fromElsewhere(index, source, command)];
    if (isDownload(command) || isDecoder(command)) sources.set(command.pipeline, command);
    return [];
  });
}

/** `bash <(curl …)`, `sh -c "$(curl …)"`, `eval "$(… | base64 -d)"`, and code that fetches or decodes code. */
function substitutedCode(commands: readonly Command[]): SelfUpdate[] {
  return commands.flatMap((command, index): SelfUpdate[] => {
    const source = commandsRun(command).find((inner) => isDownload(inner) || isDecoder(inner));
    if (source !== undefined) return [fromElsewhere(index, source, command)];
    const code = inlineCode(command);
    if (code === null) return [];
    return code === 'encoded'
      ? [{ index, what: 'encoded-code', message: `runs encoded code (${command.program})` }]
      : [{ index, what: 'download-run', message: `downloads code and runs it (${command.program})` }];
  });
}

function fromElsewhere(index: number, source: Command, runner: Command): SelfUpdate {
  const by = runner.program === '' ? 'the shell' : runner.program;
  return isDecoder(source)
    ? { index, what: 'encoded-code', message: `decodes code and runs it (${source.program}, then ${by})` }
    : { index, what: 'download-run', message: `downloads code and runs it (${source.program}, then ${by})` };
}

/** `curl -o x …; chmod +x x; ./x`, `base64 -d … > x; sh x`. */
function downloadedFiles(commands: readonly Command[]): SelfUpdate[] {
  const files = new Map<string, string>();
  return commands.flatMap((command, index): SelfUpdate[] => {
    const file = fileRun(command).find((name) => files.has(name));
    for (const name of filesWritten(command)) files.set(name, command.program);
    if (file === undefined) return [];
    return [
      {
        index,
        what: 'download-run',
        message: `runs a file it has just fetched or decoded (${files.get(file)})`,
      },
    ];
  });
}

/** Base names of the files a command runs or makes runnable. */
function fileRun(command: Command): readonly string[] {
  const { program, path, arguments: words } = command;
  if (program === 'chmod') {
    const executable = words.some((word) =>
      /^(?:[ugoa]*[+=][rwst]*x[rwxst]*|[0-7]?[0-7]*[1357][0-7]*)$/.test(word),
    );
    return executable ? words.slice(1).map(baseName) : [];
  }
  if (program === 'java') return words.filter((_, index) => words[index - 1] === '-jar').map(baseName);
  const script = isInterpreter(command) ? scriptOf(command) : null;
  const written = script === null ? path : script;
  return /^[$<`]/.test(written) || written === '' ? [] : [baseName(written)];
}
