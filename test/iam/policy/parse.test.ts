// Policy documents: every form they arrive in, what is refused and where, and that nothing makes the parser throw.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PolicyDocument, renderPolicy } from '../../../shared/iam/policy/document.ts';
import { parsePolicy } from '../../../shared/iam/policy/parse.ts';

const allowAll = { Effect: 'Allow', Action: '*', Resource: '*' };
const document = (statement: unknown, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: statement,
  ...more,
});

function parsed(input: unknown): PolicyDocument {
  const result = parsePolicy(input);
  if (!result.ok) throw new Error(`${result.path}: ${result.reason}`);
  return result.policy;
}

describe('parsePolicy', () => {
  it('reads an object, JSON text and URL-encoded text alike', () => {
    const object = document([{ ...allowAll, Sid: 'All' }]);
    const text = JSON.stringify(object, null, 2);
    const expected = parsed(object);
    expect(expected.statements[0]).toMatchObject({
      path: 'Statement[0]',
      sid: 'All',
      effect: 'Allow',
      actions: ['*'],
      notActions: null,
    });
    expect(parsed(text)).toEqual(expected);
    expect(parsed(` ${encodeURIComponent(text)}\n`)).toEqual(expected);
    expect(parsed(encodeURIComponent(`\n${text}`))).toEqual(expected);
  });

  it('reads a single statement, and 2008 where no version is written', () => {
    const policy = parsed({ Id: 'x', Statement: allowAll });
    expect(policy.version).toBe('2008-10-17');
    expect(policy.statements[0]?.path).toBe('Statement');
    expect(parsed(document([])).statements).toEqual([]);
  });

  it('tells the place of every principal and condition', () => {
    const [statement] = parsed(
      document({
        Effect: 'Deny',
        NotPrincipal: { AWS: ['111122223333', '*'], Service: 'ecs-tasks.amazonaws.com' },
        NotAction: ['sts:AssumeRole'],
        NotResource: 'a',
        Condition: {
          Bool: { 'aws:SecureTransport': false },
          NumericLessThan: { 'aws:MultiFactorAuthAge': [3600, '1'] },
        },
      }),
    ).statements;
    expect(statement?.notPrincipals).toEqual([
      { type: 'AWS', value: '111122223333', path: 'Statement.NotPrincipal.AWS[0]' },
      { type: 'AWS', value: '*', path: 'Statement.NotPrincipal.AWS[1]' },
      { type: 'Service', value: 'ecs-tasks.amazonaws.com', path: 'Statement.NotPrincipal.Service' },
    ]);
    expect(statement?.conditions).toEqual([
      {
        operator: 'Bool',
        key: 'aws:SecureTransport',
        values: ['false'],
        path: 'Statement.Condition.Bool.aws:SecureTransport',
      },
      {
        operator: 'NumericLessThan',
        key: 'aws:MultiFactorAuthAge',
        values: ['3600', '1'],
        path: 'Statement.Condition.NumericLessThan.aws:MultiFactorAuthAge',
      },
    ]);
    expect(parsed(document({ ...allowAll, Principal: '*' })).statements[0]?.principals).toEqual([
      { type: '*', value: '*', path: 'Statement.Principal' },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['no object', 7, ''],
    ['null', null, ''],
    ['a list', [allowAll], ''],
    ['no JSON', 'Allow everything', ''],
    ['broken URL encoding', '%7B%2', ''],
    ['far too long a text', ' '.repeat(10) + '1'.repeat(300_000), ''],
    ['no Statement', { Version: '2012-10-17' }, 'Statement'],
    ['another version', document(allowAll, { Version: '2012-10-18' }), 'Version'],
    ['an element of another language', document(allowAll, { version: '1' }), 'version'],
    ['a statement that is text', document(['x']), 'Statement[0]'],
    ['lower-case elements', document([{ effect: 'Allow', Action: '*' }]), 'Statement[0].effect'],
    ['a lower-case effect', document([{ ...allowAll, Effect: 'allow' }]), 'Statement[0].Effect'],
    ['no effect', document({ Action: '*' }), 'Statement.Effect'],
    ['no action', document([allowAll, { Effect: 'Allow' }]), 'Statement[1].Action'],
    ['Action and NotAction', document([{ ...allowAll, NotAction: 'x' }]), 'Statement[0].NotAction'],
    ['a number among actions', document([{ ...allowAll, Action: ['a', 1] }]), 'Statement[0].Action[1]'],
    ['an object for a resource', document([{ ...allowAll, Resource: {} }]), 'Statement[0].Resource'],
    ['a numeric Sid', document([{ ...allowAll, Sid: 1 }]), 'Statement[0].Sid'],
    [
      'an unknown type of principal',
      document([{ ...allowAll, Principal: { __proto__x: 'a' } }]),
      'Statement[0].Principal',
    ],
    [
      'an account for a principal',
      document([{ ...allowAll, Principal: '111122223333' }]),
      'Statement[0].Principal',
    ],
    ['a list for Condition', document([{ ...allowAll, Condition: [] }]), 'Statement[0].Condition'],
    [
      'a text under an operator',
      document([{ ...allowAll, Condition: { Bool: 'x' } }]),
      'Statement[0].Condition.Bool',
    ],
    [
      'a null value',
      document([{ ...allowAll, Condition: { Bool: { k: null } } }]),
      'Statement[0].Condition.Bool.k',
    ],
  ])('refuses %s at its place', (_, input, path) => {
    expect(parsePolicy(input)).toMatchObject({ ok: false, path });
  });

  it('takes prototype keys for ordinary ones', () => {
    const text = '{"Statement":{"Effect":"Allow","Action":"*","Condition":{"__proto__":{"__proto__":"x"}}}}';
    expect(parsed(text).statements[0]?.conditions).toEqual([
      {
        operator: '__proto__',
        key: '__proto__',
        values: ['x'],
        path: 'Statement.Condition.__proto__.__proto__',
      },
    ]);
    expect(parsePolicy('{"__proto__":{"Statement":[]}}')).toMatchObject({ ok: false });
  });

  it('never throws, whatever it is given', () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    expect(parsePolicy(hostile)).toEqual({ ok: false, path: '', reason: 'the document cannot be read' });
    expect(parsePolicy(`${'['.repeat(200_000)}`)).toMatchObject({ ok: false });
    fc.assert(fc.property(fc.anything(), (input) => typeof parsePolicy(input).ok === 'boolean'));
    fc.assert(fc.property(fc.string(), (text) => !parsePolicy(text).ok || text.trim().startsWith('{')));
  });
});

describe('renderPolicy', () => {
  const strings = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }));
  const conditions = fc.dictionary(
    fc.string(),
    fc.dictionary(fc.string(), fc.oneof(strings, fc.boolean(), fc.integer()), { maxKeys: 2 }),
    { maxKeys: 2 },
  );
  const principals = fc.oneof(
    fc.constant('*'),
    fc.record(
      { AWS: strings, Service: strings, Federated: strings, CanonicalUser: strings },
      { requiredKeys: [] },
    ),
  );
  const statement = fc
    .record(
      { Sid: fc.string(), Principal: principals, Resource: strings, Condition: conditions },
      { requiredKeys: [] },
    )
    .chain((base) =>
      fc
        .tuple(fc.constantFrom('Allow', 'Deny'), fc.constantFrom('Action', 'NotAction'), strings)
        .map(([Effect, name, value]) => ({ ...base, Effect, [name]: value })),
    );

  it('gives a document that parses to the same meaning', () => {
    fc.assert(
      fc.property(fc.oneof(statement, fc.array(statement, { maxLength: 3 })), (given) => {
        const once = renderPolicy(parsed(document(given)));
        expect(renderPolicy(parsed(once))).toEqual(once);
        expect(renderPolicy(parsed(JSON.stringify(once)))).toEqual(once);
      }),
    );
  });
});

it('refuses more statements than any policy of AWS can hold', () => {
  const statements = (length: number) =>
    Array.from({ length }, () => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }));
  expect(parsePolicy({ Statement: statements(2000) })).toMatchObject({ ok: true });
  expect(parsePolicy({ Statement: statements(2001) })).toMatchObject({ ok: false, path: 'Statement' });
});
