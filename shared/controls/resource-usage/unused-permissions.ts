// Services that a role of a workload or node may use and has not used for long.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { attachedOf, documentsToFetch, type KnownPolicy } from '../../iam/grants/attached.ts';
import { parsePolicy } from '../../iam/policy/parse.ts';
import { allowsService, withoutServices } from '../../iam/policy/without-services.ts';
import { trustsInstances, trustsWorkloads } from '../../iam/trust/workload-role.ts';
import { join } from '../../model/at.ts';
import { defineControl, evidence, failIfAny, notApplicable, pass, unknown } from '../../model/control.ts';
import type { FactRequest, FactRequestOf } from '../../model/facts.ts';
import type { Principal } from '../../model/principal.ts';
import type { Evidence } from '../../model/verdict.ts';
import { roleDetails, trustOf } from '../examples/events.ts';
import { type Examples, fact } from '../examples/example.ts';

const parameters = z.object({
  /** Days without use after which a service counts as unused. IAM looks back 400 days. */
  days: z.number().int().min(1).max(400).default(90),
});

export const unusedPermissions = defineControl({
  id: 'resource-usage/unused-permissions',
  title: 'Workload and node roles grant only services that they use',
  severity: 'low',
  stage: 'stable',
  judges: ['principal'],
  platforms: ['iam'],
  parameters,
  facts: (principal) =>
    isJudged(principal) ? [...documentsToFetch(principal), lastAccessed(principal)] : [],
  references: {
    nist: ['4.3.1'],
    cis: ['CIS AWS Foundations 1.15'],
    attack: ['T1078.004'],
  },
  why: 'A program will not miss permissions that it has not needed for months, but an attacker will use them.',
  fix: 'Write the narrower policy that the finding carries: it leaves out the services that were not used, and changes nothing else.',
  allows: [
    'roles that are younger than the window: nobody knows yet what they will use',
    'roles that neither workloads nor instances take, and service-linked roles',
    'services that were used once within the window, however few of their actions',
  ],
  response: null,
  judge: (principal, { facts, parameters: { days } }) => {
    if (isJudged(principal) === false)
      return notApplicable('judges whole roles that workloads or instances take');
    if (isJudged(principal) === null) return unknown('the trust policy of the role cannot be read');
    const answer = facts.get(lastAccessed(principal));
    if (!answer.ok) return unknown(`what the role has used is not known: ${answer.reason}`);
    const since = Date.parse(answer.asOf) - days * 86_400_000;
    const { createdAt, services } = answer.value;
    if (createdAt === null || Date.parse(createdAt) > since)
      return notApplicable(`the role is not known to be older than ${days} days`);
    const isUnused = ({ lastUsed }: { lastUsed: string | null }) =>
      lastUsed === null || Date.parse(lastUsed) < since;
    const unused = new Set(services.filter(isUnused).map(({ service }) => service));
    const used = services.filter((one) => !isUnused(one)).map(({ service }) => service);
    const { known, missing } = attachedOf(principal, facts);
    const found = known.flatMap((policy) => toldOf(policy, principal.name, { unused, used, days }));
    if (found.length === 0 && missing[0] !== undefined && unused.size > 0) return unknown(missing[0]);
    return unused.size === 0 ? pass : failIfAny(found);
  },
});

/** Null: who takes the role is not known. */
function isJudged(principal: Principal): boolean | null {
  if (principal.type !== 'role' || !principal.complete || principal.arn === null) return false;
  if (principal.path?.startsWith('/aws-service-role/')) return false;
  return trustsWorkloads(principal) || trustsInstances(principal);
}

function lastAccessed({ account, arn, name }: Principal): FactRequestOf<'last-accessed'> & FactRequest {
  return { fact: 'last-accessed', account, region: null, arn: arn ?? name };
}

interface Use {
  readonly unused: ReadonlySet<string>;
  readonly used: readonly string[];
  readonly days: number;
}

/** One evidence a policy, at the first statement that grants something unused, with the policy that is left. */
function toldOf({ policy, document }: KnownPolicy, name: string, { unused, used, days }: Use): Evidence[] {
  const parsed = parsePolicy(document);
  if (!parsed.ok) return [];
  const statements = parsed.policy.statements.filter((statement) => allowsService(statement, unused));
  const [first] = statements;
  if (first === undefined) return [];
  const granted = [...unused].filter((one) => statements.some((each) => allowsService(each, new Set([one]))));
  const services = granted.sort();
  const narrower = withoutServices(parsed.policy, unused, used);
  const shown =
    services.length > 8
      ? `${services.slice(0, 8).join(', ')} and ${services.length - 8} more`
      : services.join(', ');
  return [
    evidence(
      join(policy.path, first.path),
      services,
      narrower,
      `${name} may use ${shown} by ${policy.name}, and has not for ${days} days`,
    ),
  ];
}

const policy = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['s3:GetObject', 'sqs:SendMessage'], Resource: 'arn:aws:s3:::shop-*' },
    { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: 'arn:aws:dynamodb:*:*:table/shop' },
  ],
};
const arn = 'arn:aws:iam::111122223333:role/shop-web-task';
const request = { fact: 'last-accessed', account: '111122223333', region: null, arn } as const;
const old = '2026-01-05T10:00:00Z';

/** Facts of examples are read at the time of the example's clock. */
const used = (services: Readonly<Record<string, string | null>>, createdAt = old) =>
  fact(request, {
    createdAt,
    services: Object.entries(services).map(([service, lastUsed]) => ({ service, lastUsed })),
  });
const lately = '2026-11-10T00:00:00Z';

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a task role that never used two of its services',
      given: roleDetails(trustOf('ecs-tasks.amazonaws.com'), [policy]),
      facts: [used({ s3: lately, sqs: null, dynamodb: null })],
      at: 'RoleDetailList[0].RolePolicyList[0].PolicyDocument.Statement[0]',
    },
    {
      says: 'a node role that used one of them long ago',
      given: roleDetails(trustOf('ec2.amazonaws.com'), [policy]),
      facts: [used({ s3: lately, sqs: lately, dynamodb: '2026-02-01T00:00:00Z' })],
      at: 'RoleDetailList[0].RolePolicyList[0].PolicyDocument.Statement[1]',
    },
  ],
  passes: [
    {
      says: 'all services were used within the window',
      given: roleDetails(trustOf('ecs-tasks.amazonaws.com'), [policy]),
      facts: [used({ s3: lately, sqs: lately, dynamodb: lately })],
    },
  ],
  unknown: [
    {
      says: 'nobody knows what the role has used',
      given: roleDetails(trustOf('pods.eks.amazonaws.com'), [policy]),
    },
  ],
  notApplicable: [
    {
      says: 'a role that was made last week',
      given: roleDetails(trustOf('ecs-tasks.amazonaws.com'), [policy]),
      facts: [used({ s3: null, sqs: null, dynamodb: null }, '2026-11-12T00:00:00Z')],
    },
    {
      says: 'a role of a function',
      given: roleDetails(trustOf('lambda.amazonaws.com'), [policy]),
    },
  ],
});
