// The decision on one request by all policies that apply: IAM's evaluation logic with what is known of the request.

import { accountOfArn, nameOf } from '../model/arn.ts';
import { contextOf } from './conditions.ts';
import type { PolicyDocument } from './document.ts';
import { all, type Outcome, some } from './outcome.ts';
import { type Look, lookAt, type RequestView } from './statement.ts';

export interface AccessRequest {
  /** `ecs:RunTask`. */
  readonly action: string;
  /** ARN, or `*` for calls without a resource. */
  readonly resource: string;
  /** ARN of the user, role or session, or a service name; left out: not known. */
  readonly principal?: string;
  /** Condition keys of the request; those that follow from principal and resource are added. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** True: a key that is not in `context` is not in the request. Default: nobody knows. */
  readonly contextComplete?: boolean;
  /** Account that owns the resource, where its ARN does not tell. */
  readonly resourceAccount?: string;
}

export interface ApplicablePolicies {
  /** Policies of the user or role, and of the user's groups. */
  readonly identity: readonly PolicyDocument[];
  /** The resource's own policy; null: it has none; left out: not known, and taken for none within one account. */
  readonly resource?: PolicyDocument | null;
  readonly boundary?: PolicyDocument | null;
  /** Session policies; an empty list is none. */
  readonly session?: readonly PolicyDocument[];
  /** Service control policies, one list for each level from the root to the account. */
  readonly scps?: readonly (readonly PolicyDocument[])[];
}

export interface Decision {
  /** `conditional`: it depends on something that is not known; `conditions` names it. */
  readonly decision: 'allowed' | 'denied' | 'implicit-deny' | 'conditional';
  /** Statements that apply, or may apply: `identity[0].Statement[1]`. */
  readonly statements: readonly string[];
  /** Condition keys nobody knows, of statements that may apply. */
  readonly conditions: readonly string[];
}

/**
 * IAM User Guide, "Policy evaluation logic": an explicit deny wins; then organisation, boundary and session must
 * allow; within one account the identity's or the resource's policy is enough, across accounts both are needed.
 * Role trust and KMS key policies must always allow. Not covered: resource control policies, the management
 * account's freedom from SCPs, service-linked roles.
 */
export function decide(request: AccessRequest, policies: ApplicablePolicies): Decision {
  // "No permissions are required", and a Deny has no effect (STS API Reference, GetCallerIdentity).
  if (request.action.toLowerCase() === 'sts:getcalleridentity') {
    return { decision: 'allowed', statements: [], conditions: [] };
  }
  const view = viewOf(request);
  const looks = lookAtAll(view, policies);
  const applying = Object.values(looks).flat(2);
  const denied = some(applying.map((look) => look.denies));
  const allowed = all([granted(view, policies, looks), ...looks.scps.map((level) => allows(level))]);
  return {
    decision: decisionOf(denied, allowed),
    statements: [...new Set(applying.flatMap((look) => look.statements))],
    conditions: [...new Set(applying.flatMap((look) => look.unknownKeys))],
  };
}

function decisionOf(denied: Outcome, allowed: Outcome): Decision['decision'] {
  if (denied === 'holds') return 'denied';
  if (allowed === 'fails') return 'implicit-deny';
  return denied === 'unknown' || allowed === 'unknown' ? 'conditional' : 'allowed';
}

interface Looks {
  readonly identity: readonly Look[];
  readonly resource: readonly Look[];
  readonly boundary: readonly Look[];
  readonly session: readonly Look[];
  readonly scps: readonly (readonly Look[])[];
}

function lookAtAll(view: RequestView, policies: ApplicablePolicies): Looks {
  const { identity, resource, boundary, session = [], scps = [] } = policies;
  const each = (documents: readonly PolicyDocument[], at: string) =>
    documents.map((document, index) => lookAt(document, `${at}[${index}]`, view, false));
  return {
    identity: each(identity, 'identity'),
    resource: resource ? [lookAt(resource, 'resource', view, true)] : [],
    boundary: boundary ? [lookAt(boundary, 'boundary', view, false)] : [],
    session: each(session, 'session'),
    scps: scps.map((level, index) => each(level, `scps[${index}]`)),
  };
}

function allows(looks: readonly Look[]): Outcome {
  return some(looks.map((look) => look.allows));
}

/** What identity and resource policies grant together, before the organisation has its say. */
function granted(view: RequestView, policies: ApplicablePolicies, looks: Looks): Outcome {
  const limits = [looks.boundary, looks.session].filter((kind) => kind.length > 0).map(allows);
  const limited = (outcome: Outcome) => all([outcome, ...limits]);
  const identity = limited(allows(looks.identity));
  const [resource] = looks.resource;
  if (resource === undefined) {
    if (!crossesAccounts(view)) return identity;
    return all([identity, policies.resource === null ? 'fails' : 'unknown']);
  }
  if (crossesAccounts(view)) return all([identity, resource.allows]);
  // Naming the account hands the decision to its identity policies; naming a principal decides. Boundary and
  // session do not limit what a resource policy gives a user or session by its very ARN.
  const direct = some([resource.allowsThisArn, limited(resource.allowsDirectly)]);
  const alone = needsResourcePolicy(view.action) ? all([resource.allows, identity]) : identity;
  return some([direct, alone]);
}

function needsResourcePolicy(action: string): boolean {
  return /^(?:sts:assumerole|kms:)/i.test(action);
}

function crossesAccounts({ principalAccount, resourceAccount }: RequestView): boolean {
  return principalAccount !== null && resourceAccount !== null && principalAccount !== resourceAccount;
}

function viewOf(request: AccessRequest): RequestView {
  const { action, resource, principal = null, context = {}, contextComplete = false } = request;
  const principalAccount = principal === null ? null : accountOfArn(principal);
  const resourceAccount = request.resourceAccount ?? accountOfArn(resource);
  const values = { ...derived(principal, principalAccount, resourceAccount), ...context };
  return {
    action,
    resource,
    principal,
    principalAccount,
    resourceAccount,
    context: contextOf(values, contextComplete),
  };
}

/** Keys that follow from who asks and what for (IAM User Guide, "AWS global condition context keys"). */
function derived(principal: string | null, account: string | null, resourceAccount: string | null) {
  const user = principal !== null && /^arn:[^:]*:iam::\d{12}:user\//.test(principal);
  const arn = principal !== null && /^arn:[^:]*:iam::\d{12}:(?:user|role)\//.test(principal);
  return {
    ...(account === null ? {} : { 'aws:PrincipalAccount': account }),
    ...(resourceAccount === null ? {} : { 'aws:ResourceAccount': resourceAccount }),
    ...(arn ? { 'aws:PrincipalArn': principal } : {}),
    ...(user ? { 'aws:username': nameOf(principal) } : {}),
  };
}
