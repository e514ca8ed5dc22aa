// What a container really runs: entry point and command with shells and wrappers taken off.
import { remembered } from '../model/remembered.ts';
import { type ShellCommand, type ShellPipeline, type ShellRedirect, shellWords } from './shell.ts';
import { programName, unwrap } from './wrappers.ts';

export interface Command {
  /** Base name in lower case, without `.exe`; empty where the image's own entry point takes the arguments. */
  readonly program: string;
  /** As written: `/usr/sbin/sshd`; or `$(…)`, where what that prints is run. */
  readonly path: string;
  readonly arguments: readonly string[];
  readonly assignments: readonly string[];
  readonly redirects: readonly ShellRedirect[];
  /** Commands within `$(…)`, backquotes or `<(…)`, by the text they stand for in `path` or an argument. */
  readonly substitutions: readonly Substitution[];
  /** What was taken off, outermost first: `['sh', 'exec', 'timeout']`. */
  readonly wrappers: readonly string[];
  /** Number of its pipeline: commands of equal number are joined by `|`, in their order. */
  readonly pipeline: number;
}

export interface Substitution {
  readonly text: string;
  readonly commands: readonly Command[];
}

/** Levels of shell text within shell text, and wrappers before one program. Real ones have two or three. */
const maximumDepth = 8;
const maximumWrappers = 32;

interface Walk {
  readonly commands: Command[];
  pipelines: number;
  /** Characters of shell text that may still be read: nested text may stand for the same characters again. */
  budget: number;
}

interface Place {
  readonly wrappers: readonly string[];
  readonly depth: number;
  /** Pipeline that commands found within belong to; null: each their own. */
  readonly pipeline: number | null;
}

const top: Place = { wrappers: [], depth: 0, pipeline: null };

/**
 * Simple commands that entry point and command run in exec form, in the order written; commands in substitutions
 * stand before the one that uses them. `entryPoint` null: the image's own, which is not known here; a health check or
 * probe is given as the command alone.
 */
export function commandsOf(
  entryPoint: readonly string[] | null,
  command: readonly string[] | null,
): readonly Command[] {
  return readOnce(entryPoint ?? absent)(command ?? absent);
}

/** Stands for null, by itself. */
const absent: readonly string[] = [];

/** Several controls ask of the same container. */
const readOnce = remembered((entryPoint: readonly string[]) =>
  remembered((command: readonly string[]) =>
    commandsIn(entryPoint === absent ? null : entryPoint, command === absent ? null : command),
  ),
);

function commandsIn(
  entryPoint: readonly string[] | null,
  command: readonly string[] | null,
): readonly Command[] {
  const [check = '', ...checked] = entryPoint === null ? (command ?? []) : [];
  // Health checks of ECS begin with one of these (ECS API reference, HealthCheck `command`).
  if (check === 'NONE') return [];
  if (check === 'CMD-SHELL') return commandsOfText(checked.join(' '));
  const words = check === 'CMD' ? checked : [...(entryPoint ?? []), ...(command ?? [])];
  if (words.length === 0) return [];
  const walk = walkOver(words.reduce((sum, word) => sum + word.length, 0));
  const [first = '', second = ''] = words;
  // `["-c", "…"]` alone: the image's entry point can only be a shell.
  const onlyText = (entryPoint ?? []).length === 0 && /^-[a-z]{0,8}c$/.test(first) && /\s/.test(second);
  walkWords(walk, simple(onlyText ? ['sh', ...words] : words), top);
  return walk.commands;
}

/** Simple commands of shell text, such as a health check's `CMD-SHELL`. */
export function commandsOfText(text: string): Command[] {
  const walk = walkOver(text.length);
  walkPipelines(walk, shellWords(text), top);
  return walk.commands;
}

function walkOver(length: number): Walk {
  return { commands: [], pipelines: 0, budget: 1000 + 8 * length };
}

function simple(words: readonly string[]): ShellCommand {
  return { words, assignments: [], redirects: [], substitutions: [] };
}

/** Returns the commands found, those in substitutions left out. */
function walkPipelines(walk: Walk, pipelines: readonly ShellPipeline[], place: Place): Command[] {
  const found: Command[] = [];
  for (const pipeline of pipelines) {
    // Within a longer pipeline the inner commands read and write what it does.
    const number = place.pipeline ?? (pipeline.length > 1 ? walk.pipelines++ : null);
    for (const command of pipeline) {
      for (const one of walkWords(walk, command, { ...place, pipeline: number })) found.push(one);
    }
  }
  return found;
}

function walkWords(walk: Walk, written: ShellCommand, place: Place): readonly Command[] {
  const substitutions = written.substitutions.map(({ text, pipelines }) => ({
    text,
    commands: walkPipelines(walk, pipelines, { ...place, pipeline: null }),
  }));
  let { words } = written;
  const assignments = [...written.assignments];
  const wrappers = [...place.wrappers];
  while (wrappers.length < maximumWrappers) {
    if (isLine(words)) return walkLine(walk, words, { ...place, wrappers }) ?? [];
    const inner = unwrap(words);
    if (inner === null) break;
    const outer = programName(words[0] ?? '');
    if (inner.kind === 'text') {
      const found = walkText(walk, inner.text, { ...place, wrappers: [...wrappers, outer] });
      if (found !== null) return found;
      break;
    }
    wrappers.push(outer);
    assignments.push(...(inner.assignments ?? []));
    words = inner.words;
  }
  const command: Command = {
    ...programOf(words),
    assignments,
    redirects: written.redirects,
    substitutions,
    wrappers,
    pipeline: place.pipeline ?? walk.pipelines++,
  };
  walk.commands.push(command);
  return [command];
}

function programOf(words: readonly string[]): Pick<Command, 'program' | 'path' | 'arguments'> {
  const [path = '', ...rest] = words;
  // Options alone are arguments for the image's entry point.
  if (path.startsWith('-')) return { program: '', path: '', arguments: words };
  return { program: isSubstitution(path) ? '' : programName(path), path, arguments: rest };
}

/** A whole command line in one word, as in `["npm start"]`: a common slip, and what some wrappers pass on. */
function isLine([first = '']: readonly string[]): boolean {
  return /\S\s+\S/.test(first) && !isSubstitution(first);
}

export function isSubstitution(word: string): boolean {
  return /^(?:[$<]\(|`)/.test(word);
}

function walkText(walk: Walk, text: string, place: Place): Command[] | null {
  if (place.depth >= maximumDepth || text.length > walk.budget) return null;
  walk.budget -= text.length;
  return walkPipelines(walk, shellWords(text), { ...place, depth: place.depth + 1 });
}

function walkLine(walk: Walk, [line = '', ...rest]: readonly string[], place: Place): Command[] | null {
  if (place.depth >= maximumDepth || line.length > walk.budget) return null;
  walk.budget -= line.length;
  const pipelines = shellWords(line);
  const last = pipelines.at(-1)?.at(-1);
  const ended =
    last === undefined
      ? pipelines
      : [
          ...pipelines.slice(0, -1),
          [...(pipelines.at(-1)?.slice(0, -1) ?? []), { ...last, words: [...last.words, ...rest] }],
        ];
  return walkPipelines(walk, ended, { ...place, depth: place.depth + 1 });
}
