// What a container really runs: entry point and command with shells and wrappers taken off.
// SPDX-License-Identifier: Apache-2.0
import { type At, known } from '../model/at.ts';
import { keptBy, remembered } from '../model/remembered.ts';
import { type CommandPlace, runFields, runNodes, runUncalled, type ShellRun, top } from './run.ts';
import { syntaxOf } from './syntax.ts';
import { type Field, type Origin, plainField } from './value.ts';
import { type World, worldOf } from './world.ts';

export interface Command {
  /** Base name in lower case, without `.exe`; empty where the image's own entry point takes the arguments. */
  readonly program: string;
  /** As written: `/usr/sbin/sshd`; or `$(…)`, where what that prints is run. */
  readonly path: string;
  readonly arguments: readonly string[];
  readonly assignments: readonly string[];
  readonly redirects: readonly CommandRedirect[];
  /** What was taken off, outermost first: `['sh', 'exec', 'timeout']`. */
  readonly wrappers: readonly string[];
  /** Number of its pipeline: commands of equal number are joined by `|`, in their order. */
  readonly pipeline: number;
  /** Where code that it runs came from, as far as that was never in the image. */
  readonly runs: readonly Origin[];
}

export interface CommandRedirect {
  /** `>`, `>>`, `<`, `<<`, `<<<`, `>&`, … */
  readonly operator: string;
  /** The `2` of `2>file`. */
  readonly descriptor: string | null;
  /** File, descriptor, or the lines of a here-document. */
  readonly target: string;
}

/** An environment variable, as containers have them. */
interface Variable {
  readonly name: string;
  readonly value: At<string>;
}

/** Stands for null, by itself. */
const absent: readonly string[] = [];
const noVariables: readonly Variable[] = [];

/**
 * Simple commands that entry point and command run in exec form, in the order written; commands in substitutions
 * stand before the one that uses them. `entryPoint` null: the image's own, which is not known here; a health check or
 * probe is given as the command alone. `environment`: what shells find in their variables.
 */
export function commandsOf(
  entryPoint: readonly string[] | null,
  command: readonly string[] | null,
  environment: readonly Variable[] = noVariables,
): readonly Command[] {
  return readOnce(entryPoint ?? absent)(command ?? absent)(environment);
}

/** Several controls ask of the same container, and its next revision and each of its tasks run the same. */
const readOnce = remembered((entryPoint: readonly string[]) =>
  remembered((command: readonly string[]) =>
    remembered((environment: readonly Variable[]) => {
      const words = [entryPoint === absent ? null : entryPoint, command === absent ? null : command] as const;
      const variables = words.every(isPlain) ? [] : environment.flatMap(settled);
      return readLine(JSON.stringify([words, variables]), () => commandsIn(...words, variables));
    }),
  ),
);

const readLine = keptBy<readonly Command[]>(1024, 4096);

/** Words in which neither a shell nor code finds anything to put in or to run: whatever the variables hold, they stay as they are. */
function isPlain(words: readonly string[] | null): boolean {
  return words?.every((word) => /^[\w./:=,@+-]*$/.test(word)) ?? true;
}

type SettledVariable = readonly [name: string, text: string];

/** What a deployment still has to settle leaves the variable as it is written. */
function settled({ name, value }: Variable): readonly SettledVariable[] {
  const text = known(value);
  return text === null ? [] : [[name, text]];
}

function commandsIn(
  entryPoint: readonly string[] | null,
  command: readonly string[] | null,
  variables: readonly SettledVariable[],
): readonly Command[] {
  const [check = '', ...checked] = entryPoint === null ? (command ?? []) : [];
  // Health checks of ECS begin with one of these (ECS API reference, HealthCheck `command`).
  if (check === 'NONE') return [];
  if (check === 'CMD-SHELL') return read(checked.join(' ').length, variables, textOf(checked.join(' ')));
  const words = check === 'CMD' ? checked : [...(entryPoint ?? []), ...(command ?? [])];
  if (words.length === 0) return [];
  const [first = '', second = ''] = words;
  // `["-c", "…"]` alone: the image's entry point can only be a shell.
  const onlyText = (entryPoint ?? []).length === 0 && /^-[a-z]{0,8}c$/.test(first) && /\s/.test(second);
  const line = onlyText ? ['sh', ...words] : words;
  const length = words.reduce((sum, word) => sum + word.length, 0);
  return read(length, variables, (run, place) => {
    const fields = line.map((word) => kubernetesValue(word, run.world));
    runFields(run, { fields, assignments: [], redirects: [], input: place.input }, place);
  });
}

/** Simple commands of shell text, such as a health check's `CMD-SHELL`. */
export function commandsOfText(text: string): readonly Command[] {
  return read(text.length, [], textOf(text));
}

type Act = (run: ShellRun, place: CommandPlace) => void;

function textOf(text: string): Act {
  const nodes = syntaxOf(text);
  return (run, place) => {
    runNodes(run, nodes, place);
  };
}

/** Where commands read a named pipe, what others write to it later counts as well: a second look knows it. */
function read(length: number, variables: readonly SettledVariable[], act: Act): readonly Command[] {
  const first = runOver(length, variables);
  act(first, top);
  runUncalled(first);
  if (first.world.pipes.size === 0) return first.commands;
  const second = runOver(length, variables);
  for (const name of first.world.pipes) {
    const value = first.world.files.get(name);
    if (value !== undefined) second.world.files.set(name, value);
  }
  act(second, top);
  runUncalled(second);
  return second.commands;
}

function runOver(length: number, variables: readonly SettledVariable[]): ShellRun {
  const world = worldOf(variables.reduce((sum, [, text]) => sum + text.length, length));
  for (const [name, text] of variables)
    world.variables.set(name, [
      { text, code: text, origins: [{ kind: 'environment', name }], content: null },
    ]);
  return { world, commands: [], pipelines: 0 };
}

/** Kubernetes puts the value of a variable in the place of `$(NAME)` (Kubernetes API, Container `command`). */
function kubernetesValue(word: string, { variables }: World): Field {
  const held = (name: string) => variables.get(name)?.[0];
  const [, whole = ''] = /^\$\(([A-Za-z_]\w{0,100})\)$/.exec(word) ?? [];
  const field = held(whole);
  if (field !== undefined) return field;
  return plainField(
    word.replaceAll(/\$\(([A-Za-z_]\w{0,100})\)/g, (written, name: string) => held(name)?.text ?? written),
  );
}
