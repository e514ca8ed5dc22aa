// A document of a file once its text is read, or why it could not be.
// SPDX-License-Identifier: Apache-2.0
import { type Json, nestedIn } from '../../model/json.ts';
import type { Position } from './position.ts';

export interface ParseProblem extends Position {
  /** `malformed-json`, `malformed-yaml`, `nested-too-deep`, `too-many-values`. */
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export interface Parsed {
  readonly value: Json;
  /** Place of the value at a path, or of the nearest thing around it. Worked out when first asked for. */
  readonly locate: (path: string) => Position;
}

export type ParsedOrProblem = Parsed | { readonly problem: ParseProblem };

const maximumDepth = 200;
// Objects and lists. A hundred times the largest account description seen; reached only through YAML aliases that multiply each other.
const maximumValues = 5_000_000;

/** Why a value is refused before anybody walks it: readers further on recurse. Walks level by level. */
export function refusalOf(value: Json, at: Position): ParseProblem | null {
  let level = nestedIn([[value]]);
  let seen = 0;
  for (let depth = 1; level.length > 0; depth++) {
    seen += level.length;
    if (depth > maximumDepth)
      return problem('nested-too-deep', at, `more than ${maximumDepth} levels`, 'fewer levels');
    if (seen > maximumValues)
      return problem('too-many-values', at, 'more than can be judged', 'a smaller file');
    level = nestedIn(level);
  }
  return null;
}

function problem(code: string, at: Position, message: string, remedy: string): ParseProblem {
  return { ...at, code, message: `the document has ${message}`, remedy: `give ${remedy}` };
}
