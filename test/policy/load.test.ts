// Loading: defaults, every key, and mistakes told with their place.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../shared/policy/load.ts';
import { runs } from '../support/extent.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';
import { everything, options, policy, problems, schemaFile } from './fixtures.ts';

describe('a policy without mistakes', () => {
  it.each([
    '',
    '\n',
    '# only a comment\n',
    '---\n',
    '{}',
    'null',
  ])('%j is valid and only observes', (text) => {
    const loaded = policy(text);
    expect(loaded).toMatchObject({
      mode: 'observe',
      source: 'seawall.yml',
      groups: [],
      rules: [],
      waivers: [],
      controls: {},
      protected: [],
      waiverLimitMs: 90 * 86_400_000,
      respond: {
        lastResort: 'approve',
        fightLimit: 3,
        revoke: 'session',
        evidence: 'on',
        secondPerson: false,
        approvers: null,
      },
      brake: { actions: 5, windowMs: 600_000 },
      incidents: { quietMs: 7 * 86_400_000 },
      patience: { notFoundMs: 300_000, signatureMs: 900_000, unknownAlarmMs: 3_600_000 },
      notify: { slack: null, sns: null, webhook: null },
    });
    expect(loaded.view).toMatchObject({
      profile: 'baseline',
      organisation: { id: null, accounts: null },
      trust: { registries: null, accounts: null, signers: null, destinations: null },
      people: { orchestrators: null, breakGlass: null },
      labels: { trust: 'seawall.dev/trust', environment: 'environment' },
      hosts: { imdsBlocked: false },
      groups: [],
    });
  });

  it('takes every key of the documentation', () => {
    const loaded = policy(everything);
    expect(loaded.view.groups[0]).toEqual({
      name: 'payments',
      trust: 'high',
      environment: 'production',
      userIds: { from: 10_000, to: 19_999 },
      destinations: ['api.stripe.com'],
      environmentSchema: JSON.parse(schemaFile),
      overrides: {
        command: ['python manage.py *'],
        environment: ['JOB_*'],
        environmentFiles: null,
        taskRole: [],
        executionRole: null,
        cpu: ['256', '512'],
        memory: null,
      },
    });
    expect(loaded.waivers[0]?.expires).toBe('2027-01-01T00:00:00.000Z');
    expect(loaded.view.trust.signers?.[0]).toMatchObject({
      'cosign-key': 'keys/release.pub',
      files: { 'keys/release.pub': expect.stringMatching(/^-----BEGIN PUBLIC KEY-----/) },
    });
    expect(loaded.notify.slack).toMatchObject({ minimum: 'medium', digestMs: 1_800_000 });
    expect(loaded.custom[0]?.id).toBe('acme/has-cost-centre');
  });

  it('tells once, with its place, what has no effect yet', () => {
    const loaded = loadPolicy(everything, options);
    const notices = loaded.ok ? loaded.notices : [];
    expect(notices.map((notice) => notice.split(' ')[1])).toEqual(['trust.signers', 'patience.signature']);
  });

  it('keeps absent and empty lists apart', () => {
    const { view } = policy('trust: { registries: [] }');
    expect(view.trust).toMatchObject({ registries: [], destinations: null });
  });

  it('takes account ids as keys without quotes, leading zeros kept', () => {
    const { view } = policy('organisation: { accounts: { 012345678901: shop } }');
    expect(view.organisation.accounts).toEqual({ '012345678901': 'shop' });
  });

  it('follows aliases', () => {
    const { view } = policy('trust: { registries: &r [a/*] , destinations: *r }');
    expect(view.trust.destinations).toEqual(['a/*']);
  });

  it('takes an environment schema written in place', () => {
    const { groups } = policy('groups: [{ name: a, match: {}, environment-schema: { type: object } }]');
    expect(groups[0]).toMatchObject({
      view: { environmentSchema: { type: 'object' } },
      environmentSchemaFile: null,
    });
  });

  it('lets strictness replace the profile, and says so in the hash', () => {
    const strict = policy('profile: baseline', { strictness: 'restricted' });
    expect(strict.view.profile).toBe('restricted');
    expect(strict.hash).not.toBe(policy('profile: baseline').hash);
  });

  it('hashes the text with the digest given, and the named files with it', () => {
    const seen: string[] = [];
    const digest = (text: string) => `#${seen.push(text)}`;
    expect(policy('mode: observe', { digest })).toMatchObject({ hash: '#1', view: { hash: '#1' } });
    expect(seen).toEqual(['mode: observe']);
    const text = 'groups: [{ name: a, match: {}, environment-schema: schemas/payments.json }]';
    const other = policy(text, { readFile: () => '{}' });
    expect(other.hash).not.toBe(policy(text).hash);
    expect(policy(text).hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('tells of waivers that ended', () => {
    const text =
      'waivers: [{ control: host-hardening/no-host-ssh, subject: a, until: 2026-11-19, owner: o, reason: r }]';
    const loaded = loadPolicy(text, options);
    expect(loaded.ok && loaded.notices).toEqual([
      'seawall.yml:1:11: the waiver of host-hardening/no-host-ssh ended on 2026-11-19 and can be removed',
    ]);
  });
});

const group = (more: string) => `groups:\n  - name: pay\n    match: { cluster: pay }\n    ${more}\n`;
const waiver = (control: string, until: string) =>
  `waivers:\n  - control: ${control}\n    subject: "*"\n    until: ${until}\n    owner: kim\n    reason: move\n`;

describe('a mistake is told with line, column, what was expected and the nearest right name', () => {
  const cases: [string, string, string][] = [
    [
      'a key that does not exist',
      'mode: observe\nprofil: baseline\n',
      '2:1 unknown-key the file has no key "profil": expected version, profile, ',
    ],
    [
      'a nested key',
      'trust:\n  registry: [a]\n',
      '2:3 unknown-key trust has no key "registry": expected registries, accounts, signers or destinations; did you mean registries?',
    ],
    [
      'a key of a condition',
      'groups:\n- name: a\n  match: [{ clutser: x }]\n',
      '3:13 unknown-key groups[0].match[0] has no key "clutser": expected account, region, cluster, namespace, platform or tags; did you mean cluster?',
    ],
    [
      'a word that is not one of the choices',
      'mode: enforced',
      '1:7 wrong-value mode is "enforced": expected observe, approve or enforce; did you mean enforce?',
    ],
    [
      'a platform',
      'rules:\n- { when: { platform: k8s }, controls: ["*"] }',
      '2:23 wrong-value rules[0].when.platform is "k8s": expected ecs, kubernetes',
    ],
    [
      'another version',
      'version: 2',
      '1:10 wrong-value version is 2: expected 1; seawall.schema.json describes each key',
    ],
    [
      'text where a list is',
      'people:\n  orchestrators: deploy\n',
      '2:18 wrong-value people.orchestrators is "deploy": expected a list; seawall.schema.json describes each key',
    ],
    [
      'a key without a value',
      'trust:\n  registries:\n',
      '2:14 wrong-type trust.registries is empty: expected a list; remove the key, or write [] where "none" is meant',
    ],
    [
      'an account id without quotes',
      'trust: { accounts: [464622532012] }',
      '1:21 wrong-type trust.accounts[0] is 464622532012: expected a 12-digit account id in quotes; write "464622532012" in quotes',
    ],
    [
      'an account id that is too short',
      'organisation:\n  accounts: { 1234: x }\n',
      '2:15 wrong-value the key "1234" is not as it should be: expected a 12-digit account id in quotes; correct the key',
    ],
    [
      'an unknown control',
      'controls:\n  namespace-isolation/no-privilege: { mode: enforce }\n',
      '2:3 unknown-control there is no control "namespace-isolation/no-privilege"; did you mean namespace-isolation/no-privileged?',
    ],
    [
      'an unknown control in a rule',
      'rules: [{ when: {}, controls: [resource-usage/no-admin-port] }]',
      '1:32 unknown-control there is no control "resource-usage/no-admin-port"; did you mean resource-usage/no-admin-ports?',
    ],
    [
      'a glob that matches no control',
      'rules: [{ when: {}, controls: ["namespace-isolaton/*"] }]',
      '1:32 unknown-control no control matches "namespace-isolaton/*"; did you mean namespace-isolation/*?',
    ],
    [
      'an unknown severity',
      'rules: [{ when: {}, controls: ["severity:hihg"] }]',
      '1:32 wrong-value there is no severity "hihg": expected low, medium, high or critical; did you mean high?',
    ],
    [
      'a rule without controls',
      'rules:\n  - { when: {}, mode: observe }\n',
      '2:5 missing-key rules[0] lacks controls: expected a list; add controls',
    ],
    [
      'an unknown parameter',
      'controls:\n  resource-usage/no-admin-ports:\n    parameters: { prots: [22] }\n',
      '3:19 wrong-parameter controls.resource-usage/no-admin-ports.parameters has no key "prots": expected ports or note; did you mean ports?',
    ],
    [
      'a parameter of the wrong type',
      'controls:\n  resource-usage/no-admin-ports:\n    parameters: { ports: [ssh] }\n',
      '3:27 wrong-parameter controls.resource-usage/no-admin-ports.parameters.ports[0] is "ssh": expected a number; seawall.schema.json describes each key',
    ],
    [
      'a parameter out of range',
      'controls: { resource-usage/no-admin-ports: { parameters: { ports: [70000] } } }',
      '1:68 wrong-parameter controls.resource-usage/no-admin-ports.parameters.ports[0] is 70000: expected at most 65535; seawall.schema.json describes each key',
    ],
    [
      'a parameter in a rule that no control has',
      'rules: [{ when: {}, controls: ["*"], parameters: { port: [1] } }]',
      '1:52 wrong-parameter none of the controls of rules[0] has a parameter "port": expected ports or note; did you mean ports?',
    ],
    [
      'a wrong parameter in a rule',
      'rules: [{ when: {}, controls: ["severity:high"], parameters: { ports: 1 } }]',
      '1:71 wrong-parameter rules[0].parameters.ports is 1: expected a list; seawall.schema.json describes each key',
    ],
    [
      'a group that does not exist',
      `${group('trust: high')}rules: [{ when: { group: pya }, controls: ["*"] }]`,
      '5:26 unknown-group there is no group "pya": expected pay; did you mean pay?',
    ],
    [
      'a group where there are none',
      'rules: [{ when: [{ group: [pay] }], controls: ["*"] }]',
      '1:28 unknown-group there is no group "pay": the policy has no groups; add the group, or remove the condition',
    ],
    [
      'a group in a route',
      'notify: { slack: { channel: c, routes: [{ when: { group: x }, channel: d }] } }',
      '1:58 unknown-group there is no group "x"',
    ],
    [
      'two groups of one name',
      `${group('trust: high')}  - { name: pay, match: {} }`,
      '5:13 duplicate-name there is a group "pay" already; give it another name',
    ],
    [
      'a range upside down',
      group('user-ids: 19999-10000'),
      '4:15 wrong-value groups[0].user-ids begins above its end: expected 10000-19999; write the lower number first',
    ],
    [
      'a range that is none',
      group('user-ids: 10000'),
      '4:15 wrong-type groups[0].user-ids is 10000: expected a range such as 10000-19999; seawall.schema.json describes each key',
    ],
    [
      'a group without match',
      'groups:\n  - name: a\n',
      '2:5 missing-key groups[0] lacks match: expected a map of keys or a list; add match',
    ],
    [
      'a schema file that is not there',
      group('environment-schema: schemas/gone.json'),
      '4:25 file-missing there is no file schemas/gone.json beside the policy; add it, or correct the path',
    ],
    [
      'a schema file that is not JSON',
      group('environment-schema: schemas/broken.json'),
      '4:25 wrong-file schemas/broken.json is not a JSON object; write a JSON Schema there',
    ],
    [
      'a schema file that is a list',
      group('environment-schema: schemas/list.json'),
      '4:25 wrong-file schemas/list.json is not a JSON object',
    ],
    [
      'a pattern that RE2 does not know, in a file',
      group('environment-schema: schemas/ahead.json'),
      '4:25 wrong-file schemas/ahead.json:4:26: properties.PORT.pattern is "(?=8)": expected a pattern of RE2 (invalid or unsupported Perl syntax: `(?=`); seawall.schema.json describes each key',
    ],
    [
      'a pattern that RE2 does not know, in the policy',
      group('environment-schema: { properties: { PORT: { pattern: "(8)\\\\1" } } }'),
      '4:58 wrong-value groups[0].environment-schema.properties.PORT.pattern is "(8)\\\\1": expected a pattern of RE2 (invalid escape sequence: `\\1`); seawall.schema.json describes each key',
    ],
    [
      'a pattern that RE2 does not know, as a key',
      group("environment-schema: { patternProperties: { '^(?!A)': {} } }"),
      '4:58 wrong-value groups[0].environment-schema.patternProperties.^(?!A) is a map: expected a pattern of RE2 as key (invalid or unsupported Perl syntax: `(?!`); seawall.schema.json describes each key',
    ],
    [
      'a schema that refers to another file',
      group('environment-schema: { properties: { PORT: { $ref: "port.json" } } }'),
      '4:55 wrong-value groups[0].environment-schema.properties.PORT.$ref is "port.json": expected a reference to a schema in $defs of the same file; seawall.schema.json describes each key',
    ],
    [
      'a schema file that is nested too deep',
      group('environment-schema: schemas/deep.json'),
      '4:25 wrong-file schemas/deep.json:1:288: values are nested deeper than 40; split the lists',
    ],
    [
      'a path that leads out',
      group('environment-schema: ../payments.json'),
      '4:25 wrong-value groups[0].environment-schema is "../payments.json": expected a path below the policy file, without ..',
    ],
    [
      'a private key',
      'trust: { signers: [{ name: a, cosign-key: keys/release.key }] }',
      '1:43 wrong-file keys/release.key holds a private key; keep it out of here and name the public one',
    ],
    ...['empty', 'other', 'broken'].map((name): [string, string, string] => [
      `a key file that holds no key (${name})`,
      `trust: { signers: [{ name: a, cosign-key: keys/${name}.pub }] }`,
      `1:43 wrong-file keys/${name}.pub holds no public key in PEM; name the file cosign.pub that \`cosign generate-key-pair\` writes`,
    ]),
    ...[
      [
        'an RSA key of 1024 bits',
        'short',
        'holds an RSA key of 1024 bits: anything below 2048 can be broken',
      ],
      [
        'a key on another curve',
        'curve',
        'holds a key on the curve secp256k1: cosign signs on P-256, P-384 and P-521',
      ],
    ].map(([says = '', name, why]): [string, string, string] => [
      says,
      `trust: { signers: [{ name: a, cosign-key: keys/${name}.pub }] }`,
      `1:43 wrong-file keys/${name}.pub ${why}; name the file cosign.pub that \`cosign generate-key-pair\` writes`,
    ]),
    [
      'a control that judges no images among those that certify them',
      'certified: [image-provenance/signed-provenance]',
      '1:13 wrong-value "image-provenance/signed-provenance" judges no images, so that none would ever be certified; name controls that judge images (seawall controls)',
    ],
    [
      'a trusted root that is none',
      'trust: { signers: [{ name: a, keyless: { issuer: "https://i.test", identity: b, trusted-root: keys/other.pub } }] }',
      '1:95 wrong-file keys/other.pub is no trusted root of Sigstore; name the file that `cosign trusted-root create` writes',
    ],
    [
      'a trust store without a certificate',
      'trust: { signers: [{ name: a, notation: { trust-store: keys/release.pub, identities: ["*"] } }] }',
      '1:56 wrong-file keys/release.pub holds no certificate in PEM; name a file of the root certificates in PEM',
    ],
    [
      'a signer without a key',
      'trust: { signers: [{ name: a }] }',
      '1:20 wrong-value trust.signers[0] is a map: expected one of cosign-key, keyless and notation; seawall.schema.json describes each key',
    ],
    [
      'a waiver of an unknown control',
      waiver('host-hardening/no-hostssh', '2026-12-31'),
      '2:14 unknown-control there is no control "host-hardening/no-hostssh"; did you mean host-hardening/no-host-ssh?',
    ],
    [
      'a day that does not exist',
      waiver('host-hardening/no-host-ssh', '2026-02-30'),
      '4:12 wrong-value waivers[0].until is "2026-02-30": expected a date such as 2026-12-31 or a time',
    ],
    [
      'a time without a zone',
      waiver('host-hardening/no-host-ssh', '2026-12-01T10:00:00'),
      '4:12 wrong-value waivers[0].until is "2026-12-01T10:00:00": expected',
    ],
    [
      'a waiver beyond the limit',
      waiver('host-hardening/no-host-ssh', '2027-02-19'),
      '4:12 waiver-too-long waivers[0].until is 2027-02-19: expected 2027-02-18 at the latest (waiver-limit 90d); write 2027-02-18 or earlier',
    ],
    [
      'a waiver without a reason',
      'waivers:\n  - { control: a/b, subject: c, until: 2026-12-01, owner: kim }',
      '2:5 missing-key waivers[0] lacks reason: expected a text; add reason',
    ],
    [
      'a duration in words',
      'waiver-limit: 3 months',
      '1:15 wrong-value waiver-limit is "3 months": expected a duration such as 10m, 4h or 30d; seawall.schema.json describes each key',
    ],
    [
      'a brake without a window',
      'brake: { window: 0m }',
      '1:18 wrong-value brake.window is "0m": expected a duration',
    ],
    [
      'a count below one',
      'brake: { actions: 0 }',
      '1:19 wrong-value brake.actions is 0: expected a whole number from 1; seawall.schema.json describes each key',
    ],
    [
      'a boolean in words',
      'hosts: { imds-blocked: yes }',
      '1:24 wrong-value hosts.imds-blocked is "yes": expected true or false; seawall.schema.json describes each key',
    ],
    [
      'a protected thing of no known kind',
      'protected: [core]',
      '1:13 wrong-value protected[0] is "core": expected an ARN glob, namespace:…, cluster:…, account:… or tag:key=value',
    ],
    [
      'a custom control in a family of ours',
      'custom: [{ id: host-hardening/x, judges: host, severity: low, holds: "true", message: m }]',
      '1:16 wrong-value "host-hardening/x" is in a family of Seawall\'s own; use a family of yours',
    ],
    [
      'two custom controls of one id',
      'custom:\n- &c { id: a/x, judges: host, severity: low, holds: "true", message: m }\n- *c\n',
      '2:12 duplicate-name there is a custom control "a/x" already',
    ],
    [
      'a key twice',
      'mode: observe\nmode: enforce\n',
      '2:1 duplicate-key the key "mode" is there already; keep one of the two',
    ],
    [
      'a key twice, once as a number',
      'organisation: { accounts: { "111122223333": a, 111122223333: b } }',
      '1:48 duplicate-key the key "111122223333" is there already',
    ],
    [
      'YAML that does not parse',
      'mode: "observe\n',
      '2:1 yaml-syntax Missing closing "quote; check indentation, quotes and brackets there',
    ],
    ['a tag', 'mode: !!js/function observe\n', '1:7 yaml-syntax Unresolved tag'],
    [
      'two documents',
      'mode: observe\n---\nmode: enforce\n',
      '2:1 yaml-syntax Source contains multiple documents',
    ],
    ['an alias of nothing', 'mode: *m\n', '1:7 yaml-syntax an alias names no anchor before it'],
    ['a key that is a list', '[a]: 1\n', '1:1 yaml-syntax a key that is not a text'],
    [
      'a number that JSON lacks',
      'brake: { actions: .inf }',
      '1:19 wrong-type a value that JSON does not have',
    ],
    ['a list as the whole', '- mode\n', '1:1 wrong-type the file is a list: expected a map of keys'],
    [
      'a prototype key',
      'rules:\n  - { when: { tags: { __proto__: x } }, controls: ["*"] }',
      '2:23 unknown-key unknown key __proto__',
    ],
  ];

  it.each(cases)('%s', (_, text, expected) => {
    const [first = ''] = problems(text);
    expect(first.slice(0, expected.length)).toBe(expected);
  });

  it('tells all mistakes of one kind, in file order', () => {
    const text = 'mode: x\nprofile: y\nprotcted: []\nbrake: { window: 1 }\n';
    expect(problems(text).map((line) => line.split(' ')[0])).toEqual(['1:7', '2:10', '3:1', '4:18']);
  });

  it('tells file, place, mistake and remedy of a problem', () => {
    const loaded = loadPolicy('mode: enforced', options);
    const found = loaded.ok ? [] : loaded.problems;
    const lines = found.map(
      ({ file, line, column, message, remedy }) => `${file}:${line}:${column}: ${message}; ${remedy}`,
    );
    expect(lines).toEqual([
      'seawall.yml:1:7: mode is "enforced": expected observe, approve or enforce; did you mean enforce?',
    ]);
  });

  it('cuts long values', () => {
    expect(problems(`mode: ${'a'.repeat(500)}`)[0]).toMatch(/^1:7 wrong-value mode is "a{59}…: expected/);
  });

  it('has no named files where none can be read', () => {
    const { readFile: _, ...withoutFiles } = options;
    const loaded = loadPolicy(group('environment-schema: schemas/payments.json'), withoutFiles);
    expect(loaded.ok ? null : loaded.problems[0]?.code).toBe('file-missing');
  });
});

describe('hostile files', () => {
  it('stops at an alias that holds itself', () => {
    expect(problems('groups: &g [*g]')[0]).toContain('nested deeper than 40');
  });

  it('stops at a billion laughs', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 10; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    expect(problems(lines.join('\n'))[0]).toContain('the aliases stand for too many values');
  });

  it('stops at a huge file, and at one nested too deeply', () => {
    expect(problems(`# ${'x'.repeat(1_000_000)}`)[0]).toContain('too-large');
    expect(problems(`mode: ${'['.repeat(100)}${']'.repeat(100)}`)[0]).toContain('nested deeper than 40');
    expect(problems(`mode: ${'['.repeat(50_000)}`)[0]).toContain('nested deeper than 40');
  });

  it('stops counting at a hundred mistakes, in good time', () => {
    const text = Array.from({ length: 30_000 }, (_, index) => `k${index}: 1`).join('\n');
    const start = processorMs();
    expect(problems(text)).toHaveLength(100);
    expect(calmMsSince(start)).toBeLessThan(10_000);
  });

  it('never throws', () => {
    const words = fc.constantFrom(
      'mode',
      'groups',
      'match',
      'rules',
      'when',
      ':',
      ' ',
      '\n',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '&a',
      '*a',
      '"',
      '1',
      '__proto__',
      'controls',
      'waivers',
      ',',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (parts) => void problems(parts.join(''))),
      runs(500),
    );
    fc.assert(fc.property(fc.json({ maxDepth: 4 }), (text) => void problems(text)));
  });
});
