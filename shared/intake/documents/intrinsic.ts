// Works out CloudFormation's intrinsic functions as far as the template itself settles them.
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../model/json.ts';
import { unsettledMark, unsettledReason } from '../workload/cursor.ts';

/** Values of a template's resources, with a mark where only a deployment settles them. */
export interface Settler {
  /** The value with all functions worked out; undefined for AWS::NoValue. */
  readonly settle: (value: Json | undefined) => Json | undefined;
}

type Working = (argument: Json | undefined, settle: Settler['settle']) => Json | undefined;

export function settlerOf(template: JsonObject): Settler {
  const reference = referenceIn(template);
  const settle = (value: Json | undefined): Json | undefined => {
    if (Array.isArray(value)) return value.map(settle).filter((item) => item !== undefined);
    if (!isObject(value)) return value;
    const name = functionName(value);
    if (name === 'Ref') return reference(stringOf(value.Ref) ?? '');
    if (name === 'Fn::Sub') return substituted(value[name], settle, reference);
    if (name === 'Fn::FindInMap') return mapped(template, value[name], settle);
    if (name !== null) return worked(name, value[name], settle);
    const entries = Object.entries(value).map(([key, child]) => [key, settle(child)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  };
  return { settle };
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

/** Ref to a parameter with a default gives the default; Ref to AWS::NoValue takes the property away. */
function referenceIn(template: JsonObject): (name: string) => Json | undefined {
  const parameters = objectOf(template.Parameters);
  return (name) => {
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
  };
}

/** `${Name}` in a text, of its own variables first; `${!Name}` stands for itself. */
function substituted(
  argument: Json | undefined,
  settle: Settler['settle'],
  reference: (name: string) => Json | undefined,
): Json {
  const [text, variables] = Array.isArray(argument) ? [argument[0], objectOf(argument[1])] : [argument, {}];
  if (typeof text !== 'string') return later('Fn::Sub');
  let missing: string | null = null;
  const filled = text.replace(/\$\{([^{}]{0,256})\}/g, (whole, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    const value = Object.hasOwn(variables, name)
      ? settle(variables[name])
      : name.includes('.')
        ? later(name)
        : reference(name);
    if (isPlain(value)) return String(value);
    missing ??= unsettledReason(value) ?? `${name} is no text`;
    return whole;
  });
  return missing === null ? filled : unsettledMark(missing);
}

function isPlain(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function mapped(
  template: JsonObject,
  argument: Json | undefined,
  settle: Settler['settle'],
): Json | undefined {
  let found: Json | undefined = template.Mappings;
  for (const key of listOf(argument).slice(0, 3)) {
    const name = settle(key);
    if (!isPlain(name) || !isObject(found) || !Object.hasOwn(found, String(name)))
      return later('Fn::FindInMap');
    found = found[String(name)];
  }
  return found;
}

function worked(name: string, argument: Json | undefined, settle: Settler['settle']): Json | undefined {
  const work = Object.hasOwn(functions, name) ? functions[name] : undefined;
  return work === undefined ? later(describe(name, argument)) : work(argument, settle);
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
  'Fn::Join': (argument, settle) => {
    const [delimiter, list] = listOf(argument);
    const parts = settle(list);
    if (!Array.isArray(parts)) return unsettledReason(parts) === null ? later('Fn::Join') : parts;
    const unknown = parts.find((part) => !isPlain(part));
    if (unknown !== undefined)
      return unsettledMark(unsettledReason(unknown) ?? 'a part of Fn::Join is no text');
    return parts.join(stringOf(delimiter) ?? '');
  },
  'Fn::Select': (argument, settle) => {
    const [index, list] = listOf(argument);
    const items = settle(list);
    const chosen = Array.isArray(items) ? items[Number(settle(index))] : undefined;
    return chosen ?? later('Fn::Select');
  },
  'Fn::Split': (argument, settle) => {
    const [delimiter, text] = listOf(argument).map(settle);
    return typeof delimiter === 'string' && delimiter !== '' && typeof text === 'string'
      ? text.split(delimiter)
      : later('Fn::Split');
  },
  'Fn::If': (argument, settle) => {
    const [condition, then, otherwise] = listOf(argument);
    const [one, other] = [settle(then), settle(otherwise)];
    return isPlain(one) && one === other ? one : later(`condition ${stringOf(condition) ?? ''}`);
  },
};
