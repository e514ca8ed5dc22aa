// Works out CloudFormation's intrinsic functions as far as the template itself settles them, and as far as a budget goes.
// SPDX-License-Identifier: Apache-2.0
import type { Budget } from '../../model/budget.ts';
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';
import { table } from '../../model/table.ts';
import { type Gap, partlySettled, unsettledMark, unsettledReason } from '../workload/cursor.ts';
import { later, nameOf } from './later.ts';
import { type Chosen, conditionsOf, type Holds, isPlain } from './template-conditions.ts';
import { type ParameterReferences, referencesIn } from './template-parameters.ts';

/** Works values of a template out, with a mark where only a deployment settles them, or where that takes more than the budget. */
export interface Settler {
  /** The value with all functions worked out; undefined for AWS::NoValue. */
  readonly settle: (value: Json | undefined) => Json | undefined;
  /** The same within another budget. */
  readonly within: (budget: Budget) => Settler;
  readonly holds: Holds;
}

/** What a template and one deployment of it say of names. */
interface Rules {
  readonly template: JsonObject;
  readonly reference: ParameterReferences;
  readonly holds: Holds;
}

/** What functions are worked out with. */
interface Work extends Rules {
  readonly settle: Settler['settle'];
  readonly budget: Budget;
}

type Working = (argument: Json | undefined, work: Work) => Json | undefined;

const usedUp = unsettledMark(
  'working the template out takes more steps, or makes more text, than is done for one file',
);

/** @param chosen what one deployment chooses; left out: nothing but what the template itself settles */
export function settlerOf(template: JsonObject, budget: Budget, chosen: Chosen = new Map()): Settler {
  const bare: Rules = { template, reference: referencesIn(template, chosen, false), holds: () => null };
  const holds = conditionsOf(template, chosen, settlerWith(bare, budget).settle);
  return settlerWith({ template, reference: referencesIn(template, chosen), holds }, budget);
}

function settlerWith(rules: Rules, budget: Budget): Settler {
  const { reference } = rules;
  const settle = (value: Json | undefined): Json | undefined => {
    if (typeof value !== 'object' || value === null) return value;
    if (!budget.take(1)) return usedUp;
    if (Array.isArray(value)) return value.map(settle).filter((item) => item !== undefined);
    if (!isObject(value) || unsettledReason(value) !== null) return value;
    const name = functionName(value);
    if (name === 'Ref') return reference(stringOf(value.Ref) ?? '');
    if (name !== null) return worked(name, value[name], { ...rules, settle, budget });
    const entries = Object.entries(value).map(([key, child]) => [key, settle(child)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  };
  return { settle, within: (part) => settlerWith(rules, part), holds: rules.holds };
}

/** A function stands as the only key of its object. */
function functionName(value: JsonObject): string | null {
  const [name = '', ...others] = Object.keys(value);
  return others.length === 0 && (name === 'Ref' || name.startsWith('Fn::')) ? name : null;
}

/** `${Name}` in a text, of its own variables first, each worked out once; `${!Name}` stands for itself. */
function substituted(argument: Json | undefined, work: Work): Json {
  const [text, variables] = Array.isArray(argument) ? [argument[0], objectOf(argument[1])] : [argument, {}];
  if (typeof text !== 'string') return later('Fn::Sub');
  const known = new Map<string, Json | undefined>();
  const settledOnce = (name: string) => {
    if (!known.has(name)) known.set(name, variable(name, variables, work));
    return known.get(name);
  };
  const parts: (string | Gap)[] = [];
  let from = 0;
  for (const { 0: whole, 1: name = '', index } of text.matchAll(/\$\{([^{}]{0,256})\}/g)) {
    parts.push(text.slice(from, index));
    from = index + whole.length;
    if (name.startsWith('!')) parts.push(`\${${name.slice(1)}}`);
    else parts.push(...partsOf(settledOnce(name), name, work.budget));
  }
  return textOf([...parts, text.slice(from)]);
}

/** A settled value as text, an unsettled one as the text with gaps that it is, or as one gap. */
function partsOf(value: Json | undefined, name: string, budget: Budget): readonly (string | Gap)[] {
  const whole = isPlain(value) ? [String(value)] : partlySettled(value).text;
  const parts = whole ?? [{ name, reason: unsettledReason(value) ?? `${name} is no text`, one: false }];
  const length = parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), 0);
  if (budget.take(1, length)) return parts;
  return [{ name, reason: unsettledReason(usedUp) ?? '', one: false }];
}

