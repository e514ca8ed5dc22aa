// Decisions: which policies must allow, explicit denies, accounts, and laws that hold for any policies.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccessRequest, decide, type IamDecision } from '../../../shared/iam/decision/evaluate.ts';
import type { PolicyDocument } from '../../../shared/iam/policy/document.ts';
import { statementCoversAction } from '../../../shared/iam/policy/match.ts';
import { parsePolicy } from '../../../shared/iam/policy/parse.ts';
import { policy, policyOf, statement, universe, variable } from '../arbitraries.ts';

function of(...statements: object[]): PolicyDocument {
  const parsed = parsePolicy({ Version: '2012-10-17', Statement: statements });
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.policy;
}
const allow = (Action: string, more: object = {}) => of({ Effect: 'Allow', Action, Resource: '*', ...more });
const deny = (Action: string, more: object = {}) => of({ Effect: 'Deny', Action, Resource: '*', ...more });
const opens = (Principal: unknown, Action = '*', more: object = {}) =>
  of({ Effect: 'Allow', Action, Principal, ...more });

const user = 'arn:aws:iam::111122223333:user/team/kim';
const role = 'arn:aws:iam::111122223333:role/team/app';
const session = 'arn:aws:sts::111122223333:assumed-role/app/s1';
const get: AccessRequest = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', principal: user };
const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };

