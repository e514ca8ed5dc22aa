// Environments against a JSON Schema: every keyword, against zod where both judge, and within a budget.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { faultOf } from '../../scripts/patterns/judge.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { judgeEnvironment } from '../../shared/schema/judge.ts';
import { environmentSchema, type Schema } from '../../shared/schema/schema.ts';
import { leftOut, runs } from '../support/extent.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';

function schemaOf(written: JsonObject): Schema {
  return environmentSchema.parse(written);
}

/** `NAME: what is wanted`, a breach each. */
function said(written: JsonObject, values: Readonly<Record<string, string>>): readonly string[] {
  const { breaches, unsettled } = judgeEnvironment(schemaOf(written), new Map(Object.entries(values)));
  expect(unsettled).toEqual([]);
  return breaches.map(({ name, wanted }) => `${name ?? '(whole)'}: ${wanted}`);
}

/** What is wanted of a value that breaks the schema; null: it keeps to it. */
const wanted = (schema: JsonObject, text: string) =>
  said({ properties: { A: schema } }, { A: text })[0]?.slice(3) ?? null;

describe('one value', () => {
  it.each([
    [{ type: 'integer' }, '80', '8.5', 'an integer'],
    [{ type: 'number' }, '-8.5', 'x', 'a number'],
    [{ type: 'boolean' }, 'TRUE', 'yes', 'true or false'],
    [{ type: ['integer', 'boolean'] }, 'true', 'x', 'an integer or true or false'],
    [{ type: ['string', 'null'] }, 'x', null, ''],
    [{ const: false }, 'false', 'true', 'false'],
    [{ const: 'x' }, 'x', 'y', '"x"'],
    [{ enum: ['a', 1] }, '1', 'b', 'one of "a", 1'],
    [{ minLength: 2 }, 'éé', 'é', '2 characters or more'],
    [{ maxLength: 1 }, '🦊', 'ab', '1 characters or fewer'],
    [{ pattern: '^a+$' }, 'aa', 'ab', 'a text that matches ^a+$'],
    [{ format: 'ipv4' }, '10.0.0.1', '10.0.0.256', 'a text of the format ipv4'],
    [{ format: 'nobody-knows' }, 'x', null, ''],
    [{ minimum: 5 }, '5', '4', '5 or more'],
    [{ maximum: 5 }, '5', '6', '5 or less'],
    [{ exclusiveMinimum: 5 }, '5.1', '5', 'more than 5'],
    [{ exclusiveMaximum: 5 }, '4.9', '5', 'less than 5'],
    [{ minimum: 5, exclusiveMinimum: true }, '6', '5', 'more than 5'],
    [{ maximum: 5, exclusiveMaximum: true }, '4', '5', 'less than 5'],
    [{ multipleOf: 5 }, '10', '11', 'a multiple of 5'],
    [{ allOf: [{ minLength: 1 }, { maxLength: 2 }] }, 'a', 'abc', '2 characters or fewer'],
    [{ anyOf: [{ const: 'a' }, { const: 'b' }] }, 'b', 'c', 'one of the alternatives of the schema'],
    [
      { oneOf: [{ minLength: 1 }, { const: 'a' }] },
      'b',
      'a',
      'exactly one of the alternatives of the schema',
    ],
    [{ not: { const: 'a' } }, 'b', 'a', 'nothing that the schema rules out'],
    [JSON.parse('{"if":{"pattern":"^a"},"then":{"minLength":3}}'), 'b', 'ab', '3 characters or more'],
    [{ if: { pattern: '^a' }, else: { minLength: 3 } }, 'a', 'b', '3 characters or more'],
  ] as const)('%j takes %s and refuses %s', (schema, right, wrong, says) => {
    const given: JsonObject = JSON.parse(JSON.stringify(schema));
    expect(wanted(given, right)).toBeNull();
    if (wrong !== null) expect(wanted(given, wrong)).toBe(says);
  });
});

