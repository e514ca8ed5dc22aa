// Reads one word of shell text: quotes and escapes are taken off, substitutions read as commands of their own.
// SPDX-License-Identifier: Apache-2.0

export interface WordToken {
  readonly type: 'word';
  /** Quotes and escapes taken off; expansions (`$X`, `$(…)`) left as written. */
  readonly text: string;
  /** Offset in `text` of the first quoted character; Infinity where none is. */
  readonly quotedFrom: number;
  /** In the order of their ends: one within another stands before it. */
  readonly expansions: readonly Expansion[];
}
export interface OperatorToken {
  readonly type: 'operator';
  readonly text: string;
  /** The `2` of `2>file`; null: none is written. */
  readonly descriptor: string | null;
}
export type Token = WordToken | OperatorToken;

/** A part of a word in whose place the shell puts something else. */
export interface Expansion {
  /** Offsets in the text of the word. */
  readonly start: number;
  readonly end: number;
  /** Within double quotes: what it gives is not split. */
  readonly quoted: boolean;
  /** Name of a variable; null: commands. */
  readonly name: string | null;
  /** What stands behind the name within braces: `:-default`, `[@]`. */
  readonly operator: string;
  /** Commands of `$(…)`, backquotes or `<(…)`. */
  readonly tokens: readonly Token[];
}

// Deeper substitutions are read as plain text.
const maximumDepth = 16;
export interface WordReader {
  readonly text: string;
  readonly depth: number;
  position: number;
  /** Reads the tokens of a substitution: to its closing bracket, or to the end. */
  readonly tokens: (reader: WordReader, nested: boolean) => Token[];
}

interface Word {
  text: string;
  quotedFrom: number;
  /** Where each open `${` begins: blanks and operators within belong to the word. */
  readonly braces: number[];
  readonly expansions: Expansion[];
}

const blank = (): Word => ({ text: '', quotedFrom: Infinity, braces: [], expansions: [] });

// Most words hold nothing but letters, digits and signs that mean nothing to a shell.
const plainWord = /[\w./:,@%+=-]+(?![^ \t\r\n;&|<>()])/y;
const none: readonly Expansion[] = [];

/** Reads one word; the position must not stand on a blank or an operator. */
export function readWord(reader: WordReader): WordToken {
  plainWord.lastIndex = reader.position;
  const [plain] = plainWord.exec(reader.text) ?? [];
  if (plain !== undefined) {
    reader.position += plain.length;
    return { type: 'word', text: plain, quotedFrom: Infinity, expansions: none };
  }
  const word = blank();
  const start = reader.position;
  while (reader.position < reader.text.length && continues(reader, word, start)) readPart(reader, word);
  return tokenOf(word);
}

/** Reads the lines of a here-document, in which the shell expands what it does within double quotes. */
export function readLines(text: string, { depth, tokens }: WordReader): WordToken {
  const word = blank();
  const reader: WordReader = { text, depth, position: 0, tokens };
  quoted(word, '');
  while (reader.position < text.length) readQuoted(reader, word);
  return tokenOf(word);
}

function tokenOf({ text, quotedFrom, expansions }: Word): WordToken {
  return { type: 'word', text, quotedFrom, expansions };
}

function continues(reader: WordReader, word: Word, start: number): boolean {
  const character = reader.text[reader.position] ?? '';
  if (character === '\n') return false;
  if (!' \t\r;&|<>()'.includes(character) || word.braces.length > 0) return true;
  return reader.position === start;
}

function readPart(reader: WordReader, word: Word): void {
  const { text, position } = reader;
  const character = text[position] ?? '';
  if (character === "'") quoted(word, readSingle(reader));
  else if (character === '"') readDouble(reader, word);
  else if (character === '\\') readEscape(reader, word);
  else if (!readExpansion(reader, word, false)) readPlain(reader, word, false);
}

/** One character; with it may begin or end `${…}`. */
function readPlain(reader: WordReader, word: Word, inQuotes: boolean): void {
  const { text, position } = reader;
  const character = text[position] ?? '';
  if (character === '$' && text[position + 1] === '{') word.braces.push(word.text.length);
  word.text += character;
  reader.position++;
  if (character === '}') closeBrace(word, inQuotes);
}

