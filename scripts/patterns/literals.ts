// Finds the regular expressions of a source file, whether written out or made at run time.
// SPDX-License-Identifier: Apache-2.0
import { type ParserOptions, parse } from '@babel/parser';

export interface PatternLiteral {
  readonly line: number;
  readonly source: string;
  readonly flags: string;
}

/** `new RegExp(…)`, whose pattern only running it would tell. */
export interface MadePattern {
  readonly line: number;
  readonly code: string;
}

export interface PatternsOfFile {
  readonly literals: readonly PatternLiteral[];
  readonly made: readonly MadePattern[];
}

const options: ParserOptions = { sourceType: 'module', plugins: ['typescript'] };

export function patternsIn(code: string): PatternsOfFile {
  const literals: PatternLiteral[] = [];
  const made: MadePattern[] = [];
  for (const node of nodesOf(parse(code, options).program)) {
    const line = node.loc?.start.line ?? 0;
    if (node.type === 'RegExpLiteral' && typeof node.pattern === 'string')
      literals.push({ line, source: node.pattern, flags: String(node.flags) });
    if (/^(?:New|Call)Expression$/.test(node.type) && nameOf(node.callee) === 'RegExp')
      made.push({ line, code: code.slice(node.start ?? 0, node.end ?? 0) });
  }
  return { literals, made };
}

interface SyntaxNode {
  readonly type: string;
  readonly start?: number;
  readonly end?: number;
  readonly loc?: { readonly start: { readonly line: number } };
  readonly [key: string]: unknown;
}

function* nodesOf(root: object): Generator<SyntaxNode> {
  const todo: object[] = [root];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (isNode(next)) yield next;
    for (const child of Object.values(next))
      if (typeof child === 'object' && child !== null) todo.push(child);
  }
}

function isNode(value: object): value is SyntaxNode {
  return 'type' in value && typeof value.type === 'string';
}

function nameOf(callee: unknown): unknown {
  return typeof callee === 'object' && callee !== null && 'name' in callee ? callee.name : null;
}
