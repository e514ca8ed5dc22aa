// Says which code a command runs: a program, a script, what it reads, what stands in its arguments; and where it came from.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from './command.ts';
import { environmentRun } from './inline.ts';
import { isInterpreter, isLanguage, runsInput, scriptIndex } from './interpreters.ts';
import { commandsOfTable } from './later.ts';
import { sourcesRun } from './source-code.ts';
import {
  type Field,
  from,
  joinedValues,
  nothing,
  type Origin,
  originsOf,
  plainField,
  type Value,
} from './value.ts';
import { fileAt, folderOrigin, type World } from './world.ts';
import { isShell } from './wrappers.ts';

/** Programs that run what a project in the working directory says. */
const projectRunners: ReadonlySet<string> = new Set(
  'bun cargo composer go gradle gradlew make mvn mvnw npm pnpm rake yarn'.split(' '),
);

export interface CodeRun {
  readonly origins: readonly Origin[];
  /** Shell text that the command runs, where it is known. */
  readonly text: string | null;
  /** What a language is given to read or to run, as words of its command line. */
  readonly code: readonly string[];
}

export function codeRun(command: Command, fields: readonly Field[], input: Value, world: World): CodeRun {
  const [first, ...words] = fields;
  const script = isInterpreter(command) ? scriptIndex(command) : null;
  const field = script === null ? undefined : words[script.index];
  const read = runsInput(command) ? input : nothing;
  const file = script === null || field === undefined || script.code ? nothing : fileRun(field, world);
  const given = script?.code === true && field !== undefined ? codeGiven(field, command, world) : nothing;
  const program = script === null && first !== undefined ? programRun(first, world) : nothing;
  const shell = readsShell(command.program);
  const sources = sourcesRun(command).flatMap((index) => fields[index + 1] ?? []);
  const source = joinedValues(sources.map((one) => fileRun(one, world)));
  const set = scheduled(command, words, input, world);
  const values: readonly Value[] = [
    { text: null, origins: first?.origins ?? [] },
    read,
    file,
    program,
    given,
    addressRun(command, field?.text ?? ''),
    ...otherFiles(command, words).map((one) => fileRun(one, world)),
    ...givenWhole(command, words, world),
    source,
    set,
  ];
  const text = read.text ?? file.text;
  return {
    origins: originsOf(values),
    text: shell ? text : (set.text ?? program.text),
    code: isLanguage(command.program) ? codeWords(text) : codeWords(source.text),
  };
}

/** Words that PowerShell evaluates; the project that a runner takes from the working directory. */
function givenWhole(command: Command, words: readonly Field[], world: World): readonly Value[] {
  const { program } = command;
  if (/^(?:iex|invoke-expression)$/.test(program)) return words.map(valueOfField);
  return projectRunners.has(program) ? [folderAt(`${projectOf(command)}x`, world)] : [];
}

const ofProject = /^(?:-C|--directory|--prefix|--cwd|--dir|-p|--project-dir|--working-dir|-d)$/;

/** `make -C folder`, `npm --prefix folder start`: the folder of the project where it is another than the working directory. */
function projectOf({ program, arguments: words }: Command): string {
  const at = words.findIndex((word) => ofProject.test(word) && (word !== '-d' || program === 'composer'));
  const folder = at < 0 ? undefined : words[at + 1];
  return folder === undefined ? '' : `${folder}/`;
}

function codeWords(text: string | null): readonly string[] {
  return text === null || text === '' ? [] : ['-c', text];
}

/** `echo '* * * * * …' | crontab -`, `… | at now`: shell text that is run later. */
function scheduled(
  { program, arguments: words }: Command,
  fields: readonly Field[],
  input: Value,
  world: World,
): Value {
  if (program !== 'crontab' && program !== 'at' && program !== 'batch') return nothing;
  if (words.some((word) => /^-[a-z]*[lrcdq]$/.test(word))) return nothing;
  const file = program === 'batch' ? undefined : fields.find(({ text }) => fileAt(world, text) !== null);
  const { text, origins } = file === undefined ? input : fileRun(file, world);
  return { text: program === 'crontab' && text !== null ? commandsOfTable(text) : text, origins };
}

function valueOfField({ origins }: Field): Value {
  return { text: null, origins };
}

function readsShell(program: string): boolean {
  return isShell(program) || program === '.' || program === 'source';
}

function codeGiven(field: Field, command: Command, world: World): Value {
  // Without a shell nobody expands it, but that is what was meant.
  const [, written] = /^\$\{?([A-Za-z_]\w{0,100})\}?$/.exec(field.text) ?? [];
  const names = [...environmentRun(command), ...(written === undefined ? [] : [written])];
  const fromVariables = names.flatMap((name) => world.variables.get(name) ?? []);
  return { text: null, origins: originsOf([field, ...fromVariables]) };
}

