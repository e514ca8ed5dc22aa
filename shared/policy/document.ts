// Reads YAML into plain data and remembers where everything stands. Refuses what a policy never needs.
// SPDX-License-Identifier: Apache-2.0
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { type Problem, type ProblemCode, shown } from './problem.ts';
import { offsetWithin } from './within.ts';

export interface Source {
  /** Strings, finite numbers, booleans, nulls, arrays and objects with string keys. */
  readonly data: unknown;
  /** Line and column, from 1, of a value or its key; of the nearest thing around it where it is not there. */
  readonly place: (path: readonly PropertyKey[], on: 'key' | 'value') => Place;
  /** Where the character at `offset` of the text at `path` stands. */
  readonly within: (path: readonly PropertyKey[], value: string, offset: number) => Place;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

export type SourceAnswer =
  | { readonly ok: true; readonly source: Source }
  | { readonly ok: false; readonly problems: Problem[] };

const maxCharacters = 1_000_000;
const maxDepth = 40;
const tooDeep = `values are nested deeper than ${maxDepth}`;
/** Values after aliases are followed: bounds what a "billion laughs" file can cost. */
const maxValues = 200_000;

/** Parses one YAML (or JSON) document. Never throws. */
export function readDocument(text: string, file: string): SourceAnswer {
  if (text.length > maxCharacters)
    return refused(
      file,
      { line: 1, column: 1 },
      'too-large',
      `the file has more than ${maxCharacters} characters`,
    );
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // uniqueKeys costs quadratic time: Reader finds repeated keys itself. A logLevel of `silent` would
  // read the first of several documents and say nothing of the others.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;
  const document = parseDocument(text, options);
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong !== undefined) {
    // What the parser says of a stack that is used up.
    const isDeep = wrong.message.startsWith('Maximum call stack');
    const [code, message] = isDeep
      ? (['too-large', tooDeep] as const)
      : (['yaml-syntax', wrong.message] as const);
    return refused(file, placeOf(wrong.pos[0]), code, message);
  }
  try {
    const reader = new Reader((node) => (isAlias(node) ? node.resolve(document) : node));
    const data = document.contents === null ? null : reader.read(document.contents, 0);
    return {
      ok: true,
      source: {
        data,
        place: (path, on) => placeOf(reader.offset(document.contents, path, on)),
        within: (path, value, offset) => {
          const [from, to] = reader.range(document.contents, path);
          return placeOf(from + offsetWithin(text.slice(from, to), value, offset));
        },
      },
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refused(file, placeOf(error.node?.range?.[0] ?? 0), error.code, error.message);
  }
}

function refused(file: string, place: Place, code: ProblemCode, message: string): SourceAnswer {
  return {
    ok: false,
    problems: [{ file, ...place, code, message, remedy: remedies[code] ?? 'write it plainly' }],
  };
}

const remedies: Partial<Record<ProblemCode, string>> = {
  'yaml-syntax': 'check indentation, quotes and brackets there',
  'duplicate-key': 'keep one of the two',
  'too-large': 'split the lists, or use globs',
};

class Refusal extends Error {
  readonly node: Node | null;
  readonly code: ProblemCode;
  constructor(node: Node | null, code: ProblemCode, message: string) {
    super(message);
    this.node = node;
    this.code = code;
  }
}

type Resolve = (node: Node) => Node | undefined;

class Reader {
  readonly #resolve: Resolve;
  #values = 0;

  constructor(resolve: Resolve) {
    this.#resolve = resolve;
  }

  read(written: Node, depth: number): unknown {
    this.#values++;
    if (this.#values > maxValues)
      throw new Refusal(written, 'too-large', 'the aliases stand for too many values');
    if (depth > maxDepth) throw new Refusal(written, 'too-large', tooDeep);
    const node = this.#resolve(written);
    if (node === undefined) throw new Refusal(written, 'yaml-syntax', 'an alias names no anchor before it');
    if (isScalar(node)) return scalar(node.value, written);
    if (isSeq<Node>(node)) return node.items.map((item) => this.read(item, depth + 1));
    if (isMap<Node, Node | null>(node)) return this.#map(node.items, written, depth);
    throw new Refusal(written, 'yaml-syntax', 'a value of an unknown kind');
  }

  #map(pairs: readonly Pair<Node, Node | null>[], written: Node, depth: number): Record<string, unknown> {
    const read: Record<string, unknown> = {};
    for (const pair of pairs) {
      const key = keyOf(pair);
      if (key === null) throw new Refusal(written, 'yaml-syntax', 'a key that is not a text');
      // Assigned to an object, `__proto__` would vanish and take its condition along.
      if (key === '__proto__') throw new Refusal(pair.key, 'unknown-key', 'unknown key __proto__');
      if (Object.hasOwn(read, key))
        throw new Refusal(pair.key, 'duplicate-key', `the key ${shown(key)} is there already`);
      read[key] = pair.value === null ? null : this.read(pair.value, depth + 1);
    }
    return read;
  }

  /** Where the thing at `path` begins; of the last thing on the way that is there. */
  offset(root: Node | null, path: readonly PropertyKey[], on: 'key' | 'value'): number {
    let node = root;
    let offset = start(root);
    for (const [index, step] of path.entries()) {
      const below = node === null ? null : this.#below(node, step);
      if (below === null) return offset;
      const ofKey = on === 'key' && index === path.length - 1;
      node = below.value;
      offset = start((ofKey ? below.key : below.value) ?? below.key);
    }
    return offset;
  }

  /** Where the value at `path` begins and ends. */
  range(root: Node | null, path: readonly PropertyKey[]): readonly [number, number] {
    let node = root;
    for (const step of path) node = node === null ? null : (this.#below(node, step)?.value ?? null);
    return [start(node), node?.range?.[1] ?? 0];
  }

  #below(node: Node, step: PropertyKey): { key: Node | null; value: Node | null } | null {
    const around = this.#resolve(node);
    if (isSeq<Node>(around) && typeof step === 'number') {
      const value = around.items[step];
      return value === undefined ? null : { key: null, value };
    }
    if (!isMap<Node, Node | null>(around)) return null;
    return around.items.find((pair) => keyOf(pair) === step) ?? null;
  }
}

function start(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

/** Account ids are often written without quotes: a number as key counts as the text it was written as. */
function keyOf({ key }: Pair<Node, Node | null>): string | null {
  if (!isScalar(key)) return null;
  if (typeof key.value === 'string') return key.value;
  return key.source ?? null;
}

function scalar(value: unknown, node: Node): unknown {
  const plain = value === null || typeof value === 'string' || typeof value === 'boolean';
  if (plain || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw new Refusal(node, 'wrong-type', 'a value that JSON does not have');
}
