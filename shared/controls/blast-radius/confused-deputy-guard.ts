// Roles that a service may take for whoever asks it.
import { z } from 'zod';
import { trustedPrincipals } from '../../iam/trust/trust.ts';
import { defineControl, evidence, failIfAny, notApplicable, unknown } from '../../model/control.ts';
import { cloudTrail, policyDocument, trustOf } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

/** Services that take a role for a workload, and for which AWS documents the two keys (ECS and EKS guides, "confused deputy"). */
const deputies: ReadonlySet<string> = new Set(['ecs-tasks.amazonaws.com', 'pods.eks.amazonaws.com']);

const guards: ReadonlySet<string> = new Set([
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
]);

export const confusedDeputyGuard = defineControl({
  id: 'blast-radius/confused-deputy-guard',
  title: 'Roles of workloads are taken for one’s own account only',
  severity: 'low',
  stage: 'stable',
  judges: ['principal'],
  platforms: ['iam'],
  parameters: z.object({}),
  references: { nist: ['4.3.1'], attack: ['T1199', 'T1078.004'] },
  why: 'The service acts for every customer of AWS: without a condition it is its own checks alone that keep another account’s workload out of the role.',
  fix: 'Add a condition on aws:SourceAccount (your account) or aws:SourceArn (the cluster) to the trust policy.',
  allows: [
    'services other than ECS tasks and EKS Pod Identity',
    'service-linked roles',
    'trust narrowed to the organisation',
  ],
  response: null,
  judge: (principal) => {
    const { type, trust, path, name } = principal;
    if (type !== 'role' || trust.value === null) return notApplicable('no trust policy to judge');
    if (path?.startsWith('/aws-service-role/')) return notApplicable('a service-linked role');
    const trusted = trustedPrincipals(trust.value, trust.path);
    if (!trusted.ok) return unknown(`the trust policy cannot be read at ${trusted.path}: ${trusted.reason}`);
    const services = trusted.trusted.filter(({ kind, value }) => kind === 'service' && deputies.has(value));
    if (services.length === 0) return notApplicable('no service takes the role for a workload');
    return failIfAny(
      services
        .filter(({ conditions }) => !conditions.some((key) => guards.has(key.toLowerCase())))
        .map((one) =>
          evidence(
            one.path,
            one.value,
            'a condition on aws:SourceAccount or aws:SourceArn',
            `${one.value} takes ${name} for whichever account asks`,
          ),
        ),
    );
  },
});

const bare = (service: string) =>
  policyDocument({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' });

export const examples = (): Examples => ({
  fails: [
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
  passes: [{ says: 'for the own account', given: trustOf('ecs-tasks.amazonaws.com') }],
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
