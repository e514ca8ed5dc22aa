// Reads shell text as an interpreter would, without running anything: variables, pipes and files are followed as far as they are known.
// SPDX-License-Identifier: Apache-2.0
import { codeRun } from './code-run.ts';
import type { Command } from './command.ts';
import { effectOf } from './effects.ts';
import { assign, expandWords } from './expand.ts';
import { spaced } from './fields.ts';
import { handsShell, isPowerShell, ofPowerShell, programsStarted } from './inline.ts';
import { commandsOfLater } from './later.ts';
import { commandOf, isSubstitution } from './made.ts';
import type { CommandGroup, Node, SimpleCommand } from './nodes.ts';
import { inputOf, type Opened, redirectsOf, written } from './redirects.ts';
import { underItsName } from './renamed.ts';
import { syntaxOf, syntaxOfTokens } from './syntax.ts';
import { type Field, joinedValues, known, nothing, type Origin, plainField, type Value } from './value.ts';
import { holdsUnknown, spend, type World } from './world.ts';
import { type Inner, isShell, programName, unwrap } from './wrappers.ts';

export interface ShellRun {
  readonly world: World;
  readonly commands: Command[];
  pipelines: number;
}

export interface CommandPlace {
  readonly wrappers: readonly string[];
  readonly depth: number;
  /** Pipeline that commands found within belong to; null: each their own. */
  readonly pipeline: number | null;
  /** What standard input reads as. */
  readonly input: Value;
  /** Origins that a command around these was already said to run. */
  readonly told: readonly Origin[];
}

export const top: CommandPlace = { wrappers: [], depth: 0, pipeline: null, input: nothing, told: [] };

/** Levels of shell text within shell text, and wrappers before one program. Real ones have two or three. */
const maximumDepth = 8;
const maximumWrappers = 32;
/** Words of a `for` that are tried in turn. */
const maximumTurns = 8;

/** Runs the nodes one after the other, and gives what they print. */
export function runNodes(run: ShellRun, nodes: readonly Node[], place: CommandPlace): Value {
  return joinedValues(nodes.map((node) => runNode(run, node, place)));
}

function runNode(run: ShellRun, node: Node, place: CommandPlace): Value {
  if (!spend(run.world, 1)) return nothing;
  switch (node.kind) {
    case 'command':
      return runSimple(run, node, place);
    case 'group':
      return runGroup(run, node, place);
    case 'function':
      run.world.functions.set(node.name, { body: node.body, called: false });
      return known('');
    case 'pipeline': {
      const pipeline = place.pipeline ?? run.pipelines++;
      let { input } = place;
      for (const part of node.parts) input = runNode(run, part, { ...place, pipeline, input });
      return input;
    }
  }
}

/** Functions that nothing called stand there to be called from somewhere that cannot be read; what cron is told it runs later. */
export function runUncalled(run: ShellRun): void {
  for (const one of run.world.functions.values()) {
    if (one.called) continue;
    one.called = true;
    runNode(run, one.body, top);
  }
  for (const { path, value } of run.world.later.splice(0)) {
    const { text, origins } = value;
    if (origins.length > 0) run.commands.push({ ...commandOf(run, callOf([path]), top), runs: origins });
    if (text !== null)
      runText(run, { code: commandsOfLater(path, text), origins: [] }, { ...top, told: origins });
  }
}

function runGroup(
  run: ShellRun,
  { variable, items, body, redirects }: CommandGroup,
  place: CommandPlace,
): Value {
  const expanding = { world: run.world, substitute: substitution(run, place) };
  const turns = expandWords(items, expanding).slice(0, maximumTurns);
  const opened = redirectsOf(redirects, expanding);
  const within = { ...place, input: inputOf(run.world, opened, place.input) };
  const [first, ...others] = turns;
  if (variable !== null && first !== undefined) run.world.variables.set(variable, [first]);
  const start = run.commands.length;
  const output = runNodes(run, body, within);
  const length = run.commands.length - start;
  for (const turn of variable === null ? [] : others) {
    run.world.variables.set(variable ?? '', [turn]);
    const begin = run.commands.length;
    runNodes(run, body, within);
    keepNew(run, start, begin, length);
  }
  return written(run.world, output, opened);
}

