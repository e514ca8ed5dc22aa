// Builds the syntax tree of shell text: commands, pipelines, groups, loops and functions. Never throws; linear time.
// SPDX-License-Identifier: Apache-2.0
import type { Assignment, CommandGroup, Node, SimpleCommand } from './nodes.ts';
import { shellTokens } from './shell-tokens.ts';
import type { Token, WordToken } from './shell-word.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };
type Draft = Writable<SimpleCommand>;

/** An open group, and the whole text as the first of them. */
interface Frame {
  readonly kind: 'bracket' | 'case' | 'other';
  readonly body: Node[];
  parts: Node[];
  draft: Draft;
  /** Group just closed, which a `|` or a redirect may follow. */
  closed: Writable<CommandGroup> | null;
  /** Words that name no command: `x` of `for x`, `in a b`, `x` of `case x`, and the patterns of a case. */
  header: 'none' | 'variable' | 'items' | 'subject' | 'pattern' | 'function';
  variable: string | null;
  readonly items: WordToken[];
  /** Name of the function whose body comes next. */
  named: string | null;
}

interface Parser {
  readonly frames: Frame[];
  redirect: { readonly operator: string; readonly descriptor: string | null } | null;
  /** Elements of an array, or what stands in the brackets of a function: to the next `)`. */
  array: WordToken[] | null;
}

/** Groups within groups; deeper ones are read as if their brackets were not there. */
const maximumDepth = 100;

/** The syntax tree of shell text. */
export function syntaxOf(text: string): readonly Node[] {
  return syntaxOfTokens(shellTokens(text));
}

export function syntaxOfTokens(tokens: readonly Token[]): readonly Node[] {
  const parser: Parser = { frames: [frame('other')], redirect: null, array: null };
  for (const token of tokens) {
    if (token.type === 'word') onWord(parser, token);
    else onOperator(parser, token.text, token.descriptor);
  }
  while (parser.frames.length > 1) closeGroup(parser);
  const top = frameOf(parser);
  endPipeline(top);
  return top.body;
}

const blank = (): Draft => ({ kind: 'command', words: [], assignments: [], redirects: [] });

function frame(kind: Frame['kind']): Frame {
  return {
    kind,
    body: [],
    parts: [],
    draft: blank(),
    closed: null,
    header: 'none',
    variable: null,
    items: [],
    named: null,
  };
}

function frameOf({ frames }: Parser): Frame {
  return frames.at(-1) ?? frame('other');
}

function onWord(parser: Parser, token: WordToken): void {
  const top = frameOf(parser);
  if (parser.redirect !== null) {
    const owner = isBlank(top.draft) && top.closed !== null ? top.closed : top.draft;
    owner.redirects.push({ ...parser.redirect, target: token });
    parser.redirect = null;
  } else if (parser.array !== null) parser.array.push(token);
  else if (top.header !== 'none') onHeader(parser, top, token);
  else if (top.draft.words.length > 0) top.draft.words.push(token);
  else if (top.draft.assignments.length > 0 || !onReserved(parser, top, token)) {
    if (top.closed !== null) endPipeline(top);
    const assignment = assignmentIn(token);
    if (assignment === null) top.draft.words.push(token);
    else top.draft.assignments.push(assignment);
  }
}

function onHeader(parser: Parser, top: Frame, token: WordToken): void {
  const { header } = top;
  if (header === 'function') {
    top.named = token.text;
    top.header = 'none';
  } else if (header === 'variable') {
    top.variable = token.text;
    top.header = 'items';
  } else if (header === 'items') {
    if (token.text === 'do' && top.items.length === 0 && token.quotedFrom === Infinity) top.header = 'none';
    else if (token.text !== 'in' || top.items.length > 0) top.items.push(token);
  } else if (header === 'subject') {
    if (token.text === 'in') top.header = 'pattern';
    else top.items.push(token);
  } else if (token.text === 'esac') closeGroup(parser);
}

function assignmentIn(word: WordToken): Assignment | null {
  const [written, name = '', plus] = /^([A-Za-z_]\w{0,100})(?:\[[^\]]{0,100}\])?(\+?)=/.exec(word.text) ?? [];
  if (written === undefined || word.quotedFrom < written.length) return null;
  return { name, appends: plus === '+', word, from: written.length, elements: null };
}

const openers: ReadonlySet<string> = new Set(['{', 'if', 'while', 'until', 'for', 'select', 'case']);
const closers: ReadonlySet<string> = new Set(['}', 'fi', 'done', 'esac']);
const fillers: ReadonlySet<string> = new Set(['then', 'else', 'elif', 'do', '!']);

