// Reads an EventBridge event pattern, and says where and why one is refused.
import { join } from '../../../shared/model/at.ts';
import { isObject } from '../../../shared/model/json.ts';
import { PatternError } from './error.ts';
import type { Leaf, ParsedPattern, PatternNode, ValueTest } from './node.ts';
import { parseOperator } from './operators.ts';

/** Deeper patterns are refused: EventBridge allows 2,048 characters, events a few levels. */
const maximumDepth = 64;

/** Collects what several keys say about one place: `a.b` beside `a`. */
interface Draft {
  leaf: Leaf | null;
  readonly fields: Map<string, Draft>;
  readonly alternatives: PatternNode[][];
}

/**
 * Reads a pattern given as JSON value. A refusal names the place (`detail.port[0].numeric`) and the reason.
 * Rules: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function parsePattern(value: unknown): ParsedPattern {
  try {
    if (!isObject(value)) throw new PatternError('', 'a pattern is an object');
    return { ok: true, pattern: readObject(value, '', 0) };
  } catch (error) {
    if (error instanceof PatternError) return { ok: false, path: error.path, reason: error.message };
    throw error;
  }
}

function readObject(value: object, path: string, depth: number): PatternNode {
  const draft = newDraft();
  fill(draft, value, path, depth);
  return finish(draft);
}

function newDraft(): Draft {
  return { leaf: null, fields: new Map(), alternatives: [] };
}

/** Fields in the order of their names: the order in which event-ruler looks at them. */
function finish(draft: Draft): PatternNode {
  const sorted = [...draft.fields].sort(([a], [b]) => (a < b ? -1 : 1));
  const fields = new Map(sorted.map(([name, child]) => [name, finish(child)]));
  return { leaf: draft.leaf, fields, alternatives: draft.alternatives };
}

function fill(draft: Draft, value: object, path: string, depth: number): void {
  const entries = Object.entries(value);
  if (entries.length === 0) throw new PatternError(path, 'an object needs at least one field');
  for (const [key, child] of entries) {
    const place = join(path, key);
    if (key === '$or') draft.alternatives.push(readAlternatives(child, place, depth));
    else fillField(draft, key, child, place, depth);
  }
}

/** Makes the place a key names: `a.b` and `b` nested in `a` are the same to EventBridge. */
function fillField(draft: Draft, key: string, value: unknown, path: string, depth: number): void {
  const parts = key.split('.');
  const below = depth + parts.length;
  if (below > maximumDepth) throw new PatternError(path, `nested deeper than ${maximumDepth} levels`);
  let field = draft;
  for (const part of parts) {
    const next = field.fields.get(part) ?? newDraft();
    field.fields.set(part, next);
    field = next;
  }
  if (isObject(value)) fill(field, value, path, below);
  else if (Array.isArray(value)) field.leaf = readLeaf(value, path);
  else throw new PatternError(path, 'wanted an object or a list of values');
}

function readAlternatives(value: unknown, path: string, depth: number): PatternNode[] {
  if (!Array.isArray(value) || value.length < 2)
    throw new PatternError(path, 'wanted a list of two objects or more');
  if (depth >= maximumDepth) throw new PatternError(path, `nested deeper than ${maximumDepth} levels`);
  return value.map((choice: unknown, index) => {
    const place = join(path, index);
    if (!isObject(choice)) throw new PatternError(place, 'wanted an object');
    return readObject(choice, place, depth + 1);
  });
}

function readLeaf(list: readonly unknown[], path: string): Leaf {
  if (list.length === 0) throw new PatternError(path, 'a list needs at least one value');
  const tests: ValueTest[] = [];
  let absent = false;
  for (const [index, item] of list.entries()) {
    const place = join(path, index);
    if (isObject(item)) {
      const operator = parseOperator(item, place);
      if (operator === 'absent') absent = true;
      else tests.push(operator);
    } else tests.push(exactly(item, place));
  }
  return { tests, absent };
}

/** `3` and `3.0` are one number; `"3"` is another value, and so is `"true"` beside `true`. */
function exactly(wanted: unknown, path: string): ValueTest {
  if (Array.isArray(wanted)) throw new PatternError(path, 'a list within a list is not allowed');
  return (value) => value === wanted;
}
