// Finds code that a container runs and that was never in its image: piped, substituted, kept in a variable or in a file.
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
import type { SelfUpdate } from './self-update.ts';

/** Every command that runs code from elsewhere; one command may come more than once. */
export function foreignCode(commands: readonly Command[]): SelfUpdate[] {
  return [
    ...pipedCode(commands),
    ...substitutedCode(commands),
    ...heldCode(commands),
    ...inlineCodes(commands),
    ...downloadedFiles(commands),
  ];
}

const isSource = (command: Command) => isDownload(command) || isDecoder(command);

/** `curl … | sh`, `base64 -d … | python`, `echo "$(curl …)" | sh`. */
function pipedCode(commands: readonly Command[]): SelfUpdate[] {
  const sources = new Map<number, Command>();
  return commands.flatMap((command, index): SelfUpdate[] => {
    const source = sources.get(command.pipeline);
    if (source !== undefined && runsInput(command)) return [fromElsewhere(index, source, command)];
    const own = isSource(command) ? command : printed(command);
    if (own !== undefined) sources.set(command.pipeline, own);
    return [];
  });
}

function printed({ program, substitutions }: Command): Command | undefined {
  if (!/^(?:echo|printf|cat)$/.test(program)) return undefined;
  return substitutions.flatMap(({ commands }) => commands).find(isSource);
}

/** `bash <(curl …)`, `sh -c "$(curl …)"`, `eval "$(… | base64 -d)"`. */
function substitutedCode(commands: readonly Command[]): SelfUpdate[] {
  return commands.flatMap((command, index) => {
    const source = commandsRun(command).find(isSource);
    return source === undefined ? [] : [fromElsewhere(index, source, command)];
  });
}

/** `x=$(curl …); eval "$x"`, `export x=$(curl …); echo "$x" | sh`. */
function heldCode(commands: readonly Command[]): SelfUpdate[] {
  const held = new Map<string, Command>();
  const printing = new Map<number, Command>();
  return commands.flatMap((command, index): SelfUpdate[] => {
    const piped = printing.get(command.pipeline);
    const run = held.get(variableIn(isInterpreter(command) ? (scriptOf(command) ?? '') : command.path));
    const source = run ?? (piped !== undefined && runsInput(command) ? piped : undefined);
    for (const [name, from] of assigned(command)) held.set(name, from);
    const shown = command.arguments
      .map((word) => held.get(variableIn(word)))
      .find((one) => one !== undefined);
    if (shown !== undefined) printing.set(command.pipeline, shown);
    return source === undefined ? [] : [fromElsewhere(index, source, command)];
  });
}

/** Name of the variable that the word stands for as a whole; empty where it stands for none. */
function variableIn(word: string): string {
  return /^\$\{?([A-Za-z_]\w{0,100})\}?$/.exec(word)?.[1] ?? '';
}

/** Variables set to what a download or decoder prints. */
function assigned({ program, arguments: words, assignments, substitutions }: Command): [string, Command][] {
  const sets = /^(?:export|declare|local|readonly|typeset)$/.test(program) ? words : assignments;
  return sets.flatMap((word): [string, Command][] => {
    const name = /^([A-Za-z_]\w{0,100})=/.exec(word)?.[1];
    const source = substitutions
      .filter(({ text }) => word.endsWith(`=${text}`))
      .flatMap(({ commands }) => commands)
      .find(isSource);
    return name === undefined || source === undefined ? [] : [[name, source]];
  });
}

/** Code on the command line that fetches or decodes code. */
function inlineCodes(commands: readonly Command[]): SelfUpdate[] {
  return commands.flatMap((command, index): SelfUpdate[] => {
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
      /^(?:[ugoa]*[+=][rwst]*x[rwxst]*|[0246]*[1357][0-7]*)$/.test(word),
    );
    return executable ? words.slice(1).map(baseName) : [];
  }
  if (program === 'java') return words.filter((_, index) => words[index - 1] === '-jar').map(baseName);
  const script = isInterpreter(command) ? scriptOf(command) : null;
  const written = script === null ? path : script;
  return /^[$<`]/.test(written) || written === '' ? [] : [baseName(written)];
}