/** Of a further turn of a loop only the commands that differ from those of the first one. */
function keepNew({ commands }: ShellRun, start: number, begin: number, length: number): void {
  const turn = commands.splice(begin);
  for (const [index, command] of turn.entries()) {
    const same = index < length ? commands[start + index] : undefined;
    if (same === undefined || same.path !== command.path) commands.push(command);
  }
}

function substitution(
  run: ShellRun,
  place: CommandPlace,
): (tokens: Parameters<typeof syntaxOfTokens>[0]) => Value {
  return (tokens) => runNodes(run, syntaxOfTokens(tokens), { ...place, pipeline: null });
}

function runSimple(run: ShellRun, node: SimpleCommand, place: CommandPlace): Value {
  const expanding = { world: run.world, substitute: substitution(run, place) };
  const fields = expandWords(node.words, expanding);
  const redirects = redirectsOf(node.redirects, expanding);
  // `IFS=, read a b` is for that command alone; other names are kept, for the command may be a function or an `eval`.
  const forItself = node.words.length > 0;
  for (const one of node.assignments) if (!forItself || one.name !== 'IFS') assign(one, expanding);
  const call: Call = {
    fields,
    assignments: node.assignments.map(({ word }) => word.text),
    redirects,
    input: inputOf(run.world, redirects, place.input),
  };
  return written(run.world, runFields(run, call, place), redirects);
}

/** A simple command, expanded. */
export interface Call {
  readonly fields: readonly Field[];
  readonly assignments: readonly string[];
  readonly redirects: readonly Opened[];
  readonly input: Value;
}

/** Takes wrappers off until a program, a function or more shell text is left. */
export function runFields(run: ShellRun, call: Call, place: CommandPlace): Value {
  let { fields } = call;
  const assignments = [...call.assignments];
  const wrappers = [...place.wrappers];
  while (wrappers.length < maximumWrappers) {
    fields = underItsName(fields, run.world);
    const words = fields.map(({ text }) => text);
    const within = { ...place, wrappers: [...wrappers], input: call.input };
    const called = calledFunction(run, fields, within) ?? runLine(run, fields, within);
    if (called !== null) return called;
    const inner = unwrap(words);
    if (inner === null) break;
    wrappers.push(programName(words[0] ?? ''));
    if (inner.kind === 'text') {
      const found = runInner(run, fields, inner, { ...within, wrappers: [...wrappers] });
      if (found !== null) return found;
      wrappers.pop();
      break;
    }
    assignments.push(...(inner.assignments ?? []));
    fields = fields.slice(fields.length - inner.words.length);
  }
  return runProgram(run, { ...call, fields, assignments }, { ...place, wrappers });
}

function calledFunction(run: ShellRun, fields: readonly Field[], place: CommandPlace): Value | null {
  const called = run.world.functions.get(fields[0]?.text ?? '');
  if (called === undefined || place.depth >= maximumDepth) return null;
  called.called = true;
  return withPositional(run, fields.slice(1), () =>
    runNode(run, called.body, { ...place, depth: place.depth + 1 }),
  );
}

function withPositional(
  run: ShellRun,
  fields: readonly Field[] | null,
  act: () => Value | null,
): Value | null {
  const { positional } = run.world;
  run.world.positional = fields;
  const result = act();
  run.world.positional = positional;
  return result;
}

