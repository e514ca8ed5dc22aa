// The narrower policy: nothing unused is left, nothing used is lost, and it is never wider than it was.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../shared/iam/decision/evaluate.ts';
import type { PolicyDocument } from '../../../shared/iam/policy/document.ts';
import { parsePolicy } from '../../../shared/iam/policy/parse.ts';
import { withoutServices } from '../../../shared/iam/policy/without-services.ts';
import { policy, universe } from '../arbitraries.ts';

const narrowed = (statements: readonly object[], unused: readonly string[], used: readonly string[]) => {
  const parsed = parsePolicy({ Version: '2012-10-17', Statement: statements });
  return parsed.ok ? withoutServices(parsed.policy, new Set(unused), used)?.Statement : 'unreadable';
};
const allow = (Action: string | string[]) => ({ Effect: 'Allow', Action, Resource: ['*'] });

const ranks = { denied: 0, 'implicit-deny': 0, conditional: 1, allowed: 2 };
const rankOf = (document: PolicyDocument, action: string, resource: string) =>
  ranks[decide({ action, resource, contextComplete: true }, { identity: [document] }).decision];
const requests = universe.actions.flatMap((action) =>
  universe.resources.map((resource) => [action, resource] as const),
);

describe('a policy without services', () => {
  it.each<[string, string | string[], readonly object[] | undefined]>([
    ['loses their actions', ['s3:GetObject', 'SQS:*'], [allow(['s3:GetObject'])]],
    ['loses statements that are about nothing else', 'sqs:SendMessage', undefined],
    ['spells a star out as what is used', '*', [allow(['s3:*'])]],
    ['keeps what cannot be told by services', ['*:Get*', 'sqs:*'], [allow(['*:Get*'])]],
  ])('%s', (_, actions, expected) => {
    expect(narrowed([allow(actions)], ['sqs'], ['s3'])).toEqual(expected);
  });

  it('keeps Denies', () => {
    const deny = { Effect: 'Deny', Action: ['sqs:*'], Resource: ['*'] };
    expect(narrowed([allow('s3:*'), deny], ['sqs'], ['s3'])).toEqual([allow(['s3:*']), deny]);
  });

  it('is never wider, and loses nothing of what is used', () => {
    const services = fc.subarray(['s3', 'iam', 'ecs']);
    fc.assert(
      fc.property(policy, services, (document, unused) => {
        const used = ['s3', 'iam', 'ecs'].filter((one) => !unused.includes(one));
        const left = withoutServices(document, new Set(unused), used);
        const parsed = parsePolicy(left ?? { Version: '2012-10-17', Statement: [] });
        if (!parsed.ok) throw new Error(parsed.reason);
        for (const [action, resource] of requests) {
          const [before, after] = [document, parsed.policy].map((one) => rankOf(one, action, resource));
          const isUsed = used.includes(action.split(':')[0] ?? '');
          expect(after).toSatisfy((rank: number) => (isUsed ? rank === before : rank <= (before ?? 0)));
        }
      }),
    );
  });
});
