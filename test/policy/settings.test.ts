// Settings: resolution order, parameters, rules that cannot be decided, sleeping controls.
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { groupOf } from '../../shared/policy/groups.ts';
import { enabledFor, finalSeverity, settingsFor, sleeps } from '../../shared/policy/settings.ts';
import {
  context,
  control,
  controls,
  noAdminPorts,
  noPrivileged,
  optIn,
  options,
  policy,
  readOnlyRoot,
  registries,
  strictOnly,
  userIds,
} from './fixtures.ts';

const here = context({ account: '111122223333', cluster: 'pay-1', namespace: 'pay', tags: {} });

describe('the order of settings, weakest first', () => {
  it('the control', () => {
    expect(settingsFor(policy(''), noAdminPorts, here)).toEqual({
      enabled: true,
      mode: 'observe',
      severity: 'high',
      baseSeverity: 'high',
      severityIsSet: false,
      parameters: { ports: [22, 23], note: 'none' },
    });
  });

  it('the profile', () => {
    const restricted = policy('profile: restricted');
    expect(settingsFor(policy(''), readOnlyRoot, here).severity).toBe('low');
    expect(settingsFor(restricted, readOnlyRoot, here).severity).toBe('medium');
    expect(settingsFor(policy(''), strictOnly, here).enabled).toBe(false);
    expect(settingsFor(restricted, strictOnly, here).enabled).toBe(true);
    expect(settingsFor(restricted, optIn, here).enabled).toBe(false);
  });

  it('the top level mode, then controls', () => {
    const text =
      'mode: approve\ncontrols: { namespace-isolation/no-privileged: { mode: enforce, severity: low } }';
    expect(settingsFor(policy(text), noAdminPorts, here).mode).toBe('approve');
    expect(settingsFor(policy(text), noPrivileged, here)).toMatchObject({
      mode: 'enforce',
      severity: 'low',
      baseSeverity: 'critical',
      severityIsSet: true,
    });
  });

  it('controls switch on and off', () => {
    const text = `controls:
  image-provenance/signed-provenance: { enabled: true }
  workload-trust/strict-only: { enabled: true }
  namespace-isolation/no-privileged: { enabled: false }`;
    const said = policy(text);
    expect([optIn, strictOnly, noPrivileged].map((each) => settingsFor(said, each, here).enabled)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('rules in file order, each replacing only what it says', () => {
    const said = policy(`
mode: observe
controls: { resource-usage/no-admin-ports: { severity: medium, parameters: { note: controls } } }
rules:
  - { when: { account: "1111*" }, controls: ["resource-usage/*"], mode: enforce, severity: low }
  - { when: { cluster: "pay-*" }, controls: ["*"], mode: approve, parameters: { ports: [8080] } }
  - { when: { cluster: "web-*" }, controls: ["*"], mode: enforce, severity: critical, enabled: false }
`);
    expect(settingsFor(said, noAdminPorts, here)).toEqual({
      enabled: true,
      mode: 'approve',
      severity: 'low',
      baseSeverity: 'high',
      severityIsSet: true,
      parameters: { ports: [8080], note: 'controls' },
    });
    expect(settingsFor(said, noPrivileged, here)).toMatchObject({
      mode: 'approve',
      severity: 'critical',
      parameters: {},
    });
    const elsewhere = context({ account: '444455556666', cluster: 'web-1', namespace: 'web', tags: {} });
    expect(settingsFor(said, noAdminPorts, elsewhere)).toMatchObject({
      enabled: false,
      severity: 'critical',
    });
  });

  it('severity:X is the severity before rules', () => {
    const said = policy(`
controls: { resource-usage/no-admin-ports: { severity: critical } }
rules:
  - { when: {}, controls: ["severity:critical"], severity: low }
  - { when: {}, controls: ["severity:critical"], mode: enforce }
  - { when: {}, controls: ["severity:low"], mode: observe }
`);
    expect(settingsFor(said, noAdminPorts, here)).toMatchObject({ severity: 'low', mode: 'enforce' });
    expect(settingsFor(said, noPrivileged, here)).toMatchObject({ severity: 'low', mode: 'enforce' });
    expect(settingsFor(said, readOnlyRoot, here).mode).toBe('observe');
  });

  it('strictness given at loading is the profile', () => {
    const strict = policy('', { strictness: 'restricted' });
    expect(settingsFor(strict, readOnlyRoot, here).severity).toBe('medium');
  });
});

describe('a rule that cannot be decided', () => {
  const unsure = context({ account: null });
  const rule = (mode: string, more = '') =>
    `rules: [{ when: { account: "444455556666" }, controls: ["*"], mode: ${mode}${more} }]`;

  it('never raises the mode', () => {
    expect(settingsFor(policy(`mode: observe\n${rule('enforce')}`), noPrivileged, unsure).mode).toBe(
      'observe',
    );
    expect(settingsFor(policy(`mode: approve\n${rule('enforce')}`), noPrivileged, unsure).mode).toBe(
      'approve',
    );
  });

  it('lowers it, as it may hold', () => {
    expect(settingsFor(policy(`mode: enforce\n${rule('observe')}`), noPrivileged, unsure).mode).toBe(
      'observe',
    );
  });

  it('changes nothing else', () => {
    const said = policy(rule('observe', ', enabled: false, severity: low'));
    expect(settingsFor(said, noPrivileged, unsure)).toMatchObject({ enabled: true, severity: 'critical' });
  });

  it('gives way to a later one that holds', () => {
    const said = policy(`mode: enforce
rules:
  - { when: { account: "444455556666" }, controls: ["*"], mode: observe }
  - { when: {}, controls: ["*"], mode: approve }
`);
    expect(settingsFor(said, noPrivileged, unsure).mode).toBe('approve');
  });

  it('reads the group in the same way', () => {
    const said = policy(`mode: enforce
groups: [{ name: pay, match: { cluster: pay } }]
rules: [{ when: { group: pay }, controls: ["*"], mode: approve, severity: low }]
`);
    expect(settingsFor(said, noPrivileged, context())).toMatchObject({
      mode: 'approve',
      severity: 'critical',
    });
    expect(settingsFor(said, noPrivileged, context({ cluster: 'pay' }))).toMatchObject({
      mode: 'approve',
      severity: 'low',
    });
    expect(settingsFor(said, noPrivileged, context({ cluster: 'web' }))).toMatchObject({
      mode: 'enforce',
      severity: 'critical',
    });
  });
});

describe('caching', () => {
  it('gives the same object for the same combination, another for another', () => {
    const said = policy('rules: [{ when: { account: "1*" }, controls: ["*"], mode: approve }]');
    const first = settingsFor(said, noPrivileged, here);
    expect(settingsFor(said, noPrivileged, here)).toBe(first);
    expect(settingsFor(said, noPrivileged, context({ account: '1' }))).toBe(first);
    expect(settingsFor(said, noPrivileged, context({ account: '2' }))).not.toBe(first);
    expect(settingsFor(policy(''), noPrivileged, here)).not.toBe(first);
  });

  it('parses parameters once', () => {
    let parsed = 0;
    const counting = control(
      'resource-usage/counting',
      z.object({
        a: z
          .number()
          .default(1)
          .refine(() => ++parsed > 0),
      }),
    );
    const said = policy('controls: { resource-usage/counting: { parameters: { a: 2 } } }', {
      controls: [counting],
    });
    parsed = 0;
    for (let i = 0; i < 10; i++) expect(settingsFor(said, counting, context()).parameters).toEqual({ a: 2 });
    expect(parsed).toBe(1);
  });

  it('keeps right answers when there are more combinations than it keeps', () => {
    const rules = Array.from(
      { length: 12 },
      (_, bit) => `  - { when: { tags: { t${bit}: "1" } }, controls: ["*"], severity: low }`,
    );
    const said = policy(`rules:\n${rules.join('\n')}\n`);
    for (let mask = 0; mask < 4096; mask++) {
      const tags = Object.fromEntries(
        Array.from({ length: 12 }, (_, bit) => [`t${bit}`, String((mask >> bit) & 1)]),
      );
      expect(settingsFor(said, noPrivileged, context({ tags })).severity).toBe(
        mask === 0 ? 'critical' : 'low',
      );
    }
  });
});

describe('parameters that do not go together', () => {
  const range = control(
    'resource-usage/range',
    z.object({ from: z.number().default(1), to: z.number().default(9) }).refine(({ from, to }) => from <= to),
  );

  it('fall back to the last step that parses', () => {
    const text = `controls: { resource-usage/range: { parameters: { from: 5 } } }
rules: [{ when: {}, controls: ["*"], parameters: { to: 3 } }]`;
    expect(settingsFor(policy(text, { controls: [range] }), range, here).parameters).toEqual({
      from: 5,
      to: 9,
    });
  });

  it('are an error of the control where not even its defaults parse', () => {
    const broken = control('resource-usage/broken', z.object({ a: z.number() }));
    expect(() => settingsFor(policy('', { controls: [broken] }), broken, here)).toThrow(
      'default for every key',
    );
  });

  it('need not be an object schema', () => {
    const loose = control('resource-usage/loose', z.record(z.string(), z.number()));
    const text = 'controls: { resource-usage/loose: { parameters: { a: 1 } } }';
    expect(settingsFor(policy(text, { controls: [loose] }), loose, here).parameters).toEqual({ a: 1 });
    expect(() => policy(text.replace('1', 'x'), { controls: [loose] })).toThrow('wrong-parameter');
  });
});

describe('finalSeverity', () => {
  it('is the judgement’s own where the policy says nothing', () => {
    expect(finalSeverity(settingsFor(policy(''), noPrivileged, here), 'low')).toBe('low');
  });

  it('is the policy’s where it says something, in controls or a rule', () => {
    const inControls = policy('controls: { namespace-isolation/no-privileged: { severity: critical } }');
    expect(finalSeverity(settingsFor(inControls, noPrivileged, here), 'low')).toBe('critical');
    const inRule = policy('rules: [{ when: {}, controls: ["*"], severity: medium }]');
    expect(finalSeverity(settingsFor(inRule, noPrivileged, here), 'low')).toBe('medium');
  });
});

describe('sleeping controls', () => {
  const asked = (text: string, which = userIds, where = here) => {
    const said = policy(text, { controls: [...controls, which] });
    return sleeps(said, which, groupOf(said, where));
  };

  it('sleep while the list is absent, wake with an empty one', () => {
    expect(asked('', registries)).toEqual({
      outcome: 'not-applicable',
      reason: 'policy names no trust.registries',
    });
    expect(asked('trust: { registries: [] }', registries)).toBeNull();
    expect(asked('', noPrivileged)).toBeNull();
  });

  it('ask the subject’s own group', () => {
    const none = { outcome: 'not-applicable', reason: 'policy names no group.user-ids' };
    const group = (match: string, ids = '') => `groups: [{ name: a, match: ${match}${ids} }]`;
    expect(asked('')).toEqual(none);
    expect(asked(group('{}'))).toEqual(none);
    expect(asked(group('{ cluster: other }', ', user-ids: 1-2'))).toEqual(none);
    expect(asked(group('{}', ', user-ids: 1-2'))).toBeNull();
    expect(asked(group('{ region: r }', ', user-ids: 1-2'))).toMatchObject({
      outcome: 'unknown',
      reason: 'whether it belongs to group a depends on its region, not known here',
    });
    // Whatever the group is, no group has user ids.
    expect(asked(group('{ region: r }'))).toEqual(none);
  });

  it('take one of several, or need all', () => {
    const either = control('resource-usage/either', z.object({}), {
      comparesWith: ['trust.destinations|group.destinations'],
    });
    expect(asked('', either)).toMatchObject({
      reason: 'policy names no trust.destinations or group.destinations',
    });
    expect(asked('trust: { destinations: [] }', either)).toBeNull();
    expect(asked('groups: [{ name: a, match: {}, destinations: [] }]', either)).toBeNull();
    const both = control('resource-usage/both', z.object({}), {
      comparesWith: ['group.user-ids', 'people.orchestrators'],
    });
    expect(asked('groups: [{ name: a, match: { region: r }, user-ids: 1-2 }]', both)).toMatchObject({
      reason: 'policy names no people.orchestrators',
    });
  });

  it.each([
    ['organisation.id', 'organisation: { id: o-exampleorgid }'],
    ['organisation.accounts', 'organisation: { accounts: {} }'],
    ['trust.accounts', 'trust: { accounts: [] }'],
    ['trust.signers', 'trust: { signers: [] }'],
    ['trust.destinations', 'trust: { destinations: [] }'],
    ['people.orchestrators', 'people: { orchestrators: [] }'],
    ['people.system-administrators', 'people: { system-administrators: [] }'],
    ['people.delivery-pipelines', 'people: { delivery-pipelines: [] }'],
    ['people.break-glass', 'people: { break-glass: [] }'],
    ['group.trust', 'groups: [{ name: a, match: {}, trust: high }]'],
    ['group.environment', 'groups: [{ name: a, match: {}, environment: production }]'],
    ['group.destinations', 'groups: [{ name: a, match: {}, destinations: [] }]'],
    [
      'group.environment-schema',
      'groups: [{ name: a, match: {}, environment-schema: schemas/payments.json }]',
    ],
    ['group.overrides', 'groups: [{ name: a, match: {}, overrides: {} }]'],
  ])('%s', (key, text) => {
    const comparing = control('resource-usage/comparing', z.object({}), { comparesWith: [key] });
    expect(asked('', comparing)).toEqual({ outcome: 'not-applicable', reason: `policy names no ${key}` });
    expect(asked(text, comparing)).toBeNull();
  });

  it('sleep for ever on a key that does not exist', () => {
    const wrong = control('resource-usage/wrong', z.object({}), { comparesWith: ['trust.everyone'] });
    expect(asked('', wrong)).toMatchObject({ reason: 'policy names no trust.everyone' });
  });
});

it('the fixtures load', () => {
  expect(options.controls).toHaveLength(8);
});

describe('the controls that are on for a subject', () => {
  const asked = policy(`
groups:
  - name: pay
    match: { namespace: pay }
    user-ids: 10000-19999
rules:
  - controls: ['*/no-admin-ports']
    when: [{ account: '111122223333' }]
    enabled: false
`);
  const on = (place: ReturnType<typeof context>) =>
    enabledFor(asked, controls, place, groupOf(asked, place)).map(({ control: { id }, asleep }) => [
      id,
      asleep?.outcome ?? null,
    ]);

  it('are told anew where the rules or the group say otherwise, and else once', () => {
    const elsewhere = context({ account: '444455556666', namespace: 'shop', tags: {} });
    const all = controls.map((one) => ({ one, settings: settingsFor(asked, one, elsewhere) }));
    expect(on(here).map(([id]) => id)).not.toContain(noAdminPorts.id);
    expect(on(elsewhere).map(([id]) => id)).toEqual(
      all.filter(({ settings }) => settings.enabled).map(({ one }) => one.id),
    );
    for (const place of [here, elsewhere, context({ account: null, namespace: null, tags: null })]) {
      const group = groupOf(asked, place);
      expect(enabledFor(asked, controls, place, group)).toEqual(
        controls
          .map((one) => ({
            control: one,
            settings: settingsFor(asked, one, place),
            asleep: sleeps(asked, one, group),
          }))
          .filter(({ settings }) => settings.enabled),
      );
      expect(enabledFor(asked, controls, place, group)).toBe(enabledFor(asked, controls, place, group));
    }
  });
});
