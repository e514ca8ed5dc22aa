// Rendering: what is written loads to the same policy.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../shared/policy/policy.ts';
import { renderPolicy } from '../../shared/policy/render.ts';
import { runs } from '../support/extent.ts';
import { controls, everything, policy } from './fixtures.ts';

/** A policy without what its text decides: hash and signers' order of keys do not matter. */
function meaning({ hash: _, view, ...said }: Policy) {
  return { ...said, view: { ...view, hash: '' } };
}

function expectStable(text: string): void {
  const first = policy(text);
  const rendered = renderPolicy(first);
  const second = policy(rendered);
  expect(meaning(second)).toEqual(meaning(first));
  expect(renderPolicy(second)).toBe(rendered);
}

describe('renderPolicy', () => {
  it.each([
    '',
    'profile: restricted',
    everything,
    'trust: { registries: [] }',
    'organisation: {}',
  ])('is stable: %s', (text) => {
    expectStable(text);
  });

  it('spells defaults out and leaves absent lists out', () => {
    const text = renderPolicy(policy('mode: approve'));
    expect(text).toContain('mode: approve\n');
    expect(text).toContain('waiver-limit: 90d\n');
    expect(text).toContain('window: 10m\n');
    expect(text).not.toContain('trust:\n  registries');
  });

  it('writes an override of the profile', () => {
    expect(renderPolicy(policy('', { strictness: 'restricted' }))).toContain('profile: restricted\n');
  });

  it('is stable for any policy', () => {
    fc.assert(
      fc.property(policies, (file) => expectStable(JSON.stringify(file))),
      runs(300),
    );
  });
});

/** Texts that YAML could take for something else, hostile ones, and any. */
const words = fc.oneof(
  fc.constantFrom(
    'yes',
    'null',
    '1e3',
    '0x1f',
    '012',
    '~',
    '- a',
    '#x',
    'a: b',
    '*',
    '&a',
    '!!str',
    '"',
    "'",
    ' a ',
    'é\n\t',
    '2026-01-01',
    '<<',
    'constructor',
  ),
  fc.string({ minLength: 1, maxLength: 12 }),
);
const texts = fc.array(words, { maxLength: 3 });
const account = fc.stringMatching(/^\d{12}$/);
const duration = fc
  .tuple(fc.integer({ min: 1, max: 99_999 }), fc.constantFrom('s', 'm', 'h', 'd'))
  .map(([n, unit]) => `${n}${unit}`);
const mode = fc.constantFrom('observe', 'approve', 'enforce');
const severity = fc.constantFrom('low', 'medium', 'high', 'critical');
const sometimes = { requiredKeys: [] };

const place = { account: words, region: texts, cluster: words, namespace: texts };
const platform = fc.constantFrom('ecs', 'kubernetes', 'iam');
const tagKeys = words.filter((key) => key !== '__proto__');
const tags = fc.dictionary(tagKeys, fc.oneof(words, texts), { maxKeys: 2 });
const condition = fc.record({ ...place, platform: fc.oneof(platform, fc.array(platform)), tags }, sometimes);
const conditionWithGroup = fc.record(
  { ...place, tags, group: fc.constantFrom('g-0', 'g-*', ['g-0', 'g-1']) },
  sometimes,
);
const listOr = <T>(one: fc.Arbitrary<T>) => fc.oneof(one, fc.array(one, { maxLength: 2 }));

