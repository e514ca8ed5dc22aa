// The role that SAM makes for AWS::Serverless::Function, from the policies written there.
// SPDX-License-Identifier: Apache-2.0
import { at, join } from '../../model/at.ts';
import { isObject, type Json, stringOf } from '../../model/json.ts';
import type { AttachedPolicy, Principal } from '../../model/principal.ts';
import { unsettledReason } from '../workload/cursor.ts';
import type { Where } from '../workload/where.ts';
import { bare } from './iam.ts';
import { policyOf, possiblePolicies } from './template-policy.ts';
import { elementsOf, type TemplateResource } from './template-resource.ts';

const byLambda = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** None where the function is given a role, or no policies of its own (SAM specification, AWS::Serverless::Function, `Policies`). */
export function functionRole({ properties }: TemplateResource, where: Where): readonly Principal[] {
  const { Role: role, Policies: written } = properties;
  if (role !== undefined || written === undefined) return [];
  const list = elementsOf(isObject(written) || typeof written === 'string' ? [written] : written);
  const policies = list.flatMap((policy, index) => held(policy, join('Policies', index)));
  return [
    {
      ...bare('role', where.name ?? '', null, where),
      policies,
      complete: true,
      trust: at(byLambda, ''),
    },
  ];
}

function held(policy: Json, path: string): readonly AttachedPolicy[] {
  if (unsettledReason(policy) !== null) return possiblePolicies(policy, path);
  if (isObject(policy)) return policy.Statement === undefined ? [] : [policyOf(policy, path)];
  const name = stringOf(policy) ?? '';
  // A bare name is one of AWS's own; policy templates of SAM, objects of another form, are scoped by their parameters.
  const arn = name.startsWith('arn:') ? name : `arn:aws:iam::aws:policy/${name}`;
  return [{ name, arn, path, document: null }];
}