function programRun(field: Field, world: World): Value {
  const { text } = field;
  if (/^[$<`]/.test(text)) return nothing;
  const file = fileAt(world, text);
  if (file !== null) return file;
  return text.includes('/') || text.includes('\\') ? folderAt(text, world) : nothing;
}

function fileRun(field: Field, world: World): Value {
  if (field.content !== null) return field.content;
  if (/^[$`]/.test(field.text)) return { text: null, origins: field.origins };
  return fileAt(world, field.text) ?? folderAt(field.text, world);
}

function folderAt(path: string, world: World): Value {
  const origin = folderOrigin(world, path);
  return { text: null, origins: origin === null ? [] : [origin] };
}

const address = /^(?:https?|ftp|npm|jsr|git\+\w{1,10}):/i;
/** Programs that run what stands at an address among their words (LOLBAS, their own documentation). */
const addressRunners: ReadonlyMap<string, RegExp> = new Map([
  ['msiexec', /^["']?(?:https?:|\\\\)/i],
  ['mshta', /^["']?(?:(?:https?|javascript|vbscript):|\\\\)/i],
  ['regsvr32', /^(?:[-/]i:["']?https?:|\\\\)/i],
  ['rundll32', /https?:|javascript:|^\\\\/i],
  ['wmic', /^[-/]format:["']?https?:/i],
  ['cscript', /^(?:https?:|\\\\)/i],
  ['wscript', /^(?:https?:|\\\\)/i],
  ['ansible-pull', /^(?:https?|ssh|git):|^[\w.-]{1,80}@[\w.-]{1,200}:/i],
  ['jbang', /^https?:/i],
  ['groovy', /^https?:/i],
  ['node', /^(?:--(?:import|loader|experimental-loader|require)=)(?:https?|data):/i],
]);
const loading = /^(?:-r|--(?:import|loader|experimental-loader|require))$/;

/** `msiexec /i https://…`, `deno run https://…`, `node --import https://…`. */
function addressRun(command: Command, script: string): Value {
  const { program, arguments: words } = command;
  const written = addressRunners.get(program);
  const loads =
    program === 'node' &&
    words.some((word, index) => loading.test(words[index - 1] ?? '') && /^(?:https?|data):/i.test(word));
  const runs = loads || address.test(script) || words.some((word) => written?.test(word) === true);
  return runs ? from('download', program) : nothing;
}

/** `-jar x`, `-cp x`, `-javaagent:x=…`. */
function jarOf(field: Field, before: string): readonly Field[] {
  if (/^(?:-jar|-cp|-classpath|--class-path)$/.test(before)) return [field];
  const [, agent] = /^-javaagent:([^=]{1,1000})/.exec(field.text) ?? [];
  return agent === undefined ? [] : [{ ...plainField(agent), origins: field.origins }];
}

/** Libraries and scripts that a program loads before its own code. */
const loaded = /^(?:LD_PRELOAD|LD_AUDIT|BASH_ENV|ENV|PYTHONSTARTUP|DYLD_INSERT_LIBRARIES)=(.{1,1000})$/s;

/** Files that a command makes runnable, or runs by an option or a variable that is set for it. */
function otherFiles(command: Command, fields: readonly Field[]): readonly Field[] {
  const { program, arguments: words, assignments } = command;
  const set = program === 'export' ? words : assignments;
  const libraries = set.flatMap((word) => loaded.exec(word)?.[1]?.split(/[\s:]+/) ?? []);
  return [...libraries.map(plainField), ...filesByOption(command, fields)];
}

function filesByOption({ program, arguments: words }: Command, fields: readonly Field[]): readonly Field[] {
  if (/^g?make$/.test(program)) {
    const named = fields.filter((_, index) => /^(?:-f|--file|--makefile)$/.test(words[index - 1] ?? ''));
    return named.length > 0 ? named : ['Makefile', 'makefile', 'GNUmakefile'].map(plainField);
  }
  if (program === 'chmod') {
    const executable = words.some((word) =>
      /^(?:[ugoa]*[+=][rwst]*x[rwxst]*|[0246]*[1357][0-7]*)$/.test(word),
    );
    return executable ? fields.slice(1).filter(({ text }) => !text.startsWith('-')) : [];
  }
  if (program === 'java') return fields.flatMap((field, index) => jarOf(field, words[index - 1] ?? ''));
  return [];
}
