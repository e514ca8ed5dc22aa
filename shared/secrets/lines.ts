// Finds credentials in a file of settings, line by line: properties, ini, env files, flat YAML.
// SPDX-License-Identifier: Apache-2.0
import { isSecretDirective, namedFields } from './beside.ts';
import { captionsIn, isCaption, isCatalogue, isWording } from './captions.ts';
import { isAssigned, isCode, isMessage, isSourceFile, type TextKind } from './code.ts';
import { type SecretPiece, storedLogins } from './embedded.ts';
import { type FoundSecret, findSecret, secretPieces } from './secrets.ts';
import { settingsForms } from './settings-forms.ts';

export interface SecretLine extends FoundSecret {
  /** Counted from 1. */
  readonly line: number;
}

// A setting may be nested (leading space) or exported; a list item of YAML is none.
const setting =
  /^\s{0,80}(?:export\s{1,4})?["']?([A-Za-z_][\w.-]{0,100})["']?\s{0,20}(?::=|=>(?=\s{0,20}["'])|[:=](?!>))\s{0,20}(\S.*)$/s;

// `//registry.acme.test/:_authToken=…` of .npmrc is none.
const comment = /^\s*(?:#|;|\/\/(?![\w.-]{1,253}[/:]))/;

/** How the text of a file of this name is to be read. */
export function textKindOf(file: string): TextKind {
  if (isCatalogue(file)) return 'captions';
  return isSourceFile(file) ? 'source' : 'plain';
}

/** The first line that holds a credential. A credential of several lines (a private key) counts for its first one. */
export function findSecretLine(text: string, file = ''): SecretLine | null {
  const kind = isSourceFile(file) ? 'source' : 'plain';
  const among = captionsIn(file);
  const lines = text.split('\n').map((line) => (comment.test(line) ? '' : line));
  for (const [index, line] of lines.entries()) {
    const [stored] = storedLogins(line);
    const found = stored ?? findInLine(line, among(line) ? 'captions' : kind);
    if (found !== null) return { kind: found.kind, where: found.where, line: index + 1 };
  }
  return lines.length > 1 ? acrossLines(lines.join('\n')) : null;
}

/** A name on one line, and what belongs to it on the next. */
function acrossLines(text: string): SecretLine | null {
  for (const found of [storedLogins(text), namedFields(text), settingsForms(text)])
    for (const { kind, where, start } of found)
      return { kind, where, line: text.slice(0, start).split('\n').length };
  return null;
}

function findInLine(line: string, as: TextKind): FoundSecret | null {
  const [, name = null, value = line] = setting.exec(line) ?? [];
  const said = bare(value.trimEnd());
  if (name === null)
    return isSecretDirective(line) ? { kind: 'named-secret', where: 'value' } : findSecret(null, said, as);
  return findSecret(isNoValue(name, value, as) ? null : name, said, as);
}

/** Credentials of a text of several lines that are such by the setting that their line is: a block of YAML in a message. */
export function* piecesOfLines(text: string): Generator<SecretPiece> {
  if (!text.includes('\n')) return;
  let at = 0;
  for (const line of text.split('\n')) {
    for (const piece of piecesOfSetting(line))
      yield { ...piece, start: piece.start + at, end: piece.end + at };
    at += line.length + 1;
  }
}

/** What ends so without quotes is an expression or a type; a password in it is found by its sign. */
const mayBeCode = /^[^"'].*(?:[()[\]{},;|]| \| .*|\w\(.*)\s*$/s;

function* piecesOfSetting(line: string): Generator<SecretPiece> {
  const [, name, value = ''] = comment.test(line) ? [] : (setting.exec(line) ?? []);
  if (name === undefined || isNoValue(name, value, 'plain')) return;
  if (mayBeCode.test(value)) return;
  const said = bare(value.trimEnd());
  const from = line.length - value.length + value.indexOf(said);
  for (const piece of secretPieces(name, said))
    yield { ...piece, start: piece.start + from, end: piece.end + from };
}

/** An expression of a program, a message or a label, and a type: nothing that the name promises. */
function isNoValue(name: string, value: string, as: TextKind): boolean {
  const said = bare(value.trimEnd());
  if (isCode(said) || isMessage(said) || isCaption(said)) return true;
  if (as === 'captions') return isWording(said);
  return !/^["'`]/.test(value) && (as === 'source' || isAssigned(name, said));
}

/** Without quotes around it, and without the comment that YAML allows behind it. */
function bare(value: string): string {
  return inQuotes(value) ?? value.slice(0, startOfComment(value));
}

/** The text between quotes, where nothing but a comma or a comment follows them; else null. */
function inQuotes(value: string): string | null {
  const quote = value.charAt(0);
  if (quote !== '"' && quote !== "'") return null;
  for (let close = value.indexOf(quote, 1); close > 0; close = value.indexOf(quote, close + 1))
    if (endsAfter(value, close + 1)) return value.slice(1, close);
  return null;
}

function endsAfter(value: string, from: number): boolean {
  let at = from;
  while (at < value.length && /\s/.test(value.charAt(at))) at++;
  return at === value.length || value.charAt(at) === '#' || (at === value.length - 1 && value.endsWith(','));
}

function startOfComment(value: string): number {
  const start = value.search(/(?:^|\s)#/);
  return start < 0 ? value.length : start;
}
