// Works out CloudFormation's intrinsic functions as far as the template itself settles them, and as far as a budget goes.
import type { Budget } from '../../model/budget.ts';
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';
import { outlineOf, unsettledMark, unsettledReason } from '../workload/cursor.ts';

/** Works values of a template out, with a mark where only a deployment settles them, or where that takes more than the budget. */
export interface Settler {
  /** The value with all functions worked out; undefined for AWS::NoValue. */
  readonly settle: (value: Json | undefined) => Json | undefined;
  /** The same within another budget. */
  readonly within: (budget: Budget) => Settler;
}

/** What functions are worked out with. */
interface Work {
  readonly settle: Settler['settle'];
  readonly budget: Budget;
  readonly template: JsonObject;
  readonly reference: (name: string) => Json | undefined;
}

type Working = (argument: Json | undefined, work: Work) => Json | undefined;

const usedUp = unsettledMark(
  'working the template out takes more steps, or makes more text, than is done for one file',
);

export function settlerOf(template: JsonObject, budget: Budget): Settler {
  return settlerWith(template, referenceIn(template), budget);
}

function settlerWith(template: JsonObject, reference: Work['reference'], budget: Budget): Settler {
  const settle = (value: Json | undefined): Json | undefined => {
    if (typeof value !== 'object' || value === null) return value;
    if (!budget.take(1)) return usedUp;
    if (Array.isArray(value)) return value.map(settle).filter((item) => item !== undefined);
    if (!isObject(value) || unsettledReason(value) !== null) return value;
    const name = functionName(value);
    if (name === 'Ref') return reference(stringOf(value.Ref) ?? '');
    if (name !== null) return worked(name, value[name], { settle, budget, template, reference });
    const entries = Object.entries(value).map(([key, child]) => [key, settle(child)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  };
  return { settle, within: (part) => settlerWith(template, reference, part) };
}

/** A function stands as the only key of its object. */
function functionName(value: JsonObject): string | null {
  const [name = '', ...others] = Object.keys(value);
  return others.length === 0 && (name === 'Ref' || name.startsWith('Fn::')) ? name : null;
}

const later = (what: string) => unsettledMark(`${what} is known only once the template is deployed`);

/**
 * ARNs of templates that are meant for every partition (all that the CDK writes) begin with it. Policies mean the same in
 * each, so the largest stands for all: `arn:…:iam::aws:policy/AdministratorAccess` must not be unknown for it.
 */
const partition = 'aws';

function pseudo(name: string): Json | undefined {
  if (name === 'AWS::NoValue') return undefined;
  return name === 'AWS::Partition' ? partition : later(name);
}

/** Ref to a parameter with a default gives the default; Ref to AWS::NoValue takes the property away. Asked once for each name. */
function referenceIn(template: JsonObject): (name: string) => Json | undefined {
  const parameters = objectOf(template.Parameters);
  const known = new Map<string, Json | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, referred(name, parameters));
    return known.get(name);
  };
}

function referred(name: string, parameters: JsonObject): Json | undefined {
  if (name.startsWith('AWS::')) return pseudo(name);
  if (!Object.hasOwn(parameters, name)) return later(name);
  const parameter = objectOf(parameters[name]);
  const type = stringOf(parameter.Type) ?? 'String';
  const fallback = parameter.Default;
  // Of these types the default names an SSM parameter that holds the value.
  const read = type.startsWith('AWS::SSM::Parameter::Value');
  if (fallback === undefined || fallback === null || read) return later(`parameter ${name}`);
  const list = type.startsWith('List<') || type === 'CommaDelimitedList';
  return list && typeof fallback === 'string' ? fallback.split(',').map((part) => part.trim()) : fallback;
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
  let missing: string | null = null;
  let exhausted = false;
  const filled = text.replace(/\$\{([^{}]{0,256})\}/g, (whole, name: string) => {
    if (exhausted) return whole;
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    const value = settledOnce(name);
    const known = isPlain(value) ? String(value) : (outlineOf(value) ?? whole);
    if (!isPlain(value)) missing ??= unsettledReason(value) ?? `${name} is no text`;
    exhausted = !work.budget.take(1, known.length);
    return known;
  });
  if (exhausted) return usedUp;
  return missing === null ? filled : unsettledMark(missing, filled);
}

function variable(name: string, variables: JsonObject, { settle, reference }: Work): Json | undefined {
  if (Object.hasOwn(variables, name)) return settle(variables[name]);
  return name.includes('.') ? later(name) : reference(name);
}

function isPlain(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function mapped(argument: Json | undefined, { template, settle }: Work): Json | undefined {
  let found: Json | undefined = template.Mappings;
  for (const key of listOf(argument).slice(0, 3)) {
    const name = settle(key);
    if (!isPlain(name) || !isObject(found) || !Object.hasOwn(found, String(name)))
      return later('Fn::FindInMap');
    found = found[String(name)];
  }
  return found;
}

function worked(name: string, argument: Json | undefined, work: Work): Json | undefined {
  const working = Object.hasOwn(functions, name) ? functions[name] : undefined;
  return working === undefined ? later(describe(name, argument)) : working(argument, work);
}

function describe(name: string, argument: Json | undefined): string {
  if (name !== 'Fn::GetAtt') return name;
  return typeof argument === 'string'
    ? argument
    : listOf(argument)
        .filter((part) => typeof part === 'string')
        .join('.');
}

const functions: Readonly<Record<string, Working>> = {
  'Fn::Sub': substituted,
  'Fn::FindInMap': mapped,
  'Fn::Join': (argument, { settle, budget }) => {
    const [delimiter, list] = listOf(argument);
    const parts = settle(list);
    if (!Array.isArray(parts)) return unsettledReason(parts) === null ? later('Fn::Join') : parts;
    const unknown = parts.find((part) => !isPlain(part));
    const between = stringOf(delimiter) ?? '';
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the sign of an outline for what is not settled
    const texts = parts.map((part) => (isPlain(part) ? String(part) : (outlineOf(part) ?? '${...}')));
    const length = texts.reduce((sum, part) => sum + part.length + between.length, 0);
    if (!budget.take(parts.length, length)) return usedUp;
    const text = texts.join(between);
    if (unknown === undefined) return text;
    return unsettledMark(unsettledReason(unknown) ?? 'a part of Fn::Join is no text', text);
  },
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
  'Fn::If': (argument, { settle }) => {
    const [condition, then, otherwise] = listOf(argument);
    const [one, other] = [settle(then), settle(otherwise)];
    return isPlain(one) && one === other ? one : later(`condition ${stringOf(condition) ?? ''}`);
  },
};
