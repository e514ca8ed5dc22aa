// Ways through other roles to an administrator: what opens a step, what does not, and agreement with the evaluator on small accounts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../shared/iam/decision/evaluate.ts';
import { reachesOf } from '../../../shared/iam/escalation/reach.ts';
import { parsePolicy } from '../../../shared/iam/policy/parse.ts';
import { principalsOf } from '../../../shared/intake/documents/account-details.ts';
import { nowhere } from '../../../shared/intake/workload/where.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { runs } from '../../support/extent.ts';

const account = '111122223333';
const arnOf = (name: string) => `arn:aws:iam::${account}:role/${name}`;
const document = (...Statement: JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement });
const allow = (Action: string | string[], Resource: string | string[] = '*', more: JsonObject = {}) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...more,
});
const trust = (Principal: JsonObject | string, more: JsonObject = {}) =>
  document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more });
const byAccount = trust({ AWS: `arn:aws:iam::${account}:root` });
const byService = (service: string) => trust({ Service: `${service}.amazonaws.com` });
const closed = trust({ AWS: 'arn:aws:iam::444455556666:root' });

interface Given {
  readonly trust?: JsonObject;
  readonly holds?: readonly JsonObject[];
  readonly boundary?: JsonObject;
}

function accountOf(roles: Readonly<Record<string, Given>>): JsonObject {
  const boundaries = Object.entries(roles).filter(([, { boundary }]) => boundary !== undefined);
  return {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: Object.entries(roles).map(([name, { trust: own = closed, holds = [], boundary }]) => ({
      ...{ Path: '/', RoleName: name, Arn: arnOf(name), AssumeRolePolicyDocument: own },
      RolePolicyList: holds.map((held, index) => ({
        PolicyName: `p${index}`,
        PolicyDocument: document(held),
      })),
      AttachedManagedPolicies: [],
      ...(boundary && {
        PermissionsBoundary: { PermissionsBoundaryArn: `arn:aws:iam::${account}:policy/${name}` },
      }),
    })),
    Policies: boundaries.map(([name, { boundary }]) => ({
      ...{ PolicyName: name, Arn: `arn:aws:iam::${account}:policy/${name}` },
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: document(boundary ?? {}) }],
    })),
  };
}

const principals = (roles: Readonly<Record<string, Given>>) =>
  principalsOf(accountOf(roles), { ...nowhere, account });
const wayOf = (roles: Readonly<Record<string, Given>>, from = 'app') =>
  principals(roles)
    .find(({ name }) => name === from)
    ?.reach?.steps.map(({ to, actions }) => [to.slice(to.lastIndexOf('/') + 1), ...actions]);

const admin = allow('*');
const assume = (resource: string | string[]) => allow('sts:AssumeRole', resource);