describe('decide', () => {
  it.each<[string, IamDecision['decision'], Parameters<typeof decide>]>([
    ['no policy', 'implicit-deny', [get, { identity: [] }]],
    ['an identity policy', 'allowed', [get, { identity: [allow('s3:*')] }]],
    ['an identity policy without Resource', 'implicit-deny', [get, { identity: [opens('*')] }]],
    [
      'NotResource',
      'allowed',
      [get, { identity: [of({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::other/*' })] }],
    ],
    ['an explicit deny', 'denied', [get, { identity: [allow('*'), deny('s3:Get*')] }]],
    ['a deny nobody can tell', 'conditional', [get, { identity: [allow('*'), deny('*', mfa)] }]],
    ['an allow nobody can tell', 'conditional', [get, { identity: [allow('*', mfa)] }]],
    [
      'a complete context',
      'implicit-deny',
      [{ ...get, contextComplete: true }, { identity: [allow('*', mfa)] }],
    ],
    ['a deny nobody can tell, where nothing allows', 'implicit-deny', [get, { identity: [deny('*', mfa)] }]],
    ['a boundary that allows', 'allowed', [get, { identity: [allow('*')], boundary: allow('s3:*') }]],
    [
      'a boundary that does not',
      'implicit-deny',
      [get, { identity: [allow('*')], boundary: allow('ecs:*') }],
    ],
    [
      'a session policy that does not',
      'implicit-deny',
      [get, { identity: [allow('*')], session: [allow('ecs:*')] }],
    ],
    [
      'every SCP level allows',
      'allowed',
      [get, { identity: [allow('*')], scps: [[allow('*')], [allow('ecs:*'), allow('s3:*')]] }],
    ],
    [
      'one SCP level does not',
      'implicit-deny',
      [get, { identity: [allow('*')], scps: [[allow('*')], [allow('ecs:*')]] }],
    ],
    ['an SCP denies', 'denied', [get, { identity: [allow('*')], scps: [[allow('*'), deny('s3:*')]] }]],
    [
      'a variable of the user',
      'allowed',
      [
        { ...get, resource: 'arn:aws:s3:::b/kim/x' },
        { identity: [allow('*', { Resource: `arn:aws:s3:::b/${variable('aws:username')}/*` })] },
      ],
    ],
    [
      'the caller identity',
      'allowed',
      [{ ...get, action: 'STS:GetCallerIdentity' }, { identity: [deny('*')] }],
    ],
  ])('%s: %s', (_, expected, [request, policies]) => {
    expect(decide(request, policies).decision).toBe(expected);
  });

  it.each<[string, IamDecision['decision'], string | undefined, Parameters<typeof decide>[1]]>([
    ['resource policy names the user', 'allowed', user, { identity: [], resource: opens({ AWS: user }) }],
    [
      '… whom the boundary does not limit',
      'allowed',
      user,
      { identity: [], boundary: allow('ecs:*'), resource: opens({ AWS: user }) },
    ],
    [
      '… but an explicit deny does',
      'denied',
      user,
      { identity: [], boundary: deny('*'), resource: opens({ AWS: user }) },
    ],
    ['resource policy names the role', 'allowed', session, { identity: [], resource: opens({ AWS: role }) }],
    [
      '… whom the boundary limits',
      'implicit-deny',
      session,
      { identity: [], boundary: allow('ecs:*'), resource: opens({ AWS: role }) },
    ],
    [
      'resource policy names another role',
      'implicit-deny',
      session,
      { identity: [], resource: opens({ AWS: `${role}2` }) },
    ],
    [
      'resource policy names the session',
      'allowed',
      session,
      { identity: [], session: [allow('ecs:*')], resource: opens({ AWS: session }) },
    ],
    [
      'resource policy names the account',
      'implicit-deny',
      user,
      { identity: [], resource: opens({ AWS: '111122223333' }) },
    ],
    ['resource policy opens to all', 'allowed', user, { identity: [], resource: opens('*') }],
    [
      'resource policy denies',
      'denied',
      user,
      { identity: [allow('*')], resource: of({ Effect: 'Deny', Principal: '*', Action: '*' }) },
    ],
    [
      'resource policy denies others, perhaps the account of the user too',
      'conditional',
      user,
      { identity: [allow('*')], resource: of({ Effect: 'Deny', NotPrincipal: { AWS: user }, Action: '*' }) },
    ],
    [
      'a statement without principal',
      'implicit-deny',
      user,
      { identity: [], resource: of({ Effect: 'Allow', Action: '*' }) },
    ],
    [
      'a service',
      'allowed',
      'ecs-tasks.amazonaws.com',
      { identity: [], resource: opens({ Service: 'ecs-tasks.amazonaws.com' }) },
    ],
    ['nobody knows who asks', 'conditional', undefined, { identity: [], resource: opens({ AWS: user }) }],
    ['no resource policy', 'allowed', user, { identity: [allow('*')], resource: null }],
  ])('within an account, %s: %s', (_, expected, principal, policies) => {
    const { action, resource } = get;
    expect(
      decide({ action, resource, ...(principal === undefined ? {} : { principal }) }, policies).decision,
    ).toBe(expected);
  });

  it.each<[string, IamDecision['decision'], Parameters<typeof decide>[1]]>([
    ['both allow', 'allowed', { identity: [allow('*')], resource: opens({ AWS: '111122223333' }) }],
    [
      'only the identity',
      'implicit-deny',
      { identity: [allow('*')], resource: opens({ AWS: '444455556666' }) },
    ],
    ['only the resource', 'implicit-deny', { identity: [], resource: opens('*') }],
    ['there is no resource policy', 'implicit-deny', { identity: [allow('*')], resource: null }],
    ['the resource policy is not known', 'conditional', { identity: [allow('*')] }],
  ])('across accounts, %s: %s', (_, expected, policies) => {
    expect(decide({ ...get, resourceAccount: '444455556666' }, policies).decision).toBe(expected);
  });

  it('wants a role’s trust and a key’s policy to allow, even within the account', () => {
    const assume: AccessRequest = { action: 'sts:AssumeRole', resource: role, principal: user };
    expect(
      decide(assume, { identity: [allow('*')], resource: opens({ Service: 'x.amazonaws.com' }) }).decision,
    ).toBe('implicit-deny');
    expect(
      decide(assume, { identity: [allow('*')], resource: opens({ AWS: '111122223333' }) }).decision,
    ).toBe('allowed');
    expect(decide(assume, { identity: [], resource: opens({ AWS: '111122223333' }) }).decision).toBe(
      'implicit-deny',
    );
    expect(decide(assume, { identity: [], resource: opens({ AWS: user }) }).decision).toBe('allowed');
  });

  it('names the statements that apply and the keys nobody knows', () => {
    expect(
      decide(get, { identity: [allow('ecs:*'), allow('*')], boundary: allow('*', mfa), resource: null }),
    ).toEqual({
      decision: 'conditional',
      statements: ['identity[1].Statement[0]', 'boundary.Statement[0]'],
      conditions: ['aws:MultiFactorAuthPresent'],
    });
  });
});

const rank = { denied: 0, 'implicit-deny': 0, conditional: 1, allowed: 2 };
const request: fc.Arbitrary<AccessRequest> = fc.record({
  action: fc.constantFrom(...universe.actions),
  resource: fc.constantFrom(...universe.resources),
  principal: fc.constantFrom(user, 'arn:aws:iam::111122223333:user/y'),
  contextComplete: fc.boolean(),
  context: fc.constantFrom({}, { k: 'v' }, { k: ['v', 'y'] }),
});
const identity = fc.array(policy, { maxLength: 3 });
const decisionRank = (...call: Parameters<typeof decide>) => rank[decide(...call).decision];

describe('laws of decisions', () => {
  it('adding a Deny never allows more', () => {
    fc.assert(
      fc.property(request, identity, policy, statement('Deny'), (asked, policies, boundary, added) => {
        const before = decisionRank(asked, { identity: policies, boundary });
        expect(
          decisionRank(asked, { identity: [...policies, policyOf([added])], boundary }),
        ).toBeLessThanOrEqual(before);
        expect(
          decisionRank(asked, { identity: policies, boundary: policyOf([...boundary.statements, added]) }),
        ).toBeLessThanOrEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  it('adding an Allow never allows less', () => {
    fc.assert(
      fc.property(request, identity, policy, statement('Allow'), (asked, policies, scp, added) => {
        const before = decisionRank(asked, { identity: policies, scps: [[scp]] });
        expect(
          decisionRank(asked, { identity: [...policies, policyOf([added])], scps: [[scp]] }),
        ).toBeGreaterThanOrEqual(before);
        expect(
          decisionRank(asked, { identity: policies, scps: [[scp, policyOf([added])]] }),
        ).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  it('the order of statements and policies does not matter', () => {
    fc.assert(
      fc.property(request, identity, (asked, policies) => {
        const turned = policies.map((one) => policyOf([...one.statements].reverse())).reverse();
        expect(decide(asked, { identity: turned }).decision).toBe(
          decide(asked, { identity: policies }).decision,
        );
      }),
    );
  });

  it('a wildcard is the list of actions it covers', () => {
    fc.assert(
      fc.property(request, identity, (asked, policies) => {
        const listed = policies.map((one) =>
          policyOf(
            one.statements.map((each) => ({
              ...each,
              actions: universe.actions.filter((action) => statementCoversAction(each, action)),
              notActions: null,
            })),
          ),
        );
        expect(decide(asked, { identity: listed }).decision).toBe(
          decide(asked, { identity: policies }).decision,
        );
      }),
    );
  });

  it('knowing more settles a conditional decision, and never turns a settled one', () => {
    fc.assert(
      fc.property(request, identity, (asked, policies) => {
        const { decision } = decide({ ...asked, contextComplete: false }, { identity: policies });
        const settled = decide({ ...asked, contextComplete: true }, { identity: policies }).decision;
        if (decision === 'allowed') expect(settled).toBe('allowed');
        if (decision === 'denied') expect(settled).toBe('denied');
        if (decision === 'implicit-deny') expect(rank[settled]).toBe(0);
      }),
    );
  });
});
