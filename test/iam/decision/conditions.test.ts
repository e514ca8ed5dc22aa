// Condition operators: what holds, what fails and what nobody can tell.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionOutcome, contextOf, variablesOf } from '../../../shared/iam/decision/conditions.ts';
import { inRange, parseRange } from '../../../shared/iam/decision/ip.ts';
import { operatorOf } from '../../../shared/iam/policy/operators.ts';
import { variable } from '../arbitraries.ts';

type Values = Readonly<Record<string, string | readonly string[]>>;
function outcome(operator: string, values: readonly string[], context: Values, complete = true) {
  const known = contextOf(context, complete);
  return conditionOutcome({ operator, key: 'k', values, path: '' }, known, variablesOf(known));
}

describe('operators', () => {
  it.each<[string, string[], string, 'holds' | 'fails' | 'unknown']>([
    ['StringEquals', ['a', 'b'], 'b', 'holds'],
    ['StringEquals', ['a*'], 'ab', 'fails'],
    ['StringEquals', [], 'a', 'fails'],
    ['stringequals', ['a'], 'a', 'holds'],
    ['StringNotEquals', ['a', 'b'], 'b', 'fails'],
    ['StringNotEquals', ['a', 'b'], 'c', 'holds'],
    ['StringEqualsIgnoreCase', ['ABC'], 'abc', 'holds'],
    ['StringNotEqualsIgnoreCase', ['ABC'], 'abc', 'fails'],
    ['StringLike', ['a*c?'], 'abbcd', 'holds'],
    ['StringNotLike', ['a*'], 'abc', 'fails'],
    ['NumericEquals', ['10'], '10.0', 'holds'],
    ['NumericNotEquals', ['10'], '11', 'holds'],
    ['NumericLessThan', ['10'], '10', 'fails'],
    ['NumericLessThanEquals', ['10'], '10', 'holds'],
    ['NumericGreaterThan', ['10'], '11', 'holds'],
    ['NumericGreaterThanEquals', ['10'], '9', 'fails'],
    ['NumericLessThan', ['ten'], '9', 'unknown'],
    ['NumericLessThan', ['10'], ' ', 'unknown'],
    ['DateLessThan', ['2026-01-01T00:00:00Z'], '2025-12-31T23:59:59Z', 'holds'],
    ['DateLessThan', ['2026-01-01T00:00:00'], '2025-12-31T23:59:59.5Z', 'holds'],
    ['DateGreaterThan', ['2026-01-01T00:00:00Z'], '1767225601', 'holds'],
    ['DateEquals', ['2026-01-01'], '1767225600', 'holds'],
    ['DateEquals', ['soon'], '1767225600', 'unknown'],
    ['Bool', ['True'], 'true', 'holds'],
    ['Bool', ['false'], 'true', 'fails'],
    ['BinaryEquals', ['QmluYXJ5'], 'QmluYXJ5', 'holds'],
    ['IpAddress', ['203.0.113.0/24', '2001:db8::/32'], '203.0.113.9', 'holds'],
    ['IpAddress', ['2001:db8::/32'], '2001:db8:1::1', 'holds'],
    ['IpAddress', ['203.0.113.0/24'], '203.0.114.1', 'fails'],
    ['IpAddress', ['203.0.113.0/24'], 'ecs.amazonaws.com', 'unknown'],
    ['NotIpAddress', ['203.0.113.0/24'], '203.0.114.1', 'holds'],
    [
      'ArnEquals',
      ['arn:aws:ecs:*:111122223333:task/*'],
      'arn:aws:ecs:eu-west-1:111122223333:task/x',
      'holds',
    ],
    ['ArnLike', ['arn:aws:ecs:*:task/*'], 'arn:aws:ecs:eu-west-1:111122223333:task/x', 'fails'],
    ['ArnNotLike', ['arn:aws:ecs:*'], 'arn:aws:ecs:eu-west-1:111122223333:task/x', 'fails'],
    ['Null', ['false'], 'x', 'holds'],
    ['Null', ['true'], 'x', 'fails'],
    ['StringEqualsIfExists', ['a'], 'b', 'fails'],
    ['StringFits', ['a'], 'a', 'unknown'],
    ['ForSomeValues:StringEquals', ['a'], 'a', 'unknown'],
  ])('%s %j with %s: %s', (operator, values, found, expected) => {
    expect(outcome(operator, values, { k: found })).toBe(expected);
  });

  it.each<[string, 'holds' | 'fails']>([
    ['StringEquals', 'fails'],
    ['StringNotEquals', 'holds'],
    ['StringEqualsIfExists', 'holds'],
    ['NotIpAddress', 'holds'],
    ['ForAllValues:StringEquals', 'holds'],
    ['ForAnyValue:StringEquals', 'fails'],
    ['ForAnyValue:StringNotEquals', 'fails'],
    ['ForAnyValue:StringEqualsIfExists', 'holds'],
  ])('%s of an absent key %s', (operator, expected) => {
    expect(outcome(operator, ['a'], {})).toBe(expected);
    expect(outcome(operator, ['a'], { k: [] })).toBe(expected);
    expect(outcome(operator, ['a'], {}, false)).toBe('unknown');
  });

  it('knows absence by Null', () => {
    expect(outcome('Null', ['true'], {})).toBe('holds');
    expect(outcome('Null', ['false'], {})).toBe('fails');
    expect(outcome('Null', ['true'], {}, false)).toBe('unknown');
    expect(operatorOf('NullIfExists')).toBeNull();
  });

  it.each<[string, string[], string[], 'holds' | 'fails' | 'unknown']>([
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], 'holds'],
    ['ForAllValues:StringEquals', ['a'], ['a', 'b'], 'fails'],
    ['ForAnyValue:StringLike', ['a*'], ['b', 'ab'], 'holds'],
    ['ForAnyValue:StringLike', ['a*'], ['b'], 'fails'],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'c'], 'holds'],
    ['ForAllValues:StringNotEquals', ['a'], ['a', 'c'], 'fails'],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'c'], 'holds'],
    ['StringEquals', ['a', 'b'], ['a', 'b'], 'holds'],
    ['StringEquals', ['a'], ['a', 'b'], 'unknown'],
  ])('%s %j with the values %j: %s', (operator, values, found, expected) => {
    expect(outcome(operator, values, { K: found })).toBe(expected);
  });

  it('does not tell what a variable is to Bool, of which two pages say different things', () => {
    expect(
      outcome('Bool', [variable('aws:PrincipalTag/on')], { k: 'true', 'aws:PrincipalTag/on': 'true' }),
    ).toBe('unknown');
  });

  it('puts in policy variables', () => {
    const owner = variable('aws:username');
    expect(outcome('StringEquals', [owner], { k: 'kim', 'aws:UserName': 'kim' })).toBe('holds');
    expect(outcome('StringEqualsIgnoreCase', [owner], { k: 'kim', 'aws:username': 'KIM' })).toBe('holds');
    expect(outcome('StringEqualsIgnoreCase', [owner], { k: 'kim' })).toBe('fails');
    expect(outcome('StringEquals', [owner], { k: 'kim' })).toBe('fails');
    expect(outcome('StringEquals', [owner], { k: 'kim' }, false)).toBe('unknown');
    expect(outcome('StringEquals', [owner], { k: 'kim', 'aws:username': ['kim', 'lee'] })).toBe('fails');
    const condition = { operator: 'StringEqualsIgnoreCase', key: 'k', values: [owner], path: '' };
    expect(conditionOutcome(condition, contextOf({ k: owner }, true), null)).toBe('holds');
  });

  it('never holds and fails at once: a negated operator is the opposite for a value that is there', () => {
    const opposite = { holds: 'fails', fails: 'holds', unknown: 'unknown' };
    const pairs = [
      ['StringEquals', 'StringNotEquals'],
      ['StringLike', 'StringNotLike'],
      ['IpAddress', 'NotIpAddress'],
      ['NumericEquals', 'NumericNotEquals'],
      ['ArnLike', 'ArnNotLike'],
    ] as const;
    const text = fc.oneof(fc.string(), fc.constantFrom('1', '10.0.0.1', '10.0.0.0/8', 'arn:aws:s3:::x', '*'));
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        fc.array(text, { maxLength: 3 }),
        text,
        ([one, other], values, found) => {
          expect(outcome(other, values, { k: found })).toBe(opposite[outcome(one, values, { k: found })]);
        },
      ),
    );
  });
});

describe('addresses', () => {
  it.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4/33',
    '1.2.3.4/',
    '::/129',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    'g::',
    '::1.2.3',
    `${'1'.repeat(70)}`,
    '1:2:3:4:5:6:7:8::',
  ])('does not take %j for one', (text) => {
    expect(parseRange(text)).toBeNull();
  });

  it.each([
    ['0.0.0.0/0', '198.51.100.1', true],
    ['::/0', '2001:db8::1', true],
    ['::/0', '198.51.100.1', false],
    ['::ffff:198.51.100.0/120', '::ffff:198.51.100.7', true],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8', true],
    ['198.51.100.0/25', '198.51.100.0/24', false],
  ])('%s holds %s: %s', (range, address, expected) => {
    const [outer, inner] = [parseRange(range), parseRange(address)];
    expect(outer !== null && inner !== null && inRange(outer, inner)).toBe(expected);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()),
        (text) => parseRange(text) === null || text.length <= 64,
      ),
    );
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => parseRange(text) !== null));
  });
});
