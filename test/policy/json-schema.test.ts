// The editor schema: says the same as loading does.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { dig } from '../../shared/model/json.ts';
import { policyJsonSchema } from '../../shared/policy/json-schema.ts';
import { controls, everything, problems } from './fixtures.ts';

const schema = policyJsonSchema(controls);

describe('the editor schema', () => {
  it('is draft 7, deterministic, and lists controls in order', () => {
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(JSON.stringify(policyJsonSchema(controls.toReversed()))).toBe(JSON.stringify(schema));
    const ids = Object.keys(Object(dig(schema, 'properties', 'controls', 'properties')));
    expect(ids).toEqual(controls.map(({ id }) => id).toSorted());
  });

  it('knows the parameters of controls, with their defaults', () => {
    const path = [
      'properties',
      'controls',
      'properties',
      'resource-usage/no-admin-ports',
      'properties',
      'parameters',
    ];
    expect(dig(schema, ...path)).toMatchObject({
      additionalProperties: false,
      properties: { ports: { type: 'array', default: [22, 23] }, note: { type: 'string' } },
    });
    expect(
      dig(schema, 'properties', 'controls', 'properties', 'resource-usage/no-admin-ports', 'description'),
    ).toBe('Title of resource-usage/no-admin-ports');
  });

  it('names built-in controls, and lets others stand in families of their own', () => {
    const names = dig(schema, 'properties', 'controls', 'propertyNames', 'anyOf');
    const pattern = new RegExp(String(dig(Array.isArray(names) ? names[1] : null, 'pattern')));
    expect(pattern.test('acme/has-cost-centre')).toBe(true);
    expect(pattern.test('namespace-isolation/no-privilege')).toBe(false);
  });
});

describe('read back as a schema, it', () => {
  // Without propertyNames, which the reader does not take beside properties.
  const readable: unknown = JSON.parse(JSON.stringify(schema), (key, value) =>
    key === 'propertyNames' ? undefined : value,
  );
  const read = z.fromJSONSchema(readable as Parameters<typeof z.fromJSONSchema>[0]);

  it('accepts what loading accepts', () => {
    expect(read.safeParse({}).success).toBe(true);
    const parsed = read.safeParse(parse(everything));
    expect(parsed.error?.issues ?? []).toEqual([]);
  });

  it.each([
    'profil: baseline',
    'mode: enforced',
    'groups: [{ name: a }]',
    'groups: [{ name: a, match: { clutser: x } }]',
    'waiver-limit: 3 months',
    'trust: { accounts: [464622532012] }',
    'trust: { registries: }',
    'controls: { resource-usage/no-admin-ports: { parameters: { prots: [1] } } }',
    'controls: { resource-usage/no-admin-ports: { parameters: { ports: [70000] } } }',
    'waivers: [{ control: host-hardening/no-host-ssh, subject: a, until: 2026-02-30, owner: o, reason: r }]',
    'protected: [core]',
    'groups: [{ name: a, match: {}, environment-schema: ../a.json }]',
  ])('refuses what loading refuses: %s', (text) => {
    expect(problems(text)).not.toEqual([]);
    expect(read.safeParse(parse(text)).success).toBe(false);
  });
});
