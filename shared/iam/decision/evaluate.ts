// The decision on one request by all policies that apply: IAM's evaluation logic with what is known of the request.
// SPDX-License-Identifier: Apache-2.0

import { isAccountRoot } from '../../model/arn.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { all, type MatchOutcome, some } from '../policy/outcome.ts';
import { type AccessRequest, viewOf } from './request.ts';
import { lookAt, type RequestView, type StatementLook } from './statement.ts';

export type { AccessRequest } from './request.ts';

export interface ApplicablePolicies {
  /** Policies of the user or role, and of the user's groups. */
  readonly identity: readonly PolicyDocument[];
  /**
   * The resource's own policy; null: it has none; left out: not known, and taken for none within one account, save
   * where it always decides (role trust, KMS keys).
   */
  readonly resource?: PolicyDocument | null;
  readonly boundary?: PolicyDocument | null;
  /** Session policies; an empty list is none. */
  readonly session?: readonly PolicyDocument[];
  /** Service control policies, one list for each level from the root to the account. */
  readonly scps?: readonly (readonly PolicyDocument[])[];
  /**
   * Resource control policies of the resource's account, likewise. Few services heed them, and `kms:RetireGrant` never does: whoever
   * asks leaves them out for the rest (AWS Organizations User Guide, "Resource control policies").
   */
  readonly rcps?: readonly (readonly PolicyDocument[])[];
}

export interface IamDecision {
  /** `conditional`: it depends on something that is not known; `conditions` names it. */
  readonly decision: 'allowed' | 'denied' | 'implicit-deny' | 'conditional';
  /** Statements that apply, or may apply: `identity[0].Statement[1]`. */
  readonly statements: readonly string[];
  /**
   * What nobody knows of statements that may apply: condition keys, `aws:PrincipalArn` where it is who asks, and `resource policy`
   * where that is left out and must allow.
   */
  readonly conditions: readonly string[];
}

/**
 * IAM User Guide, "Policy evaluation logic": an explicit deny wins; then organisation, boundary and session must
 * allow; within one account the identity's or the resource's policy is enough, across accounts both are needed.
 * Role trust and KMS key policies must always allow. The root user needs no identity policy. Organisations' policies do not
 * bind service-linked roles, nor SCPs AWS services; whoever asks leaves them out for the management account.
 */
export function decide(request: AccessRequest, policies: ApplicablePolicies): IamDecision {
  // "No permissions are required", and a Deny has no effect (STS API Reference, GetCallerIdentity).
  if (request.action.toLowerCase() === 'sts:getcalleridentity') {
    return { decision: 'allowed', statements: [], conditions: [] };
  }
  const view = { ...viewOf(request), bounded: Boolean(policies.boundary) };
  const looks = lookAtAll(view, policies);
  const applying = Object.values(looks).flat(2);
  const denied = some(applying.map((look) => look.denies));
  const allowed = all([granted(view, policies, looks), ...[...looks.scps, ...looks.rcps].map(allows)]);
  const missing = lacksResourcePolicy(view, policies) ? ['resource policy'] : [];
  return {
    decision: decisionOf(denied, allowed),
    statements: [...new Set(applying.flatMap((look) => look.statements))],
    conditions: [...new Set([...applying.flatMap((look) => look.unknownKeys), ...missing])],
  };
}

function decisionOf(denied: MatchOutcome, allowed: MatchOutcome): IamDecision['decision'] {
  if (denied === 'holds') return 'denied';
  if (allowed === 'fails') return 'implicit-deny';
  return denied === 'unknown' || allowed === 'unknown' ? 'conditional' : 'allowed';
}

interface Looks {
  readonly identity: readonly StatementLook[];
  readonly resource: readonly StatementLook[];
  readonly boundary: readonly StatementLook[];
  readonly session: readonly StatementLook[];
  readonly scps: readonly (readonly StatementLook[])[];
  readonly rcps: readonly (readonly StatementLook[])[];
}

function lookAtAll(view: RequestView, policies: ApplicablePolicies): Looks {
  const { identity, resource, boundary, session = [], scps = [], rcps = [] } = policies;
  const each = (documents: readonly PolicyDocument[], at: string, attached = false) =>
    documents.map((document, index) => lookAt(document, `${at}[${index}]`, view, attached));
  const linked = isServiceLinked(view);
  return {
    identity: each(identity, 'identity'),
    resource: resource ? [lookAt(resource, 'resource', view, true)] : [],
    boundary: boundary ? [lookAt(boundary, 'boundary', view, false)] : [],
    session: each(session, 'session'),
    scps: linked || isService(view) ? [] : scps.map((level, index) => each(level, `scps[${index}]`)),
    rcps: linked ? [] : rcps.map((level, index) => each(level, `rcps[${index}]`, true)),
  };
}

function allows(looks: readonly StatementLook[]): MatchOutcome {
  return some(looks.map((look) => look.allows));
}

/** What identity and resource policies grant together, before the organisation has its say. */
function granted(view: RequestView, policies: ApplicablePolicies, looks: Looks): MatchOutcome {
  const limits = [looks.boundary, looks.session].filter((kind) => kind.length > 0).map(allows);
  const limited = (outcome: MatchOutcome) => all([outcome, ...limits]);
  const identity = isRoot(view) ? ofRoot(view) : limited(allows(looks.identity));
  const [resource] = looks.resource;
  if (resource === undefined) {
    const absent = policies.resource === null ? 'fails' : 'unknown';
    if (needsResourcePolicy(view)) return absent;
    return crossesAccounts(view) ? all([identity, absent]) : identity;
  }
  if (crossesAccounts(view)) return all([identity, resource.allows]);
  // Naming the account hands the decision to its identity policies; naming a principal decides. Boundary and
  // session do not limit what a resource policy gives a user or session by its very ARN.
  const direct = some([resource.allowsThisArn, limited(resource.allowsDirectly)]);
  const alone = needsResourcePolicy(view) ? all([resource.allows, identity]) : identity;
  return some([direct, alone]);
}

function lacksResourcePolicy(view: RequestView, { resource }: ApplicablePolicies): boolean {
  return resource === undefined && (needsResourcePolicy(view) || crossesAccounts(view));
}

/** Calls on a role or key, which its own policy always decides; `kms:CreateKey` and the like are about none. */
function needsResourcePolicy({ action, resource }: RequestView): boolean {
  return resource !== '*' && /^(?:sts:assumerole|kms:)/i.test(action);
}

function isRoot({ principal }: RequestView): boolean {
  return principal !== null && isAccountRoot(principal);
}

/** Only users and roles call AssumeRole (IAM User Guide, "Compare AWS STS credentials"). */
function ofRoot({ action }: RequestView): MatchOutcome {
  return action.toLowerCase() === 'sts:assumerole' ? 'fails' : 'holds';
}

/** AWS Organizations User Guide, "Service control policies" and "Resource control policies": what they do not affect. */
function isServiceLinked({ principal }: RequestView): boolean {
  return principal?.includes(':role/aws-service-role/') === true;
}

function isService({ principal }: RequestView): boolean {
  return principal !== null && !principal.startsWith('arn:');
}

function crossesAccounts({ principalAccount, resourceAccount }: RequestView): boolean {
  return principalAccount !== null && resourceAccount !== null && principalAccount !== resourceAccount;
}