/** A whole command line in one word, as in `["npm start"]`: a common slip, and what some wrappers pass on. */
function runLine(run: ShellRun, fields: readonly Field[], place: CommandPlace): Value | null {
  const [first, ...rest] = fields;
  if (first === undefined || !/\S\s+\S/.test(first.text) || isSubstitution(first.text)) return null;
  const words = rest.map(({ text, code }) => (text === code ? quoted(text) : code));
  return runText(run, { ...spaced([first]), code: [first.code, ...words].join(' ') }, place);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function runInner(
  run: ShellRun,
  fields: readonly Field[],
  inner: Extract<Inner, { kind: 'text' }>,
  place: CommandPlace,
): Value | null {
  const joined = spaced(fields.slice(inner.first, inner.last));
  const field = joined.text === inner.text ? joined : { ...plainField(inner.text), origins: joined.origins };
  const act = () => afterPowerShell(run, inner.text, place, () => runText(run, fedBy(field, place), place));
  if (inner.rest === null) return act();
  const [name, ...given] = fields.slice(inner.rest);
  return withName(run, name ?? null, () => withPositional(run, given.length === 0 ? null : given, act));
}

function withName(run: ShellRun, name: Field | null, act: () => Value | null): Value | null {
  const { zeroth } = run.world;
  run.world.zeroth = name;
  const result = act();
  run.world.zeroth = zeroth;
  return result;
}

/** Much of what PowerShell's own syntax does reads as no command: then its text tells. */
function afterPowerShell(
  run: ShellRun,
  text: string,
  place: CommandPlace,
  act: () => Value | null,
): Value | null {
  const program = place.wrappers.at(-1) ?? '';
  const start = run.commands.length;
  const output = act();
  const shown = { program, arguments: [text] };
  const tells = isPowerShell(program) && (ofPowerShell(text) !== null || handsShell(shown));
  if (tells && !run.commands.slice(start).some(({ runs }) => runs.length > 0))
    run.commands.push(commandOf(run, callOf([program, text]), place));
  return output;
}

function callOf(words: readonly string[]): Call {
  return { fields: words.map(plainField), assignments: [], redirects: [], input: nothing };
}

/** `… | xargs -I{} sh -c '{}'`: a mark in the text stands for what is read. */
function fedBy(field: Field, { wrappers, input }: CommandPlace): Field {
  const fed = wrappers.includes('xargs') && /^\s*(?:\{\}|[^\w\s]{1,4}\s*$)/.test(field.text);
  return fed ? { ...field, origins: [...field.origins, ...input.origins] } : field;
}

/** Reads text as a shell does; null where that would go too deep or too far. */
function runText(
  run: ShellRun,
  { code, origins }: Pick<Field, 'code' | 'origins'>,
  place: CommandPlace,
): Value | null {
  if (place.depth >= maximumDepth || !spend(run.world, code.length)) return null;
  const start = run.commands.length;
  const output = runNodes(run, syntaxOf(code), { ...place, depth: place.depth + 1 });
  const first = run.commands[start];
  // Text that is known as a whole does not say by itself where it came from.
  if (first !== undefined && !holdsUnknown(code))
    run.commands[start] = { ...first, runs: [...first.runs, ...untold(origins, place)] };
  return output;
}

function untold(origins: readonly Origin[], { told }: CommandPlace): readonly Origin[] {
  return origins.filter((origin) => !told.includes(origin));
}

function runProgram(run: ShellRun, call: Call, place: CommandPlace): Value {
  const { fields, input } = call;
  const plain = commandOf(run, call, place);
  const { origins, text, code } = codeRun(plain, fields, input, run.world);
  const command: Command = {
    ...plain,
    arguments: [...plain.arguments, ...code],
    runs: untold(origins, place),
  };
  run.commands.push(command);
  for (const words of programsStarted(command))
    runFields(run, callOf(words), { ...place, pipeline: null, wrappers: [...place.wrappers, plain.program] });
  const inner =
    text === null
      ? null
      : runText(
          run,
          { code: text, origins: [] },
          {
            ...place,
            wrappers: isShell(plain.program) ? [...place.wrappers, plain.program] : place.wrappers,
            told: [...place.told, ...origins],
          },
        );
  return inner ?? effectOf(command, fields, call, run.world);
}
