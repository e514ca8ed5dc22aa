// Reads shell text as pipelines of simple commands. A reader for judgement, not an interpreter: nothing is expanded.
import { shellTokens } from './shell-tokens.ts';
import type { Token, WordToken } from './shell-word.ts';

export interface ShellRedirect {
  /** `>`, `>>`, `<`, `<<`, `<<<`, `>&`, … */
  readonly operator: string;
  /** File, descriptor, or the lines of a here-document. */
  readonly target: string;
}

/** `$(…)`, backquotes or `<(…)` in a word of a command. */
export interface ShellSubstitution {
  /** As written, and as it stands in the word. */
  readonly text: string;
  readonly pipelines: readonly ShellPipeline[];
}

export interface ShellCommand {
  /** Program and arguments, quotes taken off, expansions as written. Empty for a bare assignment. */
  readonly words: readonly string[];
  /** `NAME=value` in front of the program. */
  readonly assignments: readonly string[];
  readonly redirects: readonly ShellRedirect[];
  readonly substitutions: readonly ShellSubstitution[];
}

/** Commands joined by `|`, first to last; a group in brackets counts as one run of them. */
export type ShellPipeline = readonly ShellCommand[];

/** Pipelines of shell text in the order written, those of loops and conditions too. Never throws; linear time. */
export function shellWords(text: string): ShellPipeline[] {
  return parse(shellTokens(text));
}

interface Draft {
  words: string[];
  assignments: string[];
  redirects: ShellRedirect[];
  substitutions: ShellSubstitution[];
}

interface Parser {
  readonly done: ShellCommand[][];
  pipeline: ShellCommand[];
  command: Draft;
  redirect: string | null;
  /** Words that name no command: `x in a b` of `for`, `x` of `case`, elements of an array. */
  skip: 'none' | 'statement' | 'case' | 'array' | 'word';
  /** For each open group, how many pipelines came before it. */
  readonly groups: { readonly start: number; readonly kind: 'bracket' | 'case' | 'other' }[];
  /** Start of a group just closed, which a `|` may follow. */
  closed: number | null;
}

const blank = (): Draft => ({ words: [], assignments: [], redirects: [], substitutions: [] });

function parse(tokens: readonly Token[]): ShellPipeline[] {
  const parser: Parser = {
    done: [],
    pipeline: [],
    command: blank(),
    redirect: null,
    skip: 'none',
    groups: [],
    closed: null,
  };
  for (const token of tokens) {
    if (token.type === 'word') onWord(parser, token);
    else onOperator(parser, token.text);
  }
  endPipeline(parser);
  return parser.done;
}

function onWord(parser: Parser, token: WordToken): void {
  const { command } = parser;
  for (const { text, tokens } of token.substitutions) {
    command.substitutions.push({ text, pipelines: parse(tokens) });
  }
  if (parser.redirect !== null) {
    command.redirects.push({ operator: parser.redirect, target: token.text });
    parser.redirect = null;
  } else if (parser.skip !== 'none') skipWord(parser, token.text);
  else if (command.words.length > 0) command.words.push(token.text);
  else if (command.assignments.length > 0 || !onReserved(parser, token)) {
    parser.closed = null;
    if (isAssignment(token)) command.assignments.push(token.text);
    else command.words.push(token.text);
  }
}

function skipWord(parser: Parser, text: string): void {
  if (parser.skip === 'word' || (parser.skip === 'case' && text === 'in')) parser.skip = 'none';
}

function isAssignment({ text, quotedFrom }: WordToken): boolean {
  const [name] = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/.exec(text) ?? [];
  return name !== undefined && quotedFrom >= name.length;
}

const openers: ReadonlySet<string> = new Set(['{', 'if', 'while', 'until', 'for', 'select', 'case']);
const closers: ReadonlySet<string> = new Set(['}', 'fi', 'done', 'esac']);
const fillers: ReadonlySet<string> = new Set(['then', 'else', 'elif', 'do', '!']);

/** True where the word is one of the shell's own and names no command. */
function onReserved(parser: Parser, { text, quotedFrom }: WordToken): boolean {
  if (quotedFrom !== Infinity) return false;
  if (fillers.has(text)) return true;
  if (text === 'function') parser.skip = 'word';
  else if (openers.has(text)) {
    parser.groups.push({ start: parser.done.length, kind: text === 'case' ? 'case' : 'other' });
    if (text === 'for' || text === 'select') parser.skip = 'statement';
    if (text === 'case') parser.skip = 'case';
  } else if (closers.has(text)) closeGroup(parser);
  else return false;
  return true;
}

function closeGroup(parser: Parser): void {
  endPipeline(parser);
  parser.closed = parser.groups.pop()?.start ?? null;
}

function onOperator(parser: Parser, sign: string): void {
  if (/[<>]/.test(sign)) parser.redirect = sign;
  else if (inTest(parser) && sign !== '\n' && sign !== ';') parser.command.words.push(sign);
  else if (sign === '|' || sign === '|&') onPipe(parser);
  else if (sign === '(') onOpen(parser);
  else if (sign === ')') onClose(parser);
  else if (sign === '\n' && isBlank(parser.command) && parser.pipeline.length > 0) return;
  else {
    if (parser.skip === 'statement') parser.skip = 'none';
    endPipeline(parser);
    parser.closed = null;
  }
}

/** Inside `[[ … ]]`, where `&&`, `||` and brackets part no commands. */
function inTest({ command: { words } }: Parser): boolean {
  return words[0] === '[[' && words.at(-1) !== ']]';
}

function onPipe(parser: Parser): void {
  const { closed, done } = parser;
  if (closed !== null && isBlank(parser.command) && parser.pipeline.length === 0) {
    // `(a; b) | c`: what a and b write both reaches c.
    const [first = [], ...others] = done.splice(closed);
    for (const pipeline of others) for (const command of pipeline) first.push(command);
    parser.pipeline = first;
    parser.closed = null;
  } else endCommand(parser);
}

function onOpen(parser: Parser): void {
  const { command } = parser;
  if (command.words.length === 0 && command.assignments.at(-1)?.endsWith('=')) parser.skip = 'array';
  if (command.words.length === 1) {
    // `name ()` begins a function: its name is no command.
    command.words = [];
    parser.skip = 'array';
  }
  parser.groups.push({ start: parser.done.length, kind: 'bracket' });
}

function onClose(parser: Parser): void {
  const { groups } = parser;
  if (parser.skip === 'array') {
    parser.skip = 'none';
    groups.pop();
  } else if (groups.at(-1)?.kind === 'bracket') {
    closeGroup(parser);
  } else if (groups.at(-1)?.kind === 'case') {
    // `pattern)` of a case: no command.
    parser.pipeline = [];
    parser.command = blank();
  } else endPipeline(parser);
}

function isBlank({ words, assignments, redirects, substitutions }: Draft): boolean {
  return words.length + assignments.length + redirects.length + substitutions.length === 0;
}

function endCommand(parser: Parser): void {
  if (!isBlank(parser.command)) parser.pipeline.push(parser.command);
  parser.command = blank();
  parser.redirect = null;
}

function endPipeline(parser: Parser): void {
  endCommand(parser);
  if (parser.pipeline.length > 0) parser.done.push(parser.pipeline);
  parser.pipeline = [];
}
