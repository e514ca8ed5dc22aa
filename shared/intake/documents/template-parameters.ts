// What a template's parameters and pseudo parameters stand for, as far as their declaration tells.
// SPDX-License-Identifier: Apache-2.0
import { type Json, type JsonObject, listOf, numberOf, objectOf, stringOf } from '../../model/json.ts';
import type { Gap } from '../workload/cursor.ts';
import { isOneName } from './allowed-pattern.ts';
import { later, nameOf, whyLater } from './later.ts';
import { type Chosen, isPlain } from './template-conditions.ts';

/**
 * ARNs of templates that are meant for every partition (all that the CDK writes) begin with it. Policies mean the same in
 * each, so the largest stands for all: `arn:…:iam::aws:policy/AdministratorAccess` must not be unknown for it.
 */
const partition = 'aws';
/** The same holds for the names of service principals: `ecs-tasks.${AWS::URLSuffix}`. */
const urlSuffix = 'amazonaws.com';

function pseudo(name: string): Json | undefined {
  if (name === 'AWS::NoValue') return undefined;
  if (name === 'AWS::URLSuffix') return urlSuffix;
  return name === 'AWS::Partition' ? partition : nameOf(name);
}

export type ParameterReferences = (name: string) => Json | undefined;

/**
 * Ref to a parameter with a default gives the default, Ref to AWS::NoValue takes the property away. Asked once for each name.
 * @param usual false: without defaults and the usual partition, for there are deployments that say otherwise
 */
export function referencesIn(template: JsonObject, chosen: Chosen, usual = true): ParameterReferences {
  const known = new Map<string, Json | undefined>(chosen);
  return (name) => {
    if (!known.has(name)) known.set(name, referred(name, template, usual));
    return known.get(name);
  };
}

function referred(name: string, template: JsonObject, usual: boolean): Json | undefined {
  const parameters = objectOf(template.Parameters);
  if (name.startsWith('AWS::')) return usual ? pseudo(name) : nameOf(name);
  if (!Object.hasOwn(parameters, name)) return nameOf(name, template);
  const parameter = objectOf(parameters[name]);
  const [only, ...others] = allowedValues(parameter);
  if (only !== undefined && others.length === 0) return only;
  return (usual ? defaultOf(parameter) : null) ?? openParameter(name, parameter);
}

/** The default as the value that it is; null where there is none. */
function defaultOf(parameter: JsonObject): Json {
  const { Default: fallback } = parameter;
  if (fallback === undefined || isRead(parameter)) return null;
  return isList(parameter) && typeof fallback === 'string'
    ? fallback.split(',').map((part) => part.trim())
    : fallback;
}

const typeOf = (parameter: JsonObject) => stringOf(parameter.Type) ?? 'String';

const isList = (parameter: JsonObject) => /^(?:List<|CommaDelimitedList)/.test(typeOf(parameter));

/** Of these types the value names an SSM parameter that holds what is meant. */
function isRead(parameter: JsonObject): boolean {
  return typeOf(parameter).startsWith('AWS::SSM::Parameter::Value');
}

/** All values that a deployment may give; none where it may give any. */
export function allowedValues(parameter: JsonObject): readonly Json[] {
  if (isList(parameter) || isRead(parameter)) return [];
  const listed = listOf(parameter.AllowedValues).filter(isPlain);
  return listed.length > 0 ? listed : numbersOf(parameter);
}

/** More numbers are not told apart. */
const mostNumbers = 32;

/** Whole numbers between two bounds: what is sold by numbers here, ports and hops, comes in no fractions. */
function numbersOf(parameter: JsonObject): readonly number[] {
  const [from, to] = [numberOf(parameter.MinValue), numberOf(parameter.MaxValue)];
  if (typeOf(parameter) !== 'Number' || from === null || to === null) return [];
  const count = to - from + 1;
  const isFew = Number.isInteger(from) && Number.isInteger(to) && count > 0 && count <= mostNumbers;
  return isFew ? Array.from({ length: count }, (_, index) => from + index) : [];
}

/** Of AllowedValues it is one; a type that AWS checks against the account (a key pair, a subnet) names one thing that there is. */
function openParameter(name: string, parameter: JsonObject): Json {
  const what = `parameter ${name}`;
  const read = isRead(parameter);
  const { AllowedPattern: pattern } = parameter;
  const one =
    !read && (typeOf(parameter).startsWith('AWS::') || (typeof pattern === 'string' && isOneName(pattern)));
  // Checked against the account it names a thing that there is.
  const open = !read && typeOf(parameter).startsWith('AWS::') ? ({ open: true } as const) : {};
  const gap: Gap = { name, reason: whyLater(what), one, ...open };
  const allowed = allowedValues(parameter);
  return later(what, { text: [gap], ...(allowed.length > 0 ? { among: allowed } : {}) });
}