/** Defaults within defaults; real ones have two. */
const maximumBraces = 8;
const inBraces = /\$\{([A-Za-z_]\w{0,100}|[\d@*#?$!-])/y;

function closeBrace(word: Word, inQuotes: boolean): void {
  const start = word.braces.pop();
  if (start === undefined || word.braces.length >= maximumBraces) return;
  inBraces.lastIndex = start;
  const [opening = '', name] = inBraces.exec(word.text) ?? [];
  if (name === undefined) return;
  const end = word.text.length;
  const operator = word.text.slice(start + opening.length, end - 1);
  word.expansions.push({ start, end, quoted: inQuotes, name, operator, tokens: [] });
}

function quoted(word: Word, text: string): void {
  word.quotedFrom = Math.min(word.quotedFrom, word.text.length);
  word.text += text;
}

function readSingle(reader: WordReader): string {
  const from = reader.position + 1;
  const close = reader.text.indexOf("'", from);
  const end = close < 0 ? reader.text.length : close;
  reader.position = end + 1;
  return reader.text.slice(from, end);
}

function readEscape(reader: WordReader, word: Word): void {
  const next = reader.text[reader.position + 1] ?? '';
  reader.position += 2;
  if (next !== '\n') quoted(word, next);
}

function readDouble(reader: WordReader, word: Word): void {
  const open = word.braces.length;
  quoted(word, '');
  reader.position++;
  while (reader.position < reader.text.length && reader.text[reader.position] !== '"')
    readQuoted(reader, word);
  reader.position++;
  // What is left open within quotes takes in nothing behind them.
  word.braces.length = Math.min(word.braces.length, open);
}

function readQuoted(reader: WordReader, word: Word): void {
  const { text, position } = reader;
  const next = text[position + 1] ?? ' ';
  if (text[position] === '\\' && '$`"\\\n'.includes(next)) readEscape(reader, word);
  else if (text[position] === '$' && next === "'") readPlain(reader, word, true);
  else if (!readExpansion(reader, word, true)) readPlain(reader, word, true);
}

const variable = /\$(?:[A-Za-z_]\w{0,100}|[\d@*#?$!-])/y;

/** Reads `$name`, `$(…)`, `$((…))`, backquotes, `<(…)` or `$'…'` where one begins; else false. */
function readExpansion(reader: WordReader, word: Word, inQuotes: boolean): boolean {
  const { text, position } = reader;
  const pairOfSigns = text.slice(position, position + 2);
  const arithmetic = pairOfSigns === '$(' ? arithmeticAt(text, position) : '';
  if (pairOfSigns === "$'") quoted(word, readAnsi(reader));
  else if (arithmetic !== '') {
    reader.position += arithmetic.length;
    word.text += arithmetic;
  } else if (reader.depth >= maximumDepth) return false;
  else if (/^[$<>]\($/.test(pairOfSigns)) {
    const inner: WordReader = { ...reader, depth: reader.depth + 1, position: position + 2 };
    const tokens = reader.tokens(inner, true);
    reader.position = inner.position;
    add(word, text.slice(position, reader.position), tokens, inQuotes);
  } else if (pairOfSigns.startsWith('`')) {
    const [inside, end] = backquoted(text, position + 1);
    reader.position = end;
    add(
      word,
      text.slice(position, end),
      reader.tokens({ ...reader, text: inside, depth: reader.depth + 1, position: 0 }, false),
      inQuotes,
    );
  } else return readVariable(reader, word, inQuotes);
  return true;
}

function readVariable(reader: WordReader, word: Word, inQuotes: boolean): boolean {
  variable.lastIndex = reader.position;
  const [written] = variable.exec(reader.text) ?? [];
  if (written === undefined) return false;
  const start = word.text.length;
  word.text += written;
  reader.position += written.length;
  const end = word.text.length;
  word.expansions.push({ start, end, quoted: inQuotes, name: written.slice(1), operator: '', tokens: [] });
  return true;
}

/** `$((1 + x))`; but `$((curl x) | sh)` holds commands. */
function arithmeticAt(text: string, position: number): string {
  const [found = ''] = /^\$\(\([^;\n`]{0,200}?\)\)/.exec(text.slice(position, position + 205)) ?? [];
  return /[A-Za-z]\s+[\w./-]/.test(found) ? '' : found;
}

function add(word: Word, text: string, tokens: readonly Token[], inQuotes: boolean): void {
  const start = word.text.length;
  word.text += text;
  const end = word.text.length;
  word.expansions.push({ start, end, quoted: inQuotes, name: null, operator: '', tokens });
}

function backquoted(text: string, from: number): readonly [string, number] {
  let inside = '';
  let position = from;
  while (position < text.length && text[position] !== '`') {
    if (text[position] === '\\' && '`\\$'.includes(text[position + 1] ?? ' ')) position++;
    inside += text[position++] ?? '';
  }
  return [inside, position + 1];
}

const ansiEscapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['e', '\u001b'],
]);

/** `$'…'`, whose escapes can hide a command: `$'\x63url'`. */
function readAnsi(reader: WordReader): string {
  const { text } = reader;
  let result = '';
  reader.position += 2;
  while (reader.position < text.length && text[reader.position] !== "'") {
    const character = text[reader.position++] ?? '';
    if (character !== '\\') {
      result += character;
      continue;
    }
    const rest = text.slice(reader.position, reader.position + 6);
    const [code = rest.slice(0, 1), hex, , unicode, octal] =
      /^(?:x([0-9a-fA-F]{1,2})|(u)([0-9a-fA-F]{1,4})|([0-7]{1,3}))/.exec(rest) ?? [];
    const number = hex ?? unicode;
    reader.position += code.length;
    if (number !== undefined) result += String.fromCharCode(Number.parseInt(number, 16));
    else if (octal !== undefined) result += String.fromCharCode(Number.parseInt(octal, 8));
    else result += ansiEscapes.get(code) ?? code;
  }
  reader.position++;
  return result;
}