const overrides = fc.record(
  {
    command: texts,
    environment: texts,
    'environment-files': texts,
    'task-role': texts,
    'execution-role': texts,
    cpu: fc.array(fc.oneof(words, fc.integer())),
    memory: texts,
  },
  sometimes,
);
const group = fc.record(
  {
    match: listOr(condition),
    trust: words,
    environment: words,
    'user-ids': fc.constantFrom('0-0', '10000-19999'),
    destinations: texts,
    'environment-schema': fc.constantFrom('schemas/payments.json', { type: 'object', required: ['A'] }),
    overrides,
  },
  { requiredKeys: ['match'] },
);
const setting = { mode, severity, enabled: fc.boolean() };
const ports = fc.record({ ports: fc.array(fc.nat(65_535), { maxLength: 3 }), note: words }, sometimes);
const rule = fc.record(
  {
    when: listOr(conditionWithGroup),
    controls: fc.constantFrom(
      ['*'],
      ['severity:high', 'namespace-isolation/*'],
      ['resource-usage/no-admin-ports'],
    ),
    ...setting,
  },
  { requiredKeys: ['when', 'controls'] },
);
const waiver = fc.record({
  control: fc.constantFrom(...controls.map(({ id }) => id)),
  subject: words,
  until: fc.constantFrom('2026-12-31', '2026-12-31T10:00:00+02:00', '1999-01-01'),
  owner: words,
  reason: words,
});
const signers = fc.constantFrom(
  { name: 'a', 'cosign-key': 'keys/release.pub', images: ['x'] },
  { name: 'b', keyless: { issuer: 'i', identity: '*' } },
  { name: 'c', notation: { 'trust-store': 'keys/signer-root.pem', identities: [] } },
);
const slack = fc.record(
  {
    channel: words,
    minimum: severity,
    routes: fc.array(fc.record({ when: listOr(conditionWithGroup), channel: words }), { maxLength: 2 }),
    digest: duration,
  },
  { requiredKeys: ['channel'] },
);
const recipient = fc.record({ minimum: severity }, sometimes);
const custom = fc.record({
  judges: fc.constantFrom('workload', 'image'),
  severity,
  holds: words,
  message: words,
});

const policies = fc
  .record(
    {
      version: fc.constant(1),
      profile: fc.constantFrom('baseline', 'restricted'),
      mode,
      organisation: fc.record(
        { id: fc.constant('o-exampleorgid'), accounts: fc.dictionary(account, words) },
        sometimes,
      ),
      trust: fc.record(
        { registries: texts, accounts: fc.array(account), signers: fc.array(signers), destinations: texts },
        sometimes,
      ),
      people: fc.record(
        {
          orchestrators: texts,
          'system-administrators': texts,
          'delivery-pipelines': texts,
          'break-glass': texts,
        },
        sometimes,
      ),
      labels: fc.record({ trust: words, environment: words }, sometimes),
      hosts: fc.record({ 'imds-blocked': fc.boolean() }, sometimes),
      controls: fc.record(
        {
          'resource-usage/no-admin-ports': fc.record({ ...setting, parameters: ports }, sometimes),
          'namespace-isolation/no-privileged': fc.record(
            { ...setting, parameters: fc.constant({}) },
            sometimes,
          ),
        },
        sometimes,
      ),
      rules: fc.array(rule, { maxLength: 3 }),
      waivers: fc.array(waiver, { maxLength: 3 }),
      'waiver-limit': fc.constantFrom('90d', '9000h', '60d'),
      protected: fc.array(fc.constantFrom('arn:aws:ecs:*', 'namespace:a', 'tag:a=', 'tag:b=c=d', '*')),
      respond: fc.record(
        {
          'last-resort': fc.constantFrom('approve', 'scale-to-zero'),
          'fight-limit': fc.integer({ min: 1 }),
          revoke: fc.constantFrom('session', 'role'),
          evidence: fc.constantFrom('on', 'off'),
          'second-person': fc.boolean(),
          'approval-expires': duration,
          approvers: texts,
        },
        sometimes,
      ),
      brake: fc.record({ actions: fc.integer({ min: 1 }), window: duration }, sometimes),
      incidents: fc.record({ quiet: duration }, sometimes),
      patience: fc.record(
        {
          'not-found': fc.oneof(duration, fc.constant('0m')),
          signature: duration,
          'unknown-alarm': duration,
        },
        sometimes,
      ),
      notify: fc.record({ slack, sns: recipient, webhook: recipient }, sometimes),
    },
    sometimes,
  )
  .chain((file) =>
    fc.record({
      file: fc.constant(file),
      groups: fc.array(group, { minLength: 2, maxLength: 3 }),
      custom: fc.array(custom, { maxLength: 2 }),
    }),
  )
  .map(({ file, groups, custom }) => ({
    ...file,
    groups: groups.map((each, index) => ({ ...each, name: `g-${index}` })),
    custom: custom.map((each, index) => ({ ...each, id: `acme/c-${index}` })),
  }));