describe('reaching an administrator', () => {
  it.each<[string, Readonly<Record<string, Given>>, readonly (readonly string[])[]]>([
    [
      'a trust that names the role is enough within the account',
      { app: {}, admin: { trust: trust({ AWS: arnOf('app') }), holds: [admin] } },
      [['admin', 'sts:AssumeRole']],
    ],
    [
      'a trust in the account, and the right to assume it',
      { app: { holds: [assume(arnOf('admin'))] }, admin: { trust: byAccount, holds: [admin] } },
      [['admin', 'sts:AssumeRole']],
    ],
    [
      'the same by wildcard',
      { app: { holds: [assume(arnOf('a*'))] }, admin: { trust: byAccount, holds: [admin] } },
      [['admin', 'sts:AssumeRole']],
    ],
    [
      'two roles on the way, the shortest way told',
      {
        app: { holds: [assume(arnOf('deploy'))] },
        deploy: { trust: byAccount, holds: [assume('*')] },
        admin: { trust: byAccount, holds: [admin] },
      },
      [
        ['deploy', 'sts:AssumeRole'],
        ['admin', 'sts:AssumeRole'],
      ],
    ],
    [
      'a task with that role',
      {
        app: { holds: [allow(['iam:PassRole', 'ecs:RunTask'], '*')] },
        task: { trust: byService('ecs-tasks'), holds: [admin] },
      },
      [['task', 'iam:PassRole', 'ecs:RunTask']],
    ],
    [
      'one role by name, whose service is demanded',
      {
        app: {
          holds: [
            allow('iam:PassRole', arnOf('task'), {
              Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
            }),
            allow('ecs:RunTask', 'arn:aws:ecs:*:*:task-definition/shop:*'),
          ],
        },
        task: { trust: byService('ecs-tasks'), holds: [admin] },
      },
      [['task', 'iam:PassRole', 'ecs:RunTask']],
    ],
    [
      'a pod’s role',
      {
        app: { holds: [allow(['iam:PassRole', 'eks:CreatePodIdentityAssociation'])] },
        pod: { trust: byService('pods.eks'), holds: [admin] },
      },
      [['pod', 'iam:PassRole', 'eks:CreatePodIdentityAssociation']],
    ],
  ])('%s', (_, roles, way) => {
    expect(wayOf(roles)).toEqual(way);
  });

  const demanded = (service: string) => ({
    Condition: { StringEquals: { 'iam:PassedToService': `${service}.amazonaws.com` } },
  });
  const open = { trust: byAccount, holds: [admin] };

  it.each<[string, Readonly<Record<string, Given>>]>([
    ['no administrator there', { app: { holds: [assume('*')] }, other: { trust: byAccount } }],
    ['a role that trusts nobody here', { app: { holds: [assume('*')] }, admin: { holds: [admin] } }],
    ['no right to assume', { app: { holds: [allow('s3:*')] }, admin: open }],
    ['a right on another role', { app: { holds: [assume(arnOf('other'))] }, admin: open }],
    ['a Deny', { app: { holds: [assume('*'), { ...assume(arnOf('admin')), Effect: 'Deny' }] }, admin: open }],
    [
      'a Deny on a role that names it',
      {
        app: { holds: [{ ...assume('*'), Effect: 'Deny' }] },
        admin: { trust: trust({ AWS: arnOf('app') }), holds: [admin] },
      },
    ],
    ['a boundary', { app: { holds: [assume('*')], boundary: allow('s3:*') }, admin: open }],
    [
      'a trust narrowed to somebody',
      {
        app: { holds: [assume('*')] },
        admin: {
          ...open,
          trust: trust(
            { AWS: `arn:aws:iam::${account}:root` },
            { Condition: { ArnEquals: { 'aws:PrincipalArn': arnOf('ops') } } },
          ),
        },
      },
    ],
    [
      'an administrator whose boundary is none',
      { app: { holds: [assume('*')] }, admin: { ...open, boundary: allow('s3:*') } },
    ],
    [
      'passing without anything to run it',
      { app: { holds: [allow('iam:PassRole')] }, task: { trust: byService('ecs-tasks'), holds: [admin] } },
    ],
    [
      'passing to another service',
      {
        app: { holds: [allow('iam:PassRole', '*', demanded('lambda')), allow('ecs:RunTask')] },
        task: { trust: byService('ecs-tasks'), holds: [admin] },
      },
    ],
    [
      'a role of another service',
      {
        app: { holds: [allow(['iam:PassRole', 'ecs:RunTask'])] },
        task: { trust: byService('lambda'), holds: [admin] },
      },
    ],
  ])('not by %s', (_, roles) => {
    expect(wayOf(roles)).toBeUndefined();
  });

  it('tells nothing of the administrators themselves', () => {
    const roles = {
      admin: { trust: byAccount, holds: [admin] },
      other: { trust: byAccount, holds: [admin] },
    };
    expect(reachesOf(principals(roles)).size).toBe(0);
  });

  it('tells the place of what opens each step', () => {
    const roles = {
      app: { holds: [assume(arnOf('deploy'))] },
      deploy: { trust: byAccount },
      admin: { trust: trust({ AWS: arnOf('deploy') }), holds: [admin] },
    };
    expect(principals(roles)[0]?.reach?.steps.map(({ path }) => path)).toEqual([
      'RoleDetailList[0].RolePolicyList[0].PolicyDocument.Statement[0]',
      'RoleDetailList[2].AssumeRolePolicyDocument.Statement[0].Principal.AWS',
    ]);
  });
});

const names = ['a', 'b', 'c', 'd'];
const name = fc.constantFrom(...names);
const resource = fc.oneof(name.map(arnOf), fc.constantFrom('*', arnOf('*'), arnOf('?'), arnOf('a*')));
const held = fc.record({ effect: fc.constantFrom('Allow', 'Allow', 'Deny'), resource });
const given: fc.Arbitrary<Given> = fc
  .record({
    trusts: fc.oneof(
      fc.constant(byAccount),
      fc.constant(closed),
      name.map((one) => trust({ AWS: arnOf(one) })),
    ),
    holds: fc.array(held, { maxLength: 3 }),
    isAdmin: fc.integer({ min: 0, max: 3 }).map((draw) => draw === 0),
  })
  .map(({ trusts, holds, isAdmin }) => ({
    trust: trusts,
    holds: [
      ...holds.map((one) => ({ Effect: one.effect, Action: 'sts:AssumeRole', Resource: one.resource })),
      ...(isAdmin ? [admin] : []),
    ],
  }));

/** Who gets where by asking the evaluator about each pair, again and again. */
function slowly(roles: Readonly<Record<string, Given>>): Set<string> {
  const policyOf = (value: JsonObject) => {
    const parsed = parsePolicy(value);
    if (!parsed.ok) throw new Error(parsed.reason);
    return parsed.policy;
  };
  const may = (from: string, to: string) =>
    decide(
      { action: 'sts:AssumeRole', resource: arnOf(to), principal: arnOf(from) },
      {
        identity: (roles[from]?.holds ?? []).map((one) => policyOf(document(one))),
        resource: policyOf(roles[to]?.trust ?? closed),
      },
    ).decision === 'allowed';
  const administrators = names.filter((one) => roles[one]?.holds?.includes(admin));
  const got = new Set(administrators);
  for (const _ of names)
    for (const from of names)
      if (names.some((to) => to !== from && got.has(to) && may(from, to))) got.add(from);
  return new Set([...got].filter((one) => !administrators.includes(one)));
}

describe('laws of reaching', () => {
  it('agrees with the evaluator, asked pair by pair', () => {
    fc.assert(
      fc.property(fc.tuple(given, given, given, given), (drawn) => {
        const roles = Object.fromEntries(names.map((one, index) => [one, drawn[index] ?? {}]));
        const found = new Set(
          [...reachesOf(principals(roles)).keys()].map((arn) => arn.slice(arn.lastIndexOf('/') + 1)),
        );
        expect(found).toEqual(slowly(roles));
      }),
      runs(500),
    );
  });
});
