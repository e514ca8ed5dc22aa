// Cuts shell text into words and operators, by the token rules of POSIX "Shell Command Language" and a few of bash's.
// SPDX-License-Identifier: Apache-2.0
import { readLines, readWord, type Token, type WordReader, type WordToken } from './shell-word.ts';

const operator = /&&|\|\||;;&?|;&|\|&|&>>|&>|<<<|<<-|<<|<>|<&|>&|>>|>\||[;&|<>()\n]/y;

/** Tokens of shell text. Never throws; unclosed quotes and brackets reach to the end. */
export function shellTokens(text: string): Token[] {
  return read({ text, depth: 0, position: 0, tokens: read }, false);
}

/** Reads to the end, or within a substitution to the bracket that closes it. */
function read(reader: WordReader, nested: boolean): Token[] {
  const tokens: Token[] = [];
  const heredocs: number[] = [];
  let brackets = 0;
  let descriptor: string | null = null;
  while (skipBlanks(reader)) {
    if (startsWord(reader)) {
      descriptor = addWord(reader, tokens, heredocs);
      continue;
    }
    const sign = readOperator(reader);
    if (sign === '(') brackets++;
    if (sign === ')' && --brackets < 0 && nested) break;
    tokens.push({ type: 'operator', text: sign, descriptor });
    descriptor = null;
    if (sign === '\n') readHeredocs(reader, tokens, heredocs);
  }
  return tokens;
}

/** Adds the word, but for a descriptor, which belongs to the operator behind it and is given back. */
function addWord(reader: WordReader, tokens: Token[], heredocs: number[]): string | null {
  const word = readWord(reader);
  if (isDescriptor(word, reader)) return word.text;
  if (opensHeredoc(tokens.at(-1))) heredocs.push(tokens.length);
  tokens.push(word);
  return null;
}

function readHeredocs(reader: WordReader, tokens: Token[], heredocs: number[]): void {
  for (const index of heredocs.splice(0)) readHeredoc(reader, tokens, index);
}

function opensHeredoc(token: Token | undefined): boolean {
  return token?.type === 'operator' && (token.text === '<<' || token.text === '<<-');
}

/** Skips blanks, joined lines and comments; false at the end. */
function skipBlanks(reader: WordReader): boolean {
  const { text } = reader;
  while (reader.position < text.length) {
    const character = text[reader.position];
    if (character === '#') {
      const end = text.indexOf('\n', reader.position);
      reader.position = end < 0 ? text.length : end;
    } else if (character === ' ' || character === '\t' || character === '\r') reader.position++;
    else if (character === '\\' && text[reader.position + 1] === '\n') reader.position += 2;
    else return true;
  }
  return false;
}

function startsWord({ text, position }: WordReader): boolean {
  const character = text[position] ?? '';
  return !';&|<>()\n'.includes(character) || (/[<>]/.test(character) && text[position + 1] === '(');
}

/** The `2` of `2>file`. */
function isDescriptor(word: WordToken, { text, position }: WordReader): boolean {
  return /^\d{1,3}$/.test(word.text) && word.quotedFrom === Infinity && /[<>]/.test(text[position] ?? '');
}

function readOperator(reader: WordReader): string {
  operator.lastIndex = reader.position;
  const [sign = reader.text[reader.position] ?? ''] = operator.exec(reader.text) ?? [];
  reader.position += sign.length;
  return sign;
}

/** Puts the lines of a here-document in the place of its delimiter. */
function readHeredoc(reader: WordReader, tokens: Token[], index: number): void {
  const word = tokens[index];
  if (word?.type !== 'word') return;
  const indented = tokens[index - 1]?.text === '<<-';
  const from = reader.position;
  let end = from;
  while (reader.position < reader.text.length) {
    const newline = reader.text.indexOf('\n', reader.position);
    const next = newline < 0 ? reader.text.length : newline;
    const line = reader.text.slice(reader.position, next);
    reader.position = next + 1;
    if ((indented ? line.replace(/^\t+/, '') : line) === word.text) break;
    end = next;
  }
  const lines = reader.text.slice(from, end);
  // A delimiter in quotes keeps everything as it is written (POSIX, "Here-Document").
  const plain = word.quotedFrom !== Infinity;
  tokens[index] = plain
    ? { type: 'word', text: lines, quotedFrom: 0, expansions: [] }
    : readLines(lines, reader);
}