describe('the environment', () => {
  it.each([
    [{ required: ['A', 'B'] }, { A: '' }, ['B: a value']],
    [{ minProperties: 1 }, {}, ['(whole): 1 values or more']],
    [{ maxProperties: 0 }, { A: '' }, ['(whole): 0 values or fewer']],
    [
      { additionalProperties: false, properties: { A: {} } },
      { A: '', B: '' },
      ['B: nothing that the schema rules out'],
    ],
    [{ additionalProperties: { const: 'x' }, properties: { A: {} } }, { A: '', B: '' }, ['B: "x"']],
    [
      { patternProperties: { '^A': { const: 'x' } }, additionalProperties: false },
      { AB: 'y', B: 'x' },
      ['AB: "x"', 'B: nothing that the schema rules out'],
    ],
    [{ propertyNames: { pattern: '^[A-Z_]+$' } }, { A_B: '', a: '' }, ['a: a name that the schema allows']],
    [{ dependentRequired: { A: ['B'] } }, { A: '' }, ['B: a value beside A']],
    [{ dependentRequired: { A: ['B'] } }, { C: '' }, []],
    [{ dependentSchemas: { A: { properties: { B: { const: 'x' } } } } }, { A: '', B: 'y' }, ['B: "x"']],
    [
      { allOf: [{ required: ['A'] }, { properties: { B: { const: 'x' } } }] },
      { B: 'y' },
      ['A: a value', 'B: "x"'],
    ],
    [
      { anyOf: [{ required: ['A'] }, { required: ['B'] }] },
      {},
      ['(whole): one of the alternatives of the schema'],
    ],
    [{ anyOf: [{ required: ['A'] }, { required: ['B'] }] }, { B: '' }, []],
    [{ $defs: { a: { const: 'x' } }, properties: { A: { $ref: '#/$defs/a' } } }, { A: 'y' }, ['A: "x"']],
    [
      { definitions: { 'a/b': { const: 'x' } }, properties: { A: { $ref: '#/definitions/a~1b' } } },
      { A: 'y' },
      ['A: "x"'],
    ],
    [{ type: 'array' }, {}, ['(whole): no environment']],
    [JSON.parse('{"properties":{"__proto__":{"const":"x"},"constructor":{"const":"x"}}}'), { A: 'y' }, []],
  ] as const)('%j of %j', (schema, values, says) => {
    expect(said(JSON.parse(JSON.stringify(schema)), JSON.parse(JSON.stringify(values)))).toEqual(says);
  });

  it('is judged as zod judges it, where zod knows the keywords', () => {
    const value = fc.oneof(
      fc.record(
        {
          type: fc.constant('string'),
          minLength: fc.nat(3),
          maxLength: fc.nat(3),
          pattern: fc.constantFrom('^a', 'b$', '^[ab]+$'),
        },
        { requiredKeys: ['type'] },
      ),
      fc.record(
        { type: fc.constant('integer'), minimum: fc.integer({ min: -5, max: 5 }), maximum: fc.nat(5) },
        { requiredKeys: ['type'] },
      ),
      fc.constantFrom<JsonObject>({ type: 'boolean' }, { enum: ['a', 'b'] }, { const: 'ab' }),
    );
    const name = fc.constantFrom('A', 'B', 'C');
    const schema = fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(name, value, { maxKeys: 3 }),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        additionalProperties: fc.boolean(),
      },
      { requiredKeys: ['type', 'properties'] },
    );
    const texts = fc.dictionary(name, fc.constantFrom('', 'a', 'ab', 'abb', '3', '-4', '2.5', 'true', 'x'), {
      maxKeys: 3,
    });
    fc.assert(
      fc.property(schema, texts, (written, values) => {
        // Zod asks for no name that has no schema of its own.
        const required = written.required?.filter((one) => Object.hasOwn(written.properties, one)) ?? [];
        const given: JsonObject = JSON.parse(JSON.stringify({ ...written, required }));
        expect(said(given, values).length === 0).toBe(byZod(given, values));
      }),
      runs(2_000),
    );
  });
});

/** The texts typed as their schema has them, since zod judges JSON. */
function byZod(schema: JsonObject, values: Readonly<Record<string, string>>): boolean {
  const properties = schema.properties as JsonObject;
  const typed = Object.entries(values).map(([name, text]) => {
    const type = (properties[name] as JsonObject | undefined)?.type;
    if (type === 'integer' && /^-?[\d.]+$/.test(text)) return [name, Number(text)];
    return [name, type === 'boolean' && text === 'true' ? true : text];
  });
  return z.fromJSONSchema(JSON.parse(JSON.stringify(schema))).safeParse(Object.fromEntries(typed)).success;
}

