// The syntax tree of shell text.
// SPDX-License-Identifier: Apache-2.0
import type { WordToken } from './shell-word.ts';

export interface SimpleCommand {
  readonly kind: 'command';
  /** Program and arguments. Empty for a bare assignment or redirect. */
  readonly words: readonly WordToken[];
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
}

/** `NAME=value`, `NAME+=value`, `NAME=(a b)`. */
export interface Assignment {
  readonly name: string;
  readonly appends: boolean;
  readonly word: WordToken;
  /** Where the value begins in the word. */
  readonly from: number;
  /** Elements of an array; null: no array. */
  readonly elements: readonly WordToken[] | null;
}

export interface Redirect {
  /** `>`, `>>`, `<`, `<<`, `<<<`, `>&`, … */
  readonly operator: string;
  readonly descriptor: string | null;
  /** File, descriptor, or the lines of a here-document. */
  readonly target: WordToken;
}

/** Nodes joined by `|`, first to last; at least two. */
export interface Pipeline {
  readonly kind: 'pipeline';
  readonly parts: readonly Node[];
}

/** Brackets, braces, a loop, a condition: what stands within, in the order written. */
export interface CommandGroup {
  readonly kind: 'group';
  /** Variable of a `for`, and the words that it takes in turn. */
  readonly variable: string | null;
  readonly items: readonly WordToken[];
  readonly body: readonly Node[];
  readonly redirects: readonly Redirect[];
}

export interface FunctionNode {
  readonly kind: 'function';
  readonly name: string;
  readonly body: CommandGroup;
}

export type Node = SimpleCommand | Pipeline | CommandGroup | FunctionNode;