/** True where the word is one of the shell's own and names no command. */
function onReserved(parser: Parser, top: Frame, { text, quotedFrom }: WordToken): boolean {
  if (quotedFrom !== Infinity) return false;
  if (fillers.has(text)) return true;
  if (text === 'function') top.header = 'function';
  else if (openers.has(text)) {
    const opened = open(parser, text === 'case' ? 'case' : 'other');
    if (text === 'for' || text === 'select') opened.header = 'variable';
    if (text === 'case') opened.header = 'subject';
  } else if (closers.has(text)) closeGroup(parser);
  else return false;
  return true;
}

function open(parser: Parser, kind: Frame['kind']): Frame {
  const top = frameOf(parser);
  if (top.closed !== null || !isBlank(top.draft)) endPipeline(top);
  if (parser.frames.length >= maximumDepth) return top;
  const opened = frame(kind);
  parser.frames.push(opened);
  return opened;
}

function closeGroup(parser: Parser): void {
  const top = frameOf(parser);
  endPipeline(top);
  if (parser.frames.length === 1) return;
  parser.frames.pop();
  const { variable, items, body } = top;
  frameOf(parser).closed = { kind: 'group', variable, items, body, redirects: [] };
}

function onOperator(parser: Parser, sign: string, descriptor: string | null): void {
  const top = frameOf(parser);
  if (/[<>]/.test(sign)) parser.redirect = { operator: sign, descriptor };
  else if (parser.array !== null || top.header === 'pattern') {
    if (sign === ')') endList(parser, top);
  } else if (inTest(top) && sign !== '\n' && sign !== ';') top.draft.words.push(literal(sign));
  else if (sign === '|' || sign === '|&') endCommand(top);
  else if (sign === '(') onOpen(parser, top);
  else if (sign === ')') onClose(parser, top);
  else if (sign === '\n' && isBlank(top.draft) && top.closed === null && top.parts.length > 0) return;
  else onEnd(top, sign);
}

/** The end of an array, or of a pattern. */
function endList(parser: Parser, top: Frame): void {
  if (parser.array === null) top.header = 'none';
  parser.array = null;
}

/** `;`, `&`, `&&`, `||`, a new line. */
function onEnd(top: Frame, sign: string): void {
  if (top.header === 'items' || top.header === 'variable') top.header = 'none';
  endPipeline(top);
  if (top.kind === 'case' && /^;[;&]/.test(sign)) top.header = 'pattern';
}

function literal(text: string): WordToken {
  return { type: 'word', text, quotedFrom: Infinity, expansions: [] };
}

/** Inside `[[ … ]]`, where `&&`, `||` and brackets part no commands. */
function inTest({ draft: { words } }: Frame): boolean {
  return words[0]?.text === '[[' && words.at(-1)?.text !== ']]';
}

function onOpen(parser: Parser, top: Frame): void {
  const { draft } = top;
  const last = draft.assignments.at(-1);
  const [only, another] = draft.words;
  if (only === undefined && last?.word.text.endsWith('=') === true) {
    draft.assignments.pop();
    onArray(parser, draft, last);
    return;
  }
  const declared = another === undefined ? null : assignmentIn(draft.words.at(-1) ?? another);
  if (declared?.word.text.endsWith('=') === true) {
    draft.words.pop();
    onArray(parser, draft, declared);
    return;
  }
  if (only !== undefined && another === undefined) {
    // `name ()` begins a function: its name is no command.
    top.named = only.text;
    top.draft = blank();
  }
  open(parser, 'bracket');
}

function onArray(parser: Parser, draft: Draft, assignment: Assignment): void {
  parser.array = [];
  draft.assignments.push({ ...assignment, elements: parser.array });
}

function onClose(parser: Parser, top: Frame): void {
  if (top.kind !== 'bracket') endPipeline(top);
  // The brackets of `name ()`.
  else if (top.body.length + top.parts.length === 0 && isBlank(top.draft) && top.closed === null)
    parser.frames.pop();
  else closeGroup(parser);
}

function isBlank({ words, assignments, redirects }: Draft): boolean {
  return words.length + assignments.length + redirects.length === 0;
}

/** Ends what stands between two `|`. */
function endCommand(top: Frame): void {
  if (top.closed !== null) top.parts.push(named(top, top.closed));
  if (!isBlank(top.draft)) top.parts.push(top.draft);
  top.closed = null;
  top.draft = blank();
}

function named(top: Frame, body: CommandGroup): Node {
  const name = top.named;
  top.named = null;
  return name === null ? body : { kind: 'function', name, body };
}

function endPipeline(top: Frame): void {
  endCommand(top);
  const [first, second] = top.parts;
  if (first !== undefined)
    top.body.push(second === undefined ? first : { kind: 'pipeline', parts: top.parts });
  top.parts = [];
}
