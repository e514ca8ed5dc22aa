// Groups and conditions: yes, no and unknown.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameOf } from '../../shared/model/arn.ts';
import { groupOf, matches } from '../../shared/policy/groups.ts';
import type { When } from '../../shared/policy/policy.ts';
import { context, policy } from './fixtures.ts';

/** The `when` of one rule, as a policy would write it; groups `pay` and `web` exist. */
function when(written: string): When {
  const groups = 'groups: [{ name: pay, match: {} }, { name: web, match: {} }]';
  return policy(`${groups}\nrules: [{ when: ${written}, controls: ["*"] }]`).rules[0]?.when ?? [];
}

describe('matches', () => {
  const shop = context({
    account: '111122223333',
    region: 'eu-west-1',
    cluster: 'shop',
    namespace: 'web',
    tags: { team: 'a' },
  });
  const onEcs = context({ platform: 'ecs', cluster: 'pay-prod', account: '111122223333' });

  it.each([
    ['{}', 'yes'],
    ['[]', 'no'],
    ['{ cluster: shop, namespace: web }', 'yes'],
    ['{ cluster: shop, namespace: pay }', 'no'],
    ['{ cluster: [pay, "sh*"] }', 'yes'],
    ['{ cluster: [] }', 'no'],
    ['[{ cluster: pay }, { namespace: web }]', 'yes'],
    ['{ account: "1111*", region: eu-west-1, platform: kubernetes }', 'yes'],
    ['{ platform: [ecs, eks] }', 'no'],
    ['{ tags: { team: [a, b] } }', 'yes'],
    ['{ tags: { team: b } }', 'no'],
    ['{ tags: { owner: "*" } }', 'no'],
    ['{ tags: { constructor: "*" } }', 'no'],
  ])('%s of a pod: %s', (written, answer) => {
    expect(matches(when(written), shop)).toBe(answer);
  });

  it.each([
    // What ECS does not have does not match; what is only not known is unknown.
    ['{ namespace: web }', 'no'],
    ['{ namespace: "*" }', 'no'],
    ['{ region: eu-west-1 }', 'unknown'],
    ['{ tags: { team: a } }', 'unknown'],
    ['{ region: eu-west-1, cluster: "pay-*" }', 'unknown'],
    ['{ region: eu-west-1, cluster: shop }', 'no'],
    ['[{ region: eu-west-1 }, { cluster: "pay-*" }]', 'yes'],
    ['[{ region: eu-west-1 }, { cluster: shop }]', 'unknown'],
    ['{ group: pay }', 'unknown'],
  ])('%s of an ECS task of which little is known: %s', (written, answer) => {
    expect(matches(when(written), onEcs)).toBe(answer);
  });

  it.each([
    ['iam', '{ region: "*" }', 'no'],
    ['iam', '{ cluster: "*" }', 'no'],
    ['iam', '{ account: "*" }', 'unknown'],
    ['ecr', '{ cluster: "*" }', 'no'],
    ['oci', '{ account: "*" }', 'no'],
    ['ec2', '{ cluster: "*" }', 'unknown'],
    ['eks', '{ namespace: "*" }', 'no'],
    ['kubernetes', '{ namespace: "*" }', 'unknown'],
  ] as const)('%s: %s is %s where nothing is known', (platform, written, answer) => {
    expect(matches(when(written), context({ platform }))).toBe(answer);
  });

  it('does not know the platform of nothing', () => {
    const nothing = context({ platform: null });
    expect(matches(when('{ platform: ecs }'), nothing)).toBe('unknown');
    expect(matches(when('{ namespace: a }'), nothing)).toBe('unknown');
  });

  it('asks for the group where it is given', () => {
    const pay = policy('groups: [{ name: pay, match: {} }]').view.groups[0] ?? null;
    expect(matches(when('{ group: pay }'), shop, { known: true, group: pay })).toBe('yes');
    expect(matches(when('{ group: "p*" }'), shop, { known: true, group: pay })).toBe('yes');
    expect(matches(when('{ group: web }'), shop, { known: true, group: pay })).toBe('no');
    expect(matches(when('{ group: [pay] }'), shop, { known: true, group: null })).toBe('no');
    expect(matches(when('{ group: pay }'), shop, { known: false, reason: '?' })).toBe('unknown');
  });

  it.each([
    ['arn:aws:ecs:eu-west-1:111122223333:cluster/pay-prod', 'pay-prod'],
    ['arn:aws-cn:eks:cn-north-1:111122223333:cluster/pay-prod', 'pay-prod'],
    ['arn:aws-us-gov:ecs:us-gov-west-1:111122223333:cluster/pay-prod', 'pay-prod'],
    ['pay-prod', 'pay-prod'],
    ['arn:odd', 'arn:odd'],
  ])('the cluster %s goes by the name %s', (cluster, name) => {
    expect(nameOf(cluster)).toBe(name);
    expect(matches(when(`{ cluster: "${name}" }`), context({ cluster }))).toBe('yes');
    expect(matches(when(`{ cluster: "${cluster}" }`), context({ cluster }))).toBe('yes');
  });

  it('never changes a known answer when more becomes known', () => {
    const value = fc.constantFrom('a', 'b');
    const condition = fc.record(
      { account: value, region: value, cluster: value, namespace: value, team: value },
      { requiredKeys: [] },
    );
    const known = fc.record({ account: value, region: value, cluster: value, namespace: value, team: value });
    const hidden = fc.subarray(['account', 'region', 'cluster', 'namespace', 'tags'] as const);
    const written = fc.array(condition, { maxLength: 3 });
    fc.assert(
      fc.property(written, known, hidden, (conditions, { team, ...place }, hide) => {
        const asWritten = conditions.map(({ team: wanted, ...keys }) =>
          wanted ? { ...keys, tags: { team: wanted } } : keys,
        );
        const asked = when(JSON.stringify(asWritten));
        const all = context({ ...place, tags: { team } });
        const some = { ...all, ...Object.fromEntries(hide.map((key) => [key, null])) };
        const before = matches(asked, some);
        const after = matches(asked, all);
        expect(after).not.toBe('unknown');
        if (before !== 'unknown') expect(after).toBe(before);
      }),
    );
  });
});