/** Settled where no part is a gap. */
function textOf(parts: readonly (string | Gap)[]): Json {
  const gap = parts.find((part) => typeof part !== 'string');
  return gap === undefined ? parts.join('') : unsettledMark(gap.reason, { text: parts });
}

function variable(
  name: string,
  variables: JsonObject,
  { settle, reference, template }: Work,
): Json | undefined {
  if (Object.hasOwn(variables, name)) return settle(variables[name]);
  return name.includes('.') ? nameOf(name, template) : reference(name);
}

/** A key that only the deployment tells leaves every entry possible: settled where all say the same. */
function mapped(argument: Json | undefined, { template, settle, budget }: Work): Json | undefined {
  let found: readonly (Json | undefined)[] = [template.Mappings];
  for (const key of listOf(argument).slice(0, 3)) {
    const name = settle(key);
    if (!budget.take(found.length)) return usedUp;
    if (unsettledReason(name) !== null) found = found.flatMap((map) => Object.values(objectOf(map)));
    else if (isPlain(name)) found = found.flatMap((map) => entryOf(map, String(name)));
    else return later('Fn::FindInMap');
  }
  const [first] = found;
  if (found.length === 1 || (isPlain(first) && found.every((one) => one === first))) return first;
  const among = found.filter((one) => one !== undefined);
  return later('Fn::FindInMap', among.length === 0 ? {} : { among });
}

function entryOf(map: Json | undefined, name: string): readonly (Json | undefined)[] {
  return isObject(map) && Object.hasOwn(map, name) ? [map[name]] : [];
}

function worked(name: string, argument: Json | undefined, work: Work): Json | undefined {
  const working = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (working !== undefined) return working(argument, work);
  return name === 'Fn::GetAtt' ? nameOf(attribute(argument), work.template) : later(name);
}

function attribute(argument: Json | undefined): string {
  return typeof argument === 'string'
    ? argument
    : listOf(argument)
        .filter((part) => typeof part === 'string')
        .join('.');
}

const functions: Readonly<Record<string, Working>> = table({
  'Fn::Sub': substituted,
  'Fn::FindInMap': mapped,
  'Fn::Join': (argument, { settle, budget }) => {
    const [delimiter, list] = listOf(argument);
    const parts = settle(list);
    if (!Array.isArray(parts)) return unsettledReason(parts) === null ? later('Fn::Join') : parts;
    const between = stringOf(delimiter) ?? '';
    if (!budget.take(parts.length, between.length * parts.length)) return usedUp;
    const texts = parts.map((part) => partsOf(part, 'a part of Fn::Join', budget));
    return textOf(texts.flatMap((text, index) => (index === 0 ? text : [between, ...text])));
  },
  // Encoded it says what its text does, which is what it is judged by.
  'Fn::Base64': (argument, { settle, budget }) =>
    unsettledMark('it is in base64', { text: partsOf(settle(argument), 'Fn::Base64', budget) }),
  'Fn::Select': (argument, { settle }) => {
    const [index, list] = listOf(argument);
    const items = settle(list);
    const chosen = Array.isArray(items) ? items[Number(settle(index))] : undefined;
    return chosen ?? later('Fn::Select');
  },
  'Fn::Split': (argument, { settle, budget }) => {
    const [delimiter, text] = listOf(argument).map(settle);
    if (typeof delimiter !== 'string' || delimiter === '' || typeof text !== 'string')
      return later('Fn::Split');
    return budget.take(text.length / delimiter.length, text.length) ? text.split(delimiter) : usedUp;
  },
  'Fn::If': (argument, { settle, holds }) => {
    const [condition, then, otherwise] = listOf(argument);
    const truth = holds(stringOf(condition) ?? '');
    if (truth !== null) return settle(truth ? then : otherwise);
    const [one, other] = [settle(then), settle(otherwise)];
    if (isPlain(one) && one === other) return one;
    return later(`condition ${stringOf(condition) ?? ''}`, {
      among: [one, other].filter((value) => value !== undefined),
    });
  },
});
