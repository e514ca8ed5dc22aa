// Taking statements and principals out of documents.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../shared/iam/policy/parse.ts';
import { documentOf, textOf, without } from '../../../shared/respond/platform/policy-text.ts';

const statement = (principal: object | string, more: object = {}) => ({
  Effect: 'Allow',
  Principal: principal,
  Action: 'sts:AssumeRole',
  ...more,
});
const document = (...statements: object[]) =>
  documentOf(JSON.stringify({ Version: '2012-10-17', Statement: statements }));

describe('without', () => {
  it('takes one principal of several and leaves the rest as written', () => {
    const given = document(
      statement({ AWS: ['a', 'b'], Service: 'ecs-tasks.amazonaws.com' }),
      statement('*'),
    );
    expect(without(given, ['Statement[0].Principal.AWS[1]', 'Statement[1].Principal'])).toEqual({
      Version: '2012-10-17',
      Statement: [statement({ AWS: ['a'], Service: 'ecs-tasks.amazonaws.com' })],
    });
  });

  it('ends the statement with its last principal, and the document with its last statement', () => {
    const given = document(statement({ AWS: 'a' }), statement({ AWS: ['b'] }));
    expect(without(given, ['Statement[0].Principal.AWS'])?.Statement).toEqual([statement({ AWS: ['b'] })]);
    expect(without(given, ['Statement[0]', 'Statement[1].Principal.AWS[0]'])).toBeNull();
    expect(without({ Statement: statement('*') as never }, ['Statement.Principal'])).toBeNull();
    const one = { Statement: statement({ AWS: ['a', 'b'] }) as never };
    expect(without(one, ['Statement.Principal.AWS[0]'])).toEqual({ Statement: statement({ AWS: ['b'] }) });
  });

  it('ends a statement for all but some as a whole', () => {
    const given = document({ Effect: 'Allow', NotPrincipal: { AWS: 'a' }, Action: 's3:*' }, statement('*'));
    expect(without(given, ['Statement[0].NotPrincipal'])?.Statement).toHaveLength(1);
  });

  it('leaves every statement that is not named alone', () => {
    const principals = fc.oneof(
      fc.constant('*'),
      fc.record({ AWS: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }) }),
      fc.record({ AWS: fc.string({ minLength: 1 }), Service: fc.constant('ecs-tasks.amazonaws.com') }),
    );
    fc.assert(
      fc.property(fc.array(principals, { minLength: 1, maxLength: 15 }), fc.nat(), (list, seed) => {
        const given = document(...list.map((one) => statement(one)));
        const parsed = parsePolicy(given);
        if (!parsed.ok) return;
        const all = parsed.policy.statements.flatMap(({ principals: named }) => named ?? []);
        const out = all[seed % all.length]?.path ?? '';
        const left = without(given, [out]);
        const after = left === null ? [] : parsePolicy(left);
        const named =
          'ok' in after && after.ok ? after.policy.statements.flatMap((one) => one.principals ?? []) : [];
        expect(named.map(({ value }) => value)).toEqual(
          all.filter(({ path }) => path !== out).map(({ value }) => value),
        );
      }),
    );
  });
});

describe('textOf', () => {
  it('gives the text as it was put', () => {
    expect(textOf(encodeURIComponent('{ "a": "100%" }'))).toBe('{ "a": "100%" }');
    expect(textOf(' {"a":"100%"}')).toBe(' {"a":"100%"}');
  });

  it('stops where there is none', () => {
    expect(() => textOf(undefined)).toThrow('no policy text');
    expect(() => textOf('%zz')).toThrow('cannot be decoded');
    expect(() => documentOf('[]')).toThrow('not a JSON document');
  });
});