describe('the budget', () => {
  it.each([
    ['a pattern', { properties: { A: { pattern: '^([a-z0-9]+-?)+$' } } }],
    ['a pattern within alternatives', { properties: { A: { anyOf: [{ pattern: '^(a+)+$' }] } } }],
    ['patterns of names', { patternProperties: { '^(A|AA)+$': { pattern: '^(a|aa)+$' } } }],
    ['a format', { properties: { A: { format: 'email' } } }],
  ])('is kept by %s, whatever the text', (_, schema) => {
    const started = processorMs();
    const values = new Map([['A', `${'a'.repeat(100_000)}!`]]);
    const { breaches, unsettled } = judgeEnvironment(schemaOf(schema), values);
    expect(breaches.length + unsettled.length).toBe(1);
    expect(calmMsSince(started)).toBeLessThan(2_000);
  });

  it('leaves one value open, and judges the others', () => {
    const heavy = '(?:a|b)*a(?:a|b){200}[cd]$';
    const schema = schemaOf({ properties: { A: { pattern: heavy }, B: { const: 'x' } } });
    const values = new Map([
      ['B', 'y'],
      ['A', 'ab'.repeat(500_000)],
    ]);
    const started = processorMs();
    expect(judgeEnvironment(schema, values)).toEqual({
      breaches: [{ name: 'B', wanted: '"x"' }],
      unsettled: ['A'],
    });
    expect(calmMsSince(started)).toBeLessThan(2_000);
  });

  it('ends references that lead to themselves', () => {
    const round = schemaOf({ $ref: '#', properties: { A: { $ref: '#/properties/A' } } });
    expect(judgeEnvironment(round, new Map([['A', '']])).unsettled).toEqual([null, 'A']);
    const wide = (n: number): JsonObject => ({
      allOf: [{ $ref: `#/$defs/d${n}` }, { $ref: `#/$defs/d${n}` }],
    });
    const $defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`d${n}`, n === 39 ? {} : wide(n + 1)]),
    );
    const started = processorMs();
    expect(judgeEnvironment(schemaOf({ $defs, ...wide(0) }), new Map()).unsettled).toEqual([null]);
    expect(calmMsSince(started)).toBeLessThan(2_000);
  });
});

describe('a schema', () => {
  it.each([
    [{ properties: { A: { pattern: '(?=a)' } } }, ['properties', 'A', 'pattern']],
    [{ patternProperties: { '(a)\\1': {} } }, ['patternProperties', '(a)\\1']],
    [{ $defs: { a: { pattern: '(a)\\1' } } }, ['$defs', 'a', 'pattern']],
    [{ properties: { A: { $ref: 'https://acme.test/schema' } } }, ['properties', 'A', '$ref']],
    [{ allOf: [{ $ref: '#/$defs/none' }] }, ['allOf', 0, '$ref']],
    [{ unevaluatedProperties: false }, ['unevaluatedProperties']],
    [{ required: 'A' }, ['required']],
  ] as const)('%j is refused at its place', (written, path) => {
    expect(environmentSchema.safeParse(written).error?.issues[0]?.path).toEqual(path);
  });

  it.skipIf(leftOut('formats of environments, proved linear'))('has formats that take linear time', () => {
    const formats = [
      'email',
      'uuid',
      'date-time',
      'date',
      'time',
      'duration',
      'hostname',
      'ipv4',
      'ipv6',
      'mac',
      'base64',
    ];
    for (const format of formats) {
      const { checks = [] } = z.fromJSONSchema({ type: 'string', format } as never).def as unknown as {
        checks?: { _zod: { def: { pattern?: RegExp } } }[];
      };
      const patterns = checks.flatMap(({ _zod }) => _zod.def.pattern ?? []);
      for (const { source, flags } of patterns)
        expect([format, faultOf({ source, flags })]).toEqual([format, null]);
    }
  });
});