describe('groupOf', () => {
  const two = policy(`
groups:
  - { name: pay, match: [{ cluster: "pay-*", namespace: "pay-*" }, { cluster: "pay-*", platform: ecs, tags: { team: payments } }] }
  - { name: rest, match: {} }
`);
  const nameOf = (known: Parameters<typeof context>[0]) => {
    const answer = groupOf(two, context(known));
    return answer.known ? (answer.group?.name ?? null) : answer.reason;
  };

  it('is the first that matches', () => {
    expect(nameOf({ cluster: 'pay-1', namespace: 'pay-api' })).toBe('pay');
    expect(nameOf({ cluster: 'pay-1', namespace: 'web' })).toBe('rest');
    expect(nameOf({ platform: 'ecs', cluster: 'pay-1', tags: { team: 'payments' } })).toBe('pay');
    expect(nameOf({ platform: 'ecs', cluster: 'pay-1', tags: {} })).toBe('rest');
  });

  it('is unknown where an earlier one may match, and says what is missing', () => {
    expect(nameOf({ cluster: 'pay-1' })).toBe(
      'whether it belongs to group pay depends on its namespace, not known here',
    );
    expect(nameOf({ platform: 'ecs' })).toBe(
      'whether it belongs to group pay depends on its cluster and tags, not known here',
    );
  });

  it('is none where no group matches, or there are none', () => {
    expect(groupOf(policy(''), context())).toEqual({ known: true, group: null });
    const one = policy('groups: [{ name: a, match: { cluster: a } }]');
    expect(groupOf(one, context({ cluster: 'b' }))).toEqual({ known: true, group: null });
  });
});
