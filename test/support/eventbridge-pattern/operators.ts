// The comparison operators of event patterns: `{ "prefix": "ab" }` and its kin, each read into one test.
import { join } from '../../../shared/model/at.ts';
import { isObject, type JsonObject } from '../../../shared/model/json.ts';
import { parseCidr } from './cidr.ts';
import { PatternError } from './error.ts';
import type { ValueTest } from './node.ts';
import { parseWildcard } from './wildcard.ts';

type Reader = (argument: unknown, path: string) => ValueTest;
type TextTest = (text: string) => boolean;
type TextReader = (argument: string, path: string) => TextTest;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['prefix', (argument, path) => onText(readPrefix(argument, path))],
  ['suffix', (argument, path) => onText(readSuffix(argument, path))],
  ['equals-ignore-case', (argument, path) => onText(equalsIgnoreCase(textOf(argument, path)))],
  ['wildcard', (argument, path) => onText(parseWildcard(textOf(argument, path), path))],
  ['cidr', (argument, path) => onText(parseCidr(textOf(argument, path), path))],
  ['numeric', readNumeric],
  ['anything-but', readAnythingBut],
]);

/** What may stand in `{ "anything-but": { … } }`, each with one text or a list of texts. */
const negatable: ReadonlyMap<string, TextReader> = new Map<string, TextReader>([
  ['prefix', (argument) => (text) => text.startsWith(argument)],
  ['suffix', (argument) => (text) => text.endsWith(argument)],
  ['equals-ignore-case', equalsIgnoreCase],
  ['wildcard', parseWildcard],
]);

/** Reads `{ "<operator>": … }`; `absent` is `{ "exists": false }`, which is no test of a value. */
export function parseOperator(item: JsonObject, path: string): ValueTest | 'absent' {
  const [name, argument] = onlyEntry(item, path);
  const place = join(path, name);
  if (name === 'exists') return readExists(argument, place);
  const reader = readers.get(name);
  if (reader === undefined) throw new PatternError(place, `unknown operator; known are ${knownOperators()}`);
  return reader(argument, place);
}

function knownOperators(): string {
  return [...readers.keys(), 'exists'].join(', ');
}

function onlyEntry(item: JsonObject, path: string): [string, unknown] {
  const [first, ...rest] = Object.entries(item);
  if (first === undefined || rest.length > 0) throw new PatternError(path, 'wanted exactly one operator');
  return first;
}

function textOf(argument: unknown, path: string): string {
  if (typeof argument !== 'string') throw new PatternError(path, 'wanted a text');
  return argument;
}

function onText(test: TextTest): ValueTest {
  return (value) => typeof value === 'string' && test(value);
}

function readExists(argument: unknown, path: string): ValueTest | 'absent' {
  if (typeof argument !== 'boolean') throw new PatternError(path, 'wanted true or false');
  return argument ? () => true : 'absent';
}

function equalsIgnoreCase(wanted: string): TextTest {
  const folded = wanted.toLowerCase();
  return (text) => text.toLowerCase() === folded;
}

function readPrefix(argument: unknown, path: string): TextTest {
  if (!isObject(argument)) {
    const prefix = textOf(argument, path);
    return (text) => text.startsWith(prefix);
  }
  const folded = foldedArgument(argument, path);
  return (text) => text.toLowerCase().startsWith(folded);
}

function readSuffix(argument: unknown, path: string): TextTest {
  if (!isObject(argument)) {
    const suffix = textOf(argument, path);
    return (text) => text.endsWith(suffix);
  }
  const folded = foldedArgument(argument, path);
  return (text) => text.toLowerCase().endsWith(folded);
}

/** `{ "prefix": { "equals-ignore-case": "AB" } }` */
function foldedArgument(argument: JsonObject, path: string): string {
  const [name, text] = onlyEntry(argument, path);
  const place = join(path, name);
  if (name !== 'equals-ignore-case') throw new PatternError(place, 'only equals-ignore-case may stand here');
  return textOf(text, place).toLowerCase();
}

const comparisons: ReadonlyMap<string, (value: number, bound: number) => boolean> = new Map([
  ['=', (value: number, bound: number) => value === bound],
  ['<', (value: number, bound: number) => value < bound],
  ['<=', (value: number, bound: number) => value <= bound],
  ['>', (value: number, bound: number) => value > bound],
  ['>=', (value: number, bound: number) => value >= bound],
]);

/** `["=", 3]`, `["<", 3]`, or a lower bound and an upper one: `[">", 0, "<=", 5]`. */
function readNumeric(argument: unknown, path: string): ValueTest {
  const list: readonly unknown[] = Array.isArray(argument) ? argument : [];
  if (list.length !== 2 && list.length !== 4)
    throw new PatternError(path, 'wanted [operator, number] once or twice');
  if (list.length === 4 && !isRange(list)) {
    throw new PatternError(path, 'wanted a lower bound (>, >=) and then a greater upper bound (<, <=)');
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < list.length; index += 2) {
    const compare = comparisons.get(String(list[index]));
    if (compare === undefined) throw new PatternError(join(path, index), 'wanted one of =, <, <=, >, >=');
    const bound = list[index + 1];
    if (typeof bound !== 'number') throw new PatternError(join(path, index + 1), 'wanted a number');
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function isRange(list: readonly unknown[]): boolean {
  const [lower, from, upper, to] = list;
  const ordered = typeof from !== 'number' || typeof to !== 'number' || from < to;
  return String(lower).startsWith('>') && String(upper).startsWith('<') && ordered;
}

/** A value, a list of texts or of numbers, or an operator with one text or a list. Never fulfilled by absence. */
function readAnythingBut(argument: unknown, path: string): ValueTest {
  if (isObject(argument)) return readNegated(argument, path);
  const list: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  const [first] = list;
  const kind = typeof first;
  if (kind !== 'string' && kind !== 'number') throw new PatternError(path, 'wanted texts or numbers');
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html: never mixed.
  if (list.some((item) => typeof item !== kind))
    throw new PatternError(path, 'wanted only texts or only numbers');
  const refused = new Set(list);
  return (value) => !refused.has(value);
}

function readNegated(argument: JsonObject, path: string): ValueTest {
  const [name, texts] = onlyEntry(argument, path);
  const place = join(path, name);
  const reader = negatable.get(name);
  if (reader === undefined) {
    throw new PatternError(place, `not allowed here; allowed are ${[...negatable.keys()].join(', ')}`);
  }
  const list: readonly unknown[] = Array.isArray(texts) ? texts : [texts];
  if (list.length === 0) throw new PatternError(place, 'a list needs at least one value');
  const tests = list.map((text) => reader(textOf(text, place), place));
  return (value) => typeof value !== 'string' || !tests.some((test) => test(value));
}
