// Whether a statement's conditions hold for a request of which not everything need be known.
// SPDX-License-Identifier: Apache-2.0
import type { Condition } from '../policy/document.ts';
import { arnMatches, type Variables, valueMatches } from '../policy/match.ts';
import { type Comparison, type Operator, type OperatorRelation, operatorOf } from '../policy/operators.ts';
import { all, type MatchOutcome, not, outcomeOf, some } from '../policy/outcome.ts';
import { inRange, parseRange } from './ip.ts';

/** Values of a context key: null where the request lacks it, undefined where nobody can tell. Key names ignore case. */
export type Context = (key: string) => readonly string[] | null | undefined;

/** Condition keys by name: null where the request lacks one, undefined where nobody can tell. */
export type ContextValues = Readonly<Record<string, string | readonly string[] | null | undefined>>;

/** A context from what is known. `complete`: keys not named are absent from the request; otherwise they are unknown. */
export function contextOf(values: ContextValues, complete: boolean): Context {
  const known = new Map(
    Object.entries(values).map(([key, value]): [string, readonly string[] | null | undefined] => [
      key.toLowerCase(),
      typeof value === 'string' ? [value] : value,
    ]),
  );
  return (key) => {
    const name = key.toLowerCase();
    if (known.has(name)) return known.get(name);
    return complete ? null : undefined;
  };
}

/** Policy variables read single-valued keys only (IAM User Guide, "Policy variables"). */
export function variablesOf(context: Context): Variables {
  return (name) => {
    const values = context(name);
    if (values === null || values === undefined) return values;
    return values.length === 1 ? (values[0] ?? null) : null;
  };
}

/**
 * Judges one condition (IAM User Guide, "Condition operators", "Set operators for multivalued context keys").
 * `variables` is null for documents older than 2012-10-17. An operator nobody knows is unknown.
 */
export function conditionOutcome(
  condition: Condition,
  context: Context,
  variables: Variables | null,
): MatchOutcome {
  const operator = operatorOf(condition.operator);
  if (operator === null) return 'unknown';
  const found = context(condition.key);
  if (found === undefined) return 'unknown';
  const present = found !== null && found.length > 0;
  if (operator.comparison === 'null') {
    return outcomeOf(condition.values.some((value) => (value.toLowerCase() === 'true') === !present));
  }
  return present ? compared(operator, condition.values, found, variables) : whenAbsent(operator);
}

function whenAbsent(operator: Operator): MatchOutcome {
  if (operator.ifExists || operator.set === 'ForAllValues') return 'holds';
  return outcomeOf(operator.negated && operator.set === null);
}

function compared(
  operator: Operator,
  wanted: readonly string[],
  found: readonly string[],
  variables: Variables | null,
): MatchOutcome {
  const each = found.map((value) => {
    const outcome = some(wanted.map((one) => comparedOne(operator, one, value, variables)));
    return operator.negated ? not(outcome) : outcome;
  });
  if (operator.set === 'ForAllValues') return all(each);
  if (operator.set === 'ForAnyValue') return some(each);
  // Several values without a set operator are not defined by AWS: only agreement among them is an answer.
  const [first = 'unknown'] = each;
  return each.every((outcome) => outcome === first) ? first : 'unknown';
}

type Comparer = (
  wanted: string,
  found: string,
  variables: Variables | null,
  relation: OperatorRelation,
) => MatchOutcome;

const comparers: Readonly<Record<Exclude<Comparison, 'null'>, Comparer>> = {
  string: (wanted, found, variables) => valueMatches(wanted, found, variables, false),
  caseless: (wanted, found, variables) =>
    valueMatches(wanted.toLowerCase(), found.toLowerCase(), lowerCased(variables), false),
  pattern: (wanted, found, variables) => valueMatches(wanted, found, variables, true),
  arn: (wanted, found, variables) => arnMatches(wanted, found, variables),
  number: (wanted, found, _, relation) => inOrder(numberOf(found), numberOf(wanted), relation),
  date: (wanted, found, _, relation) => inOrder(timeOf(found), timeOf(wanted), relation),
  // One page of the IAM User Guide has variables in Bool ("Condition operators"), another has none ("Variables and tags").
  bool: (wanted, found, variables) =>
    variables !== null && wanted.includes('${')
      ? 'unknown'
      : outcomeOf(wanted.toLowerCase() === found.toLowerCase()),
  binary: (wanted, found) => outcomeOf(wanted === found),
  ip: (wanted, found) => addressIn(wanted, found),
};

function lowerCased(variables: Variables | null): Variables | null {
  if (variables === null) return null;
  return (name) => variables(name)?.toLowerCase() ?? variables(name);
}

function comparedOne(
  { comparison, relation }: Operator,
  wanted: string,
  found: string,
  variables: Variables | null,
): MatchOutcome {
  return comparison === 'null' ? 'unknown' : comparers[comparison](wanted, found, variables, relation);
}

const relations: Readonly<Record<OperatorRelation, (a: number, b: number) => boolean>> = {
  equal: (a, b) => a === b,
  less: (a, b) => a < b,
  'less-or-equal': (a, b) => a <= b,
  greater: (a, b) => a > b,
  'greater-or-equal': (a, b) => a >= b,
};

/** Unknown where one of them is no number: what AWS does then is not documented. */
function inOrder(found: number, wanted: number, relation: OperatorRelation): MatchOutcome {
  return Number.isNaN(found) || Number.isNaN(wanted)
    ? 'unknown'
    : outcomeOf(relations[relation](found, wanted));
}

/** "Integer or decimal value" (IAM User Guide, "Numeric condition operators"): no hexadecimal, no `Infinity`. */
function numberOf(text: string): number {
  return /^[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})$/.test(text.trim()) ? Number(text) : Number.NaN;
}

/** Milliseconds of an ISO 8601 date (UTC where no zone is written) or of seconds since the epoch. */
function timeOf(text: string): number {
  if (/^\d{1,13}$/.test(text) && text.length > 4) return Number(text) * 1000;
  return Date.parse(/T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?$/.test(text) ? `${text}Z` : text);
}

function addressIn(wanted: string, found: string): MatchOutcome {
  const range = parseRange(wanted);
  const address = parseRange(found);
  return range === null || address === null ? 'unknown' : outcomeOf(inRange(range, address));
}
