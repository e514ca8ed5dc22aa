// Conditions that no request can meet together: an Allow under them grants nothing. True only where that is certain.
// SPDX-License-Identifier: Apache-2.0
import { accountOfArn } from '../../model/arn.ts';
import type { Condition } from './document.ts';
import { wildcardMatches } from './match.ts';
import { demandsValue, type Operator, operatorOf } from './operators.ts';

/**
 * Keys with one value in a request (IAM User Guide, "AWS global condition context keys"): two demands meet the same value.
 * Where a key may have several, each demand may be met by another of them.
 */
const single: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principaltype',
  'aws:requestedregion',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  'aws:username',
  'sts:externalid',
]);

// More than people write by hand, few enough that each can be held against each.
const mostConditions = 50;
const mostValues = 100;

const compared: ReadonlySet<string> = new Set(['string', 'caseless', 'pattern', 'arn']);

interface Read {
  /** In lower case. */
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** True where a demand of one condition is excluded by another. */
export function contradict(conditions: readonly Condition[]): boolean {
  if (conditions.length < 2 || conditions.length > mostConditions) return false;
  const read = conditions.flatMap(readOne);
  const demands = read.filter(isDemand);
  if (demands.some(({ key }) => read.some((other) => other.key === key && wantsAbsence(other)))) return true;
  const plain = [...demands.filter(isPlain), ...demands.flatMap(accountDemand)];
  const refusals = read.filter(isRefusal);
  return plain.some(
    (one) =>
      plain.some((other) => other.key === one.key && disjoint(one, other)) ||
      refusals.some((other) => other.key === one.key && one.values.every((value) => refuses(other, value))),
  );
}

/** True where the caller must be of an account, and none of those that may is this one. */
export function excludeAccount(conditions: readonly Condition[], account: string): boolean {
  const demands = conditions.flatMap(readOne).filter(isDemand);
  return [...demands.filter(isPlain), ...demands.flatMap(accountDemand)].some(
    ({ key, values }) => key === 'aws:principalaccount' && !values.some((value) => fits(value, account)),
  );
}

function readOne({ operator: name, key, values }: Condition): Read[] {
  const operator = operatorOf(name);
  return operator === null || values.length === 0 ? [] : [{ key: key.toLowerCase(), operator, values }];
}

function isDemand({ operator }: Read): boolean {
  return demandsValue(operator) && operator.relation === 'equal' && operator.set === null;
}

/** A value of a variable is not known here. */
function isPlain({ key, operator, values }: Read): boolean {
  if (values.length > mostValues || values.some((value) => value.includes('${'))) return false;
  return single.has(key) && compared.has(operator.comparison);
}

function isRefusal(read: Read): boolean {
  const { negated, set } = read.operator;
  return negated && set === null && isPlain(read);
}

function wantsAbsence({ operator, values }: Read): boolean {
  return operator.comparison === 'null' && values.every((value) => value.toLowerCase() === 'true');
}

/** The account of the caller's ARN is the caller's account. */
function accountDemand(read: Read): Read[] {
  if (read.key !== 'aws:principalarn' || !isPlain(read)) return [];
  const values = read.values.map(accountOfArn).filter((account) => account !== null);
  return values.length < read.values.length ? [] : [{ ...read, key: 'aws:principalaccount', values }];
}

function disjoint(one: Read, other: Read): boolean {
  return !one.values.some((value) => other.values.some((wanted) => fits(value, wanted)));
}

/** Whether some text may meet both: in doubt it does, so case is not told apart and two patterns always may. */
function fits(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (!hasWildcard(a)) return wildcardMatches(b, a);
  return hasWildcard(b) || wildcardMatches(a, b);
}

/** Whether a value is excluded for certain: as it is written, or by a pattern. */
function refuses({ operator, values }: Read, value: string): boolean {
  if (hasWildcard(value)) return false;
  const isPattern = operator.comparison === 'pattern';
  return values.some((refused) => (isPattern ? wildcardMatches(refused, value) : refused === value));
}

function hasWildcard(value: string): boolean {
  return /[*?]/.test(value);
}
