// Generated policies over a small universe: few names, so that patterns and requests meet often.
import fc from 'fast-check';
import type { Condition, PolicyDocument, Statement } from '../../shared/iam/policy/document.ts';

/** `${name}`, the policy variable. */
export const variable = (name: string) => `\${${name}}`;

export const universe = {
  actions: ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 'iam:PassRole', 'iam:CreateUser', 'ecs:RunTask'],
  resources: [
    '*',
    'arn:aws:s3:::a',
    'arn:aws:s3:::a/b',
    'arn:aws:iam::111122223333:role/x',
    'arn:aws:iam::111122223333:user/path/y',
  ],
};

const actionPattern = fc.constantFrom(
  '*',
  's3:*',
  'S3:Get*',
  's3:?etObject',
  '*:*Object',
  'iam:PassRole',
  'iam:*User',
  'ecs:Run*',
  'x:y',
);
const resourcePattern = fc.constantFrom(
  '*',
  'arn:aws:s3:::*',
  'arn:aws:s3:::a/*',
  'arn:aws:iam::*:role/*',
  `arn:aws:iam::111122223333:user/${variable('aws:username')}`,
  'arn:*',
);
const operator = fc.constantFrom(
  'StringEquals',
  'StringNotEquals',
  'StringLikeIfExists',
  'Null',
  'ForAllValues:StringLike',
  'ForAnyValue:StringNotLike',
  'NoSuchOperator',
);

const condition: fc.Arbitrary<Condition> = fc.record({
  operator,
  key: fc.constantFrom('aws:username', 'k'),
  values: fc.array(fc.constantFrom('y', 'v', '*', 'true'), { maxLength: 2 }),
  path: fc.constant(''),
});

export const statement = (effect?: 'Allow' | 'Deny'): fc.Arbitrary<Statement> =>
  fc
    .record({
      effect: effect === undefined ? fc.constantFrom('Allow' as const, 'Deny' as const) : fc.constant(effect),
      not: fc.constantFrom('none', 'none', 'action', 'resource'),
      actions: fc.array(actionPattern, { minLength: 1, maxLength: 2 }),
      resources: fc.array(resourcePattern, { minLength: 1, maxLength: 2 }),
      conditions: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(condition, { maxLength: 2 })),
    })
    .map(({ effect, not, actions, resources, conditions }) => ({
      path: 'Statement[0]',
      services: null,
      sid: null,
      effect,
      actions: not === 'action' ? null : actions,
      notActions: not === 'action' ? actions : null,
      resources: not === 'resource' ? null : resources,
      notResources: not === 'resource' ? resources : null,
      principals: null,
      notPrincipals: null,
      conditions,
    }));

export const policyOf = (statements: readonly Statement[]): PolicyDocument => ({
  version: '2012-10-17',
  statements,
});

export const policy: fc.Arbitrary<PolicyDocument> = fc.array(statement(), { maxLength: 4 }).map(policyOf);
