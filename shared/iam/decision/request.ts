// What is known of a request: the accounts on both sides, and the condition keys that follow from who asks and what for.
// SPDX-License-Identifier: Apache-2.0

import { accountOfArn, isAccountRoot, nameOf } from '../../model/arn.ts';
import { type ContextValues, contextOf } from './conditions.ts';
import type { RequestView } from './statement.ts';

export interface AccessRequest {
  /** `ecs:RunTask`. */
  readonly action: string;
  /** ARN, or `*` for calls without a resource. */
  readonly resource: string;
  /** ARN of the user, role or session, or a service name; left out: not known. */
  readonly principal?: string;
  /** Condition keys of the request, null for one it lacks; those that follow from principal and resource are added. */
  readonly context?: ContextValues;
  /** True: a key that is not in `context` is not in the request. Default: nobody knows. */
  readonly contextComplete?: boolean;
  /** Account that owns the resource, where its ARN does not tell. */
  readonly resourceAccount?: string;
}

export function viewOf(request: AccessRequest): RequestView {
  const { action, resource, principal = null, context = {}, contextComplete = false } = request;
  const principalAccount = principal === null ? null : accountOfArn(principal);
  const resourceAccount = request.resourceAccount ?? accountOfArn(resource);
  const values = {
    ...ofAccounts(principalAccount, resourceAccount),
    ...(principal === null ? {} : ofPrincipal(principal)),
    ...context,
  };
  return {
    ...{ action, resource, principal, principalAccount, resourceAccount },
    context: contextOf(values, contextComplete),
  };
}

function ofAccounts(principal: string | null, resource: string | null): ContextValues {
  return {
    ...(principal === null ? {} : { 'aws:PrincipalAccount': principal }),
    ...(resource === null ? {} : { 'aws:ResourceAccount': resource }),
  };
}

/** IAM User Guide, "AWS global condition context keys" and "Policy variables" (the table of principal key values). */
function ofPrincipal(principal: string): ContextValues {
  if (!principal.startsWith('arn:')) return { 'aws:PrincipalIsAWSService': 'true' };
  const [, service, type] = /^arn:[^:]*:(iam|sts)::\d{12}:([^/]+)/.exec(principal) ?? [];
  const common = { 'aws:PrincipalIsAWSService': 'false', 'aws:PrincipalArn': principal };
  if (service === 'iam' && type === 'user')
    return { ...common, 'aws:PrincipalType': 'User', 'aws:username': nameOf(principal) };
  if (service === 'iam' && type === 'role')
    return { ...common, 'aws:PrincipalType': 'AssumedRole', 'aws:username': null };
  // The key holds the role's ARN with its path, which the session's ARN does not tell.
  if (service === 'sts' && type === 'assumed-role')
    return {
      ...common,
      'aws:PrincipalArn': undefined,
      'aws:PrincipalType': 'AssumedRole',
      'aws:username': null,
    };
  if (service === 'sts' && type === 'federated-user')
    return { ...common, 'aws:PrincipalType': 'FederatedUser', 'aws:username': null };
  if (isAccountRoot(principal)) return { ...common, 'aws:PrincipalType': 'Account', 'aws:username': null };
  return {};
}
