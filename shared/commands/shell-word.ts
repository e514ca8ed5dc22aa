// Reads one word of shell text: quotes and escapes are taken off, substitutions read as commands of their own.

export interface WordToken {
  readonly type: 'word';
  /** Quotes and escapes taken off; expansions (`$X`, `$(…)`) left as written. */
  readonly text: string;
  /** Offset in `text` of the first quoted character; Infinity where none is. */
  readonly quotedFrom: number;
  readonly substitutions: readonly TokenSubstitution[];
}
export interface OperatorToken {
  readonly type: 'operator';
  readonly text: string;
}
export type Token = WordToken | OperatorToken;

/** `$(…)`, backquotes, `<(…)`. */
export interface TokenSubstitution {
  /** As written. */
  readonly text: string;
  readonly tokens: readonly Token[];
}

// Deeper substitutions are read as plain text.
const maximumDepth = 16;
export interface Reader {
  readonly text: string;
  readonly depth: number;
  position: number;
  /** Reads the tokens of a substitution: to its closing bracket, or to the end. */
  readonly tokens: (reader: Reader, nested: boolean) => Token[];
}

interface Word {
  text: string;
  quotedFrom: number;
  /** Open `${`: blanks and operators within belong to the word. */
  braces: number;
  readonly substitutions: TokenSubstitution[];
}

/** Reads one word; the position must not stand on a blank or an operator. */
export function readWord(reader: Reader): WordToken {
  const word: Word = { text: '', quotedFrom: Infinity, braces: 0, substitutions: [] };
  const start = reader.position;
  while (reader.position < reader.text.length && continues(reader, word, start)) readPart(reader, word);
  return { type: 'word', text: word.text, quotedFrom: word.quotedFrom, substitutions: word.substitutions };
}

function continues(reader: Reader, word: Word, start: number): boolean {
  const character = reader.text[reader.position] ?? '';
  if (character === '\n') return false;
  if (!' \t\r;&|<>()'.includes(character) || word.braces > 0) return true;
  return reader.position === start;
}

function readPart(reader: Reader, word: Word): void {
  const { text, position } = reader;
  const character = text[position] ?? '';
  if (character === "'") quoted(word, readSingle(reader));
  else if (character === '"') readDouble(reader, word);
  else if (character === '\\') readEscape(reader, word);
  else if (readExpansion(reader, word)) return;
  else {
    if (character === '$' && text[position + 1] === '{') word.braces++;
    else if (character === '}' && word.braces > 0) word.braces--;
    word.text += character;
    reader.position++;
  }
}

function quoted(word: Word, text: string): void {
  word.quotedFrom = Math.min(word.quotedFrom, word.text.length);
  word.text += text;
}

function readSingle(reader: Reader): string {
  const from = reader.position + 1;
  const close = reader.text.indexOf("'", from);
  const end = close < 0 ? reader.text.length : close;
  reader.position = end + 1;
  return reader.text.slice(from, end);
}

function readEscape(reader: Reader, word: Word): void {
  const next = reader.text[reader.position + 1] ?? '';
  reader.position += 2;
  if (next !== '\n') quoted(word, next);
}

function readDouble(reader: Reader, word: Word): void {
  quoted(word, '');
  reader.position++;
  while (reader.position < reader.text.length) {
    const character = reader.text[reader.position] ?? '';
    if (character === '"') {
      reader.position++;
      return;
    }
    if (character === '\\' && '$`"\\\n'.includes(reader.text[reader.position + 1] ?? ' '))
      readEscape(reader, word);
    else if (character === '$' && reader.text[reader.position + 1] === "'") {
      word.text += character;
      reader.position++;
    } else if (!readExpansion(reader, word)) {
      word.text += character;
      reader.position++;
    }
  }
}

/** Reads `$(…)`, `$((…))`, backquotes, `<(…)` or `$'…'` where one begins; else false. */
function readExpansion(reader: Reader, word: Word): boolean {
  const { text, position } = reader;
  const pairOfSigns = text.slice(position, position + 2);
  const arithmetic = pairOfSigns === '$(' ? arithmeticAt(text, position) : '';
  if (pairOfSigns === "$'") quoted(word, readAnsi(reader));
  else if (arithmetic !== '') {
    reader.position += arithmetic.length;
    word.text += arithmetic;
  } else if (reader.depth >= maximumDepth) return false;
  else if (/^[$<>]\($/.test(pairOfSigns)) {
    const inner: Reader = { ...reader, depth: reader.depth + 1, position: position + 2 };
    const tokens = reader.tokens(inner, true);
    reader.position = inner.position;
    add(word, text.slice(position, reader.position), tokens);
  } else if (pairOfSigns.startsWith('`')) {
    const [inside, end] = backquoted(text, position + 1);
    reader.position = end;
    add(
      word,
      text.slice(position, end),
      reader.tokens({ ...reader, text: inside, depth: reader.depth + 1, position: 0 }, false),
    );
  } else return false;
  return true;
}

/** `$((1 + x))`; but `$((curl x) | sh)` holds commands. */
function arithmeticAt(text: string, position: number): string {
  const [found = ''] = /^\$\(\([^;\n`]{0,200}?\)\)/.exec(text.slice(position, position + 205)) ?? [];
  return /[A-Za-z]\s+[\w./-]/.test(found) ? '' : found;
}

function add(word: Word, text: string, tokens: readonly Token[]): void {
  word.text += text;
  word.substitutions.push({ text, tokens });
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
function readAnsi(reader: Reader): string {
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
