// Roles that a service may take for whoever asks it.
// SPDX-License-Identifier: Apache-2.0
import { type Trusted, trustedPrincipals } from '../../iam/trust/trust.ts';
import { thisAccount } from '../../model/arn.ts';
import {
  defineControl,
  evidence,
  failIfAny,
  noParameters,
  notApplicable,
  unknown,
} from '../../model/control.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import type { Principal } from '../../model/principal.ts';
import { cloudTrail, policyDocument, trustOf } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

/** Services that take a role for a workload, and for which AWS documents the two keys (ECS and EKS guides, "confused deputy"). */
const deputies: ReadonlySet<string> = new Set(['ecs-tasks.amazonaws.com', 'pods.eks.amazonaws.com']);

export const confusedDeputyGuard = defineControl({
  id: 'blast-radius/confused-deputy-guard',
  title: 'Workload roles are protected against the confused deputy',
  severity: 'low',
  stage: 'stable',
  judges: ['principal'],
  platforms: ['iam'],
  parameters: noParameters,
  references: { nist: ['4.3.1'], attack: ['T1199', 'T1078.004'] },
  why: 'The service acts for every AWS customer: without a condition, only the service’s own checks keep another account’s workload out of the role.',
  fix: 'Add a condition on aws:SourceAccount (your account) or aws:SourceArn (the cluster) to the trust policy: StringEquals or ArnLike, with the account written out.',
  allows: [
    'services other than ECS tasks and EKS Pod Identity',
    'service-linked roles',
    'trust narrowed to the organisation',
  ],
  response: null,
  judge: (principal, { policy }) => {
    const { type, trust, path, name } = principal;
    if (type !== 'role' || trust.value === null) return notApplicable('no trust policy to judge');
    if (path?.startsWith('/aws-service-role/')) return notApplicable('a service-linked role');
    const trusted = trustedPrincipals(trust.value, trust.path);
    if (!trusted.ok) return unknown(`the trust policy cannot be read at ${trusted.path}: ${trusted.reason}`);
    const services = trusted.trusted.filter(({ kind, value }) => kind === 'service' && deputies.has(value));
    if (services.length === 0) return notApplicable('no service takes the role for a workload');
    return failIfAny(
      services.flatMap((one) => {
        const whose = askedBy(one, principal, policy);
        if (whose === null) return [];
        const wanted = 'aws:SourceAccount or aws:SourceArn of the own account';
        return [evidence(one.path, one.value, wanted, `${one.value} takes ${name} for ${whose}`)];
      }),
    );
  },
});

/** For whom the service takes the role besides the organisation; null: for nobody else. */
function askedBy(
  { guards, sources }: Trusted,
  { account }: Principal,
  { organisation, trust }: PolicyView,
): string | null {
  if (!guards) return 'whichever account asks';
  const known = [
    account,
    thisAccount,
    ...Object.keys(organisation.accounts ?? {}),
    ...(trust.accounts ?? []),
  ];
  // Nobody can tell a foreign account where the role’s own is not known.
  if (account === null || sources === null || sources.some((one) => known.includes(one))) return null;
  return `account ${sources.join(', ')} alone, which is not its own`;
}

const bare = (service: string, condition?: JsonObject) =>
  policyDocument({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    ...(condition === undefined ? {} : { Condition: condition }),
  });
const tasks = (operator: string, key: string, value: string | string[]) =>
  bare('ecs-tasks.amazonaws.com', { [operator]: { [key]: value } });

const open: readonly (readonly [says: string, given: JsonObject])[] = [
  ['any account, by a star', tasks('StringLike', 'aws:SourceAccount', '*')],
  ['every account but one', tasks('StringNotEquals', 'aws:SourceAccount', '111122223333')],
  ['clusters of any account', tasks('ArnLike', 'aws:SourceArn', 'arn:aws:ecs:eu-west-1:*:*')],
  [
    'any ARN, beside one of the own account',
    tasks('ArnLike', 'aws:SourceArn', ['arn:aws:ecs:*:111122223333:*', 'arn:aws:ecs:*:*:cluster/shop']),
  ],
  ['some account, whichever', bare('ecs-tasks.amazonaws.com', { Null: { 'aws:SourceAccount': 'false' } })],
  ['accounts that begin alike', tasks('StringLike', 'aws:SourceAccount', '1111*')],
];

const guarded: readonly (readonly [says: string, given: JsonObject])[] = [
  ['one account', tasks('StringEquals', 'aws:SourceAccount', '111122223333')],
  ['clusters of one account', tasks('ArnLike', 'aws:SourceArn', 'arn:aws:ecs:*:111122223333:*')],
  ['one cluster', tasks('ArnEquals', 'aws:SourceArn', 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop')],
  ['the organisation', tasks('StringEquals', 'aws:SourceOrgID', 'o-acme123456')],
  ['a part of the organisation', tasks('StringLike', 'aws:SourceOrgPaths', 'o-acme123456/r-ab12/*')],
];

export const examples = (): Examples => ({
  fails: [
    ...open.map(([says, given]) => ({ says, given, at: 'Statement[0].Principal.Service' })),
    {
      says: 'an account that is not its own',
      given: cloudTrail('iam', 'CreateRole', {
        requestParameters: {
          roleName: 'shop-web',
          assumeRolePolicyDocument: JSON.stringify(
            tasks('StringEquals', 'aws:SourceAccount', '999988887777'),
          ),
        },
      }),
      at: 'requestParameters.assumeRolePolicyDocument.Statement[0].Principal.Service',
    },
    {
      says: 'a task role as the console makes it',
      given: bare('ecs-tasks.amazonaws.com'),
      at: 'Statement[0].Principal.Service',
    },
    {
      says: 'a role for pods is created',
      given: cloudTrail('iam', 'CreateRole', {
        requestParameters: {
          roleName: 'shop-web',
          assumeRolePolicyDocument: JSON.stringify(bare('pods.eks.amazonaws.com')),
        },
      }),
      at: 'requestParameters.assumeRolePolicyDocument.Statement[0].Principal.Service',
    },
  ],
  passes: [
    ...guarded.map(([says, given]) => ({ says, given })),
    { says: 'for the own account', given: trustOf('ecs-tasks.amazonaws.com') },
  ],
  notApplicable: [
    { says: 'a role of Lambda', given: bare('lambda.amazonaws.com') },
    {
      says: 'a change of the role’s policies',
      given: cloudTrail('iam', 'AttachRolePolicy', {
        requestParameters: { roleName: 'shop-web', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      }),
    },
  ],
});
