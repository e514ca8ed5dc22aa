// What `seawall init` proposes: it loads whatever was seen, as it stands and with every # taken away, and says what was seen.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dutiesOf } from '../../cli/proposal/duties.ts';
import { placesOf } from '../../cli/proposal/from-snapshot.ts';
import { meantAmong } from '../../cli/proposal/meant.ts';
import { registriesOf } from '../../cli/proposal/registries.ts';
import type { Seen } from '../../cli/proposal/seen.ts';
import { under } from '../../cli/proposal/under.ts';
import { policyText } from '../../cli/proposal/write.ts';
import { harmless } from '../../cli/terminal/terminal.ts';
import { controls } from '../../shared/controls/index.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Principal } from '../../shared/model/principal.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import { observationsOf, policyFrom } from '../support/judging.ts';

const now = '2026-11-30T09:00:00.000Z';
const load = (text: string) => loadPolicy(text, { file: 'seawall.yml', controls, now });
const problems = (text: string) => {
  const loaded = load(text);
  return loaded.ok ? [] : loaded.problems.map(({ line, message }) => `${line}: ${message}`);
};
/** What whoever takes every `# ` away would have. */
const decided = (text: string) => text.replace(/^# /gm, '');

const nobody = { orchestrators: [], administrators: [], pipelines: [], both: [] };
const nothing: Seen = {
  ...{ from: 'facts.json', accounts: [], registries: [], duties: nobody, places: [], meant: [] },
};

const hostile = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }),
  fc.constantFrom(
    'a\n# b: c',
    '"',
    "'",
    '# x',
    '$a',
    ': ',
    '- x',
    '\u2028',
    '::error::x',
    '##[command]',
    '---\n',
  ),
);
const names = fc.array(fc.record({ name: hostile, count: fc.nat() }), { maxLength: 25 });
const place = fc.record({ cluster: fc.option(hostile), namespace: fc.option(hostile), workloads: fc.nat() });
const meant = fc.record({
  control: fc.constantFrom(...controls.map(({ id }) => id)),
  ...{ subject: hostile, why: hostile, count: fc.nat() },
});
const anything: fc.Arbitrary<Seen> = fc.record({
  from: hostile,
  accounts: fc
    .array(fc.record({ name: fc.oneof(hostile, fc.stringMatching(/^\d{12}$/)), count: fc.nat() }), {
      maxLength: 25,
    })
    .map((all) => [...new Map(all.map((one) => [one.name, one])).values()]),
  registries: fc.array(fc.record({ name: hostile, count: fc.nat(), own: fc.boolean() }), { maxLength: 25 }),
  duties: fc.record({ orchestrators: names, administrators: names, pipelines: names, both: names }),
  places: fc.array(place, { maxLength: 25 }).map(placesOf),
  meant: fc.array(meant, { maxLength: 25 }),
});

describe('a proposed policy', () => {
  it('loads whatever was seen, as it is written to a file', () => {
    fc.assert(
      fc.property(anything, (seen) => void expect(problems(harmless(policyText(seen, now)))).toEqual([])),
    );
  });

  it('loads with every # taken away, whatever was seen', () => {
    fc.assert(
      fc.property(
        anything,
        (seen) => void expect(problems(decided(harmless(policyText(seen, now))))).toEqual([]),
      ),
    );
  });

  it('only observes, and waives nothing before somebody has decided', () => {
    fc.assert(
      fc.property(anything, (seen) => {
        const loaded = load(policyText(seen, now));
        if (!loaded.ok) throw new Error('does not load');
        expect(loaded.policy).toMatchObject({ mode: 'observe', waivers: [], rules: [] });
        expect(loaded.policy.view.people.orchestrators).toBeNull();
      }),
    );
  });

  it('keeps each place as a group that means that place alone', () => {
    const text = policyText({ ...nothing, places: placesOf([{ cluster: 'a"b: [', namespace: 'x' }]) }, now);
    const loaded = load(text);
    expect(loaded.ok && loaded.policy.groups.map(({ match }) => match)).toMatchObject([
      [{ cluster: ['a"b: ['], namespace: ['x'] }],
    ]);
  });

  it('proposes no group of a name that is a pattern', () => {
    expect(
      placesOf([
        { cluster: '*', namespace: null },
        { cluster: 'shop', namespace: null },
      ]),
    ).toEqual([{ cluster: 'shop', namespace: null, workloads: 1 }]);
  });

  it('lists a registry of an account that was seen, and leaves the others to be decided', () => {
    const images = [
      '111122223333.dkr.ecr.eu-central-1.amazonaws.com/a:1',
      'nginx:1',
      'ghcr.io/acme/x:2',
      '<IMAGE>',
    ];
    const registries = registriesOf(images, new Set(['111122223333']));
    const loaded = load(policyText({ ...nothing, registries }, now));
    expect(loaded.ok && loaded.policy.view.trust.registries).toEqual([
      '111122223333.dkr.ecr.eu-central-1.amazonaws.com/*',
    ]);
    expect(registries.map(({ name }) => name)).toEqual([
      '111122223333.dkr.ecr.eu-central-1.amazonaws.com/*',
      'docker.io/library/*',
      'ghcr.io/acme/*',
    ]);
  });
});

