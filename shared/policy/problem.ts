// A mistake in a policy file, and where it stands.
// SPDX-License-Identifier: Apache-2.0
import { nearest } from './nearest.ts';

export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly code: ProblemCode;
  /** What is wrong, and what was expected. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

export type ProblemCode =
  | 'yaml-syntax'
  | 'duplicate-key'
  | 'too-large'
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-type'
  | 'wrong-value'
  | 'unknown-control'
  | 'unknown-group'
  | 'wrong-parameter'
  | 'wrong-expression'
  | 'duplicate-name'
  | 'waiver-too-long'
  | 'file-missing'
  | 'wrong-file';

/** A mistake before its place in the file is worked out. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  /** Whether the key itself is wrong, or what stands under it. */
  readonly on: 'key' | 'value';
  readonly code: ProblemCode;
  readonly message: string;
  readonly remedy: string;
}

/** What to write instead of a name that does not exist. */
export function nameRemedy(name: string, names: readonly string[], otherwise: string): string {
  const near = nearest(name, names);
  return near === null ? otherwise : `did you mean ${near}?`;
}

/** `a, b or c`; long lists are cut. */
export function choices(names: readonly string[], most = 12): string {
  const shown = names.slice(0, most);
  const left = names.length - shown.length;
  if (left > 0) return `${shown.join(', ')} and ${left} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

const longestShown = 60;

/** A value of the file for a message: JSON, cut to a readable length. */
export function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
