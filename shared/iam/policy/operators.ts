// Condition operators by name: what they compare, whether negated, IfExists and set prefixes.
// SPDX-License-Identifier: Apache-2.0

export type Comparison =
  | 'string'
  | 'pattern'
  | 'caseless'
  | 'number'
  | 'date'
  | 'bool'
  | 'binary'
  | 'ip'
  | 'arn'
  | 'null';
export type OperatorRelation = 'equal' | 'less' | 'less-or-equal' | 'greater' | 'greater-or-equal';

export interface Operator {
  readonly comparison: Comparison;
  readonly relation: OperatorRelation;
  /** `…Not…`: holds where none of the values fits, and where the key is absent. */
  readonly negated: boolean;
  readonly ifExists: boolean;
  readonly set: 'ForAllValues' | 'ForAnyValue' | null;
}

type Entry = readonly [Comparison, OperatorRelation, negated: boolean];

const ordered = (prefix: string, comparison: Comparison): [string, Entry][] => [
  [`${prefix}equals`, [comparison, 'equal', false]],
  [`${prefix}notequals`, [comparison, 'equal', true]],
  [`${prefix}lessthan`, [comparison, 'less', false]],
  [`${prefix}lessthanequals`, [comparison, 'less-or-equal', false]],
  [`${prefix}greaterthan`, [comparison, 'greater', false]],
  [`${prefix}greaterthanequals`, [comparison, 'greater-or-equal', false]],
];

/** IAM User Guide, "IAM JSON policy elements: Condition operators". ArnEquals and ArnLike behave alike there. */
const operators: ReadonlyMap<string, Entry> = new Map([
  ['stringequals', ['string', 'equal', false]],
  ['stringnotequals', ['string', 'equal', true]],
  ['stringequalsignorecase', ['caseless', 'equal', false]],
  ['stringnotequalsignorecase', ['caseless', 'equal', true]],
  ['stringlike', ['pattern', 'equal', false]],
  ['stringnotlike', ['pattern', 'equal', true]],
  ...ordered('numeric', 'number'),
  ...ordered('date', 'date'),
  ['bool', ['bool', 'equal', false]],
  ['binaryequals', ['binary', 'equal', false]],
  ['ipaddress', ['ip', 'equal', false]],
  ['notipaddress', ['ip', 'equal', true]],
  ['arnequals', ['arn', 'equal', false]],
  ['arnlike', ['arn', 'equal', false]],
  ['arnnotequals', ['arn', 'equal', true]],
  ['arnnotlike', ['arn', 'equal', true]],
  ['null', ['null', 'equal', false]],
]);

// Only names that are operators are remembered: whatever else a document says would be kept for ever.
const known = new Map<string, Operator>();

/** The operator behind a name such as `ForAnyValue:StringNotLikeIfExists`; null for one nobody knows. */
export function operatorOf(name: string): Operator | null {
  const before = known.get(name);
  if (before !== undefined) return before;
  const operator = readOperator(name);
  if (operator !== null && known.size < 1000) known.set(name, operator);
  return operator;
}

function readOperator(name: string): Operator | null {
  const lower = name.toLowerCase();
  const colon = lower.indexOf(':');
  const prefix = colon < 0 ? '' : lower.slice(0, colon);
  if (prefix !== '' && prefix !== 'forallvalues' && prefix !== 'foranyvalue') return null;
  const rest = lower.slice(colon + 1);
  const ifExists = rest.endsWith('ifexists');
  const entry = operators.get(ifExists ? rest.slice(0, -'ifexists'.length) : rest);
  if (entry === undefined || (entry[0] === 'null' && ifExists)) return null;
  const [comparison, relation, negated] = entry;
  const set = prefix === '' ? null : prefix === 'forallvalues' ? 'ForAllValues' : 'ForAnyValue';
  return { comparison, relation, negated, ifExists, set };
}

/** True where the condition can hold only for requests that have the key with one of the values: not negated, not satisfied by absence. */
export function demandsValue(operator: Operator): boolean {
  const { comparison, negated, ifExists, set } = operator;
  return comparison !== 'null' && !negated && !ifExists && set !== 'ForAllValues';
}

/** True where a pattern leaves everything open. */
export function onlyWildcards(value: string): boolean {
  for (const char of value) if (char !== '*' && char !== '?') return false;
  return value.includes('*');
}