describe('who orchestrates', () => {
  const role = (name: string, action: string, trusted: object) => ({
    RoleName: name,
    Arn: `arn:aws:iam::111122223333:role/${name}`,
    Path: '/',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: trusted }],
    },
    RolePolicyList: [
      {
        PolicyName: 'p',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
        },
      },
    ],
    AttachedManagedPolicies: [],
  });
  const account = { AWS: 'arn:aws:iam::111122223333:root' };
  const principals = observationsOf({
    UserDetailList: [],
    GroupDetailList: [],
    Policies: [],
    RoleDetailList: [
      role('deploy', 'ecs:UpdateService', account),
      role('reader', 'ecs:Describe*', account),
      role('platform', 'iam:AttachRolePolicy', account),
      role('all', '*', account),
      role('task', 'ecs:RunTask', { Service: 'ecs-tasks.amazonaws.com' }),
    ],
  })
    .flatMap(({ subjects }) => subjects)
    .filter((one): one is Principal => one.kind === 'principal');

  it('is told by what a role may do, not by its name; administrators of everything administer', () => {
    const { orchestrators, administrators, both } = dutiesOf(principals);
    const named = (list: readonly { name: string }[]) => list.map(({ name }) => name.split('/').at(-1));
    expect(named(orchestrators)).toEqual(['deploy']);
    expect(named(administrators)).toEqual(['all', 'platform']);
    expect(both).toEqual([]);
  });
});

const finding = (more: Partial<Finding>): Finding =>
  ({
    ...{
      id: 'f',
      control: 'namespace-isolation/no-host-paths',
      severity: 'high',
      status: 'open',
      dormant: false,
    },
    ...{ instances: [], subject: { kind: 'workload', id: 'DaemonSet/kube-system/x', name: 'x' } },
    ...more,
  }) as Finding;

describe('what is meant', () => {
  it('is what an agent of hosts needs of its host, and nothing else', () => {
    const agent = finding({ subject: { ...finding({}).subject, id: 'a', name: 'aws-node' } });
    const web = finding({ subject: { ...finding({}).subject, id: 'b', name: 'web' } });
    const secret = finding({ control: 'input-validation/no-plaintext-secrets', subject: agent.subject });
    const daemon = finding({ subject: { ...finding({}).subject, id: 'c', name: 'own' } });
    expect(meantAmong([agent, web, secret, daemon], new Set(['c'])).map(({ subject }) => subject)).toEqual([
      'a',
      'c',
    ]);
  });
});

describe('what a policy would mean', () => {
  it('parts loud from quiet by severity, and counts what sleeps', () => {
    const all = [
      finding({}),
      finding({ severity: 'low' }),
      finding({ dormant: true }),
      finding({ status: 'waived' }),
      finding({ status: 'resolved' }),
    ];
    const told = under(policyFrom({}), controls, all);
    expect(told).toMatchObject({ dormant: 1, waived: 1 });
    expect([told.loud, told.quiet].map((list) => list.map(({ findings }) => findings))).toEqual([[1], [1]]);
    expect(told.asleep.map(({ control }) => control)).toContain('image-provenance/trusted-registry');
  });
});
