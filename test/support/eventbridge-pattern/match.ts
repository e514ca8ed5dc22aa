// Applies a parsed event pattern to an event, as EventBridge's own matcher (aws/event-ruler) does.
import { isObject, type Json, type JsonObject } from '../../../shared/model/json.ts';
import type { Leaf, Pattern, PatternNode } from './node.ts';

/**
 * True where the event fulfils the pattern.
 *
 * Fields of one array element are matched together: `{ d: { e, f } }` needs one element of `d` with both
 * (event-ruler README, "JSON Array Matching"). The work is bounded by pattern size times event size; recursion
 * follows the pattern, never the event.
 */
export function matchesPattern(pattern: Pattern, event: unknown): boolean {
  return isObject(event) && holds(pattern, event, new Scope([event]));
}

/**
 * All values at one path, over all array elements. `exists: false` looks here and not only in the element at hand:
 * a field counts as present while any element that is still possible has it (event-ruler, NameState.getNameTransitions).
 */
class Scope {
  readonly values: readonly Json[];
  readonly #below = new Map<string, Scope>();
  #present: boolean | undefined;

  constructor(values: readonly Json[]) {
    this.values = values;
  }

  /** Some value here is not an object: objects and empty arrays are no values (event-ruler flattens events to leaves). */
  get present(): boolean {
    this.#present ??= this.values.some((value) => !isObject(value));
    return this.#present;
  }

  at(field: string): Scope {
    const known = this.#below.get(field);
    if (known !== undefined) return known;
    const scope = new Scope(this.values.flatMap((value) => valuesAt(value, field)));
    this.#below.set(field, scope);
    return scope;
  }
}

function holds(node: PatternNode, element: JsonObject, scope: Scope): boolean {
  // Once a field's value has picked an array element, absence is a matter of that element alone.
  let within = scope;
  for (const [field, child] of node.fields) {
    const values = valuesAt(element, field);
    const found = judge(child, values, within.at(field));
    if (found === 'no') return false;
    if (found === 'by-value' && within === scope && scope.values.length > 1) within = new Scope([element]);
  }
  return node.alternatives.every((choices) => choices.some((choice) => holds(choice, element, within)));
}

function judge(node: PatternNode, values: readonly Json[], scope: Scope): 'by-value' | 'by-absence' | 'no' {
  if (node.leaf !== null) {
    const byLeaf = judgeLeaf(node.leaf, values, scope);
    if (byLeaf === 'no' || !hasBelow(node)) return byLeaf;
  }
  if (values.some((value) => isObject(value) && holds(node, value, scope))) return 'by-value';
  return holds(node, {}, scope) ? 'by-absence' : 'no';
}

function judgeLeaf(leaf: Leaf, values: readonly Json[], scope: Scope): 'by-value' | 'by-absence' | 'no' {
  const found = values.some((value) => !isObject(value) && leaf.tests.some((test) => test(value)));
  if (found) return 'by-value';
  return leaf.absent && !scope.present ? 'by-absence' : 'no';
}

function hasBelow(node: PatternNode): boolean {
  return node.fields.size > 0 || node.alternatives.length > 0;
}

/** The values of one field: an array stands for its elements. A key with dots is found by its parts, as in patterns. */
function valuesAt(value: Json, field: string): readonly Json[] {
  if (!isObject(value)) return [];
  const own = Object.hasOwn(value, field) ? value[field] : undefined;
  const found = own === undefined ? [] : elementsOf(own);
  const start = `${field}.`;
  const dotted = Object.keys(value).filter((key) => key.startsWith(start));
  if (dotted.length > 0) {
    found.push(Object.fromEntries(dotted.map((key) => [key.slice(start.length), value[key] ?? null])));
  }
  return found;
}

/** Arrays within arrays are opened too, on an explicit stack: their depth is the event's. */
function elementsOf(value: Json): Json[] {
  if (!Array.isArray(value)) return [value];
  const found: Json[] = [];
  const todo: Json[] = [value];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (Array.isArray(next)) for (const item of next) todo.push(item);
    else found.push(next);
  }
  return found;
}
