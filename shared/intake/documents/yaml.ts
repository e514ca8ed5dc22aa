// YAML text as documents, read as kubectl and CloudFormation read it.
// SPDX-License-Identifier: Apache-2.0
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from 'yaml';
import type { Json } from '../../model/json.ts';
import { forShowing, redactedText } from '../../secrets/redact.ts';
import { type ParsedOrProblem, type ParseProblem, refusalOf } from './parsed.ts';
import { offsetOf, type Position, type Spot } from './position.ts';
import { templateTags, yaml11Boolean } from './yaml-tags.ts';

/** A text that is larger takes the parser minutes: three seconds for a million characters at worst. */
const largest = 8 * 1024 * 1024;

/** One result a document; empty ones (only comments) are left out. */
export function readYaml(text: string): readonly ParsedOrProblem[] {
  const lines = new LineCounter();
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (text.length > largest) return [{ problem: tooLong }];
  try {
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'silent',
      merge: true,
      uniqueKeys: false,
      customTags: (tags) => [yaml11Boolean, ...tags, ...templateTags],
    });
    const read = [...documents].flatMap((document) => readOne(document, position));
    return text.includes('{{') ? read.map(toBeRendered) : read;
  } catch (error) {
    return [{ problem: problemOf(messageOf(error), { line: 1, column: 1 }) }];
  }
}

const tooLong: ParseProblem = {
  ...{ line: 1, column: 1, code: 'too-large' },
  message: 'more than 8 million characters of YAML are not read',
  remedy: 'give it in parts, or as JSON',
};

/** What a chart's template lacks is rendering, not brackets. */
function toBeRendered(one: ParsedOrProblem): ParsedOrProblem {
  if (!('problem' in one) || one.problem.code !== 'malformed-yaml') return one;
  const remedy =
    'a template with {{ … }} is not YAML yet: judge what `helm template` or its like makes of it';
  return { problem: { ...one.problem, remedy } };
}

function readOne(
  document: Document.Parsed,
  position: (offset: number) => Position,
): readonly ParsedOrProblem[] {
  const start = position(document.contents?.range?.[0] ?? document.range?.[0] ?? 0);
  const [wrong] = document.errors;
  if (wrong !== undefined) return [{ problem: problemOf(wrong.message, position(wrong.pos[0])) }];
  try {
    const value = document.toJS({ maxAliasCount: 1000 }) as Json;
    if (value === null) return [];
    const refused = refusalOf(value, start);
    if (refused !== null) return [{ problem: refused }];
    let root: Spot | null = null;
    const locate = (path: string) => {
      root ??= spotOf(document.contents, document, 0);
      return position(offsetOf(root, path));
    };
    return [{ value, locate }];
  } catch (error) {
    return [{ problem: problemOf(messageOf(error), start) }];
  }
}

/** The parser recurses on nesting and says so in its own way; aliases that multiply each other it refuses. */
function problemOf(message: string, at: Position): ParseProblem {
  if (message.includes('call stack')) {
    return {
      ...at,
      code: 'nested-too-deep',
      message: 'the document is nested too deep',
      remedy: 'give fewer levels',
    };
  }
  if (message.startsWith('Excessive alias count')) {
    return {
      ...at,
      code: 'too-large',
      message: 'the document has more aliases of aliases than are followed',
      remedy: 'write out what they stand for',
    };
  }
  // The parser names keys, tags and anchors as they are written.
  const [first = ''] = redactedText(null, message, forShowing).split('\n', 1);
  const remedy = 'check indentation, quotes and brackets there';
  return { ...at, code: 'malformed-yaml', message: `this is not YAML: ${first}`, remedy };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'it cannot be read';
}

/** Places of a node and what it holds; `offset` is that of its key. */
function spotOf(node: unknown, document: Document.Parsed, offset: number): Spot {
  const content = isAlias(node) ? node.resolve(document) : node;
  if (isMap(content)) {
    const keys = new Map<string, Spot>();
    for (const { key, value } of content.items) {
      const at = (key as Node | null)?.range?.[0] ?? offset;
      keys.set(isScalar(key) ? String(key.value) : String(key), spotOf(value, document, at));
    }
    return { offset, keys, items: null };
  }
  if (isSeq(content)) {
    const items = content.items.map((item) =>
      spotOf(item, document, (item as Node | null)?.range?.[0] ?? offset),
    );
    return { offset, keys: null, items };
  }
  return { offset, keys: null, items: null };
}
